/** The vectors of values that no message has fit their schema, and no octets are written for them. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/hex.ts';
import { encodeMessage, fromJson } from '../../src/protocol/index.ts';

interface ValueTest {
  readonly id: string;
  readonly flags: readonly string[];
  readonly twin?: string;
  readonly input: { readonly value: unknown };
  readonly expectation: { readonly octets?: string; readonly error?: { readonly path?: string } };
  readonly result: 'valid' | 'invalid';
}

interface ValueVectors {
  readonly notes: Readonly<Record<string, unknown>>;
  readonly groups: readonly { readonly tests: readonly ValueTest[] }[];
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

const vectors = read('unwritable.json') as ValueVectors;
const tests = vectors.groups.flatMap((group) => group.tests);
const valid = tests.filter(({ result }) => result === 'valid');
const invalid = tests.filter(({ result }) => result === 'invalid');

/** The octets of a value, or where it is at fault; undefined where only the whole is. */
function outcomeOf(value: unknown): { readonly octets: string } | { readonly path: string | undefined } {
  const message = fromJson(value);
  if (!message.ok) return { path: message.error.path };
  try {
    return { octets: toHex(encodeMessage(message.value)) };
  } catch {
    return { path: undefined };
  }
}

describe('values that no message has', () => {
  it('fit their schema, which is closed', () => {
    const validate = new Ajv({ strict: true, allErrors: true }).compile(
      read('../schema/unwritable.schema.json') as object,
    );
    expect(validate(vectors), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(validate({ ...vectors, more: 1 })).toBe(false);
  });

  it('have an id of their own, a twin that is written, and a note', () => {
    expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
    const twins = new Set(valid.map(({ id }) => id));
    for (const { twin, flags } of invalid) {
      expect(twins).toContain(twin);
      for (const flag of flags) expect(Object.keys(vectors.notes)).toContain(flag);
    }
  });

  it.each(valid.map((test) => [test.id, test] as const))('do not include %s', (_, { input, expectation }) => {
    expect(outcomeOf(input.value)).toEqual({ octets: expectation.octets });
  });

  it.each(invalid.map((test) => [test.id, test] as const))('include %s', (_, { input, expectation }) => {
    expect(outcomeOf(input.value)).toEqual({ path: expectation.error?.path });
  });
});
