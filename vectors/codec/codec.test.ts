/** The vectors of the codec fit their schema, and the codec does what they say. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { messages } from '../../spec/registry/messages.ts';
import { messageRequirements } from '../../spec/registry/decode-requirements.ts';
import type { DecodeError } from '../../src/core/decode-error.ts';
import { fromHex, toHex } from '../../src/core/hex.ts';
import {
  decodeMessage,
  encodeMessage,
  fromJson,
  toJson,
  type MessageJson,
} from '../../src/protocol/index.ts';

interface CodecTest {
  readonly id: string;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly twin?: string;
  readonly input: { readonly octets: string };
  readonly expectation: { readonly value?: MessageJson; readonly error?: DecodeError };
  readonly result: 'valid' | 'invalid';
}

interface CodecVectors {
  readonly notes: Readonly<Record<string, { readonly requirements: readonly string[] }>>;
  readonly groups: readonly { readonly id: string; readonly tests: readonly CodecTest[] }[];
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

const files = ['messages.json', 'malformed.json'].map((name) => [name, read(name) as CodecVectors] as const);
const all = files.flatMap(([, { groups }]) => groups.flatMap(({ tests }) => tests));

describe('the files', () => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(
    read('../schema/codec.schema.json') as object,
  );

  it.each(files)('%s fits the schema, which is closed', (_, vectors) => {
    expect(validate(vectors), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
    expect(validate({ ...vectors, more: 1 })).toBe(false);
  });

  it('give every test an id of its own, every flag a note, and every invalid test a valid twin', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const valid = new Set(all.filter(({ result }) => result === 'valid').map(({ id }) => id));
    const notes = new Set(files.flatMap(([, vectors]) => Object.keys(vectors.notes)));
    for (const { flags, twin, result } of all) {
      if (result === 'invalid') expect(valid).toContain(twin);
      for (const flag of flags) expect(notes).toContain(flag);
    }
  });

  it('have every message and every code of refusal', () => {
    const types = new Set(all.map(({ expectation }) => expectation.value?.type));
    for (const name of Object.keys(messages)) expect(types).toContain(name);
    const codes = new Set(all.map(({ expectation }) => expectation.error?.code));
    for (const code of Object.keys(messageRequirements)) expect(codes).toContain(code);
  });
});

describe.each(all.filter(({ result }) => result === 'valid').map((test) => [test.id, test] as const))(
  'the valid octets %s',
  (_, { input, expectation }) => {
    const octets = fromHex(input.octets)!;

    it('decode to the value', () => {
      const decoded = decodeMessage(octets);
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
      expect(JSON.parse(JSON.stringify(toJson(decoded.value)))).toEqual(expectation.value);
    });

    it('are the encoding of the value', () => {
      const message = fromJson(expectation.value);
      if (!message.ok) throw new Error(JSON.stringify(message.error));
      expect(toHex(encodeMessage(message.value))).toBe(input.octets);
    });
  },
);

it.each(all.filter(({ result }) => result === 'invalid').map((test) => [test.id, test] as const))(
  'the octets %s are refused',
  (_, { input, expectation }) => {
    expect(decodeMessage(fromHex(input.octets)!)).toEqual({ ok: false, error: expectation.error });
  },
);
