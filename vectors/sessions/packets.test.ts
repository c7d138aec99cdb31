/** The vectors of session packets: their file against its schema, and the library against the vectors. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { requirements } from '../../spec/registry/requirements.ts';
import { fromHex, toHex } from '../../src/core/hex.ts';
import {
  decodeSessionPacket,
  encodeSessionPacket,
  sessionPacketFromJson,
  sessionPacketToJson,
} from '../../src/sessions/index.ts';

interface PacketTest {
  readonly id: string;
  readonly flags: readonly string[];
  readonly requirements: readonly string[];
  readonly twin?: string;
  readonly input: { readonly octets: string };
  readonly expectation: { readonly value?: unknown; readonly error?: unknown };
  readonly result: 'valid' | 'invalid';
}

const file = readJson('packets.json') as {
  readonly notes: Readonly<Record<string, unknown>>;
  readonly groups: readonly { readonly tests: readonly PacketTest[] }[];
};
const tests = file.groups.flatMap((group) => group.tests);

describe('the file of session vectors', () => {
  test('fits its schema', () => {
    const validate = new Ajv({ strictSchema: true }).compile(
      readJson('../schema/session.schema.json') as object,
    );
    validate(file);
    expect(validate.errors).toBeNull();
  });

  test('names tests once, twins that are valid, flags that have a note, requirements that exist', () => {
    const valid = new Set(tests.filter(({ result }) => result === 'valid').map(({ id }) => id));
    const known = new Set<string>(requirements.map(({ id }) => id));
    expect(new Set(tests.map(({ id }) => id)).size).toBe(tests.length);
    expect(tests.filter(({ twin }) => twin !== undefined && !valid.has(twin))).toEqual([]);
    expect(tests.flatMap(({ flags }) => flags).filter((flag) => !(flag in file.notes))).toEqual([]);
    expect(tests.flatMap((one) => one.requirements).filter((id) => !known.has(id))).toEqual([]);
  });
});

describe('session packets', () => {
  test.each(tests.map((one) => [one.id, one] as const))('%s', (_, { input, expectation, result }) => {
    const packet = decodeSessionPacket(fromHex(input.octets)!);
    expect(packet.ok ? { value: sessionPacketToJson(packet.value) } : { error: packet.error }).toEqual(
      expectation,
    );
    if (packet.ok) {
      expect(toHex(encodeSessionPacket(packet.value))).toBe(input.octets);
      expect(sessionPacketFromJson(expectation.value)).toEqual(packet.value);
    }
    expect(packet.ok).toBe(result === 'valid');
  });
});

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}
