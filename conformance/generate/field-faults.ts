/** Every way in which one field can be wrong by its row in the registry. */
import type { messageRequirements } from '../../spec/registry/decode-requirements.ts';
import { codeTables, flagTables } from '../../spec/registry/codes.ts';
import { tlvs, type TlvName } from '../../spec/registry/messages.ts';
import { records } from '../../spec/registry/records.ts';
import type { CodeRow, FieldRow, RecordRow } from '../../spec/registry/shape.ts';
import type { OutlineEntry } from '../../src/protocol/index.ts';
import { concatenated } from './frame.ts';

/** A fault of a field: the value of the TLV with it, and how a decoder refuses it. */
export interface FieldFault {
  readonly id: string;
  readonly says: string;
  readonly code: keyof typeof messageRequirements;
  /** The whole value of the TLV. */
  readonly value: Uint8Array;
  /** From the start of the message. */
  readonly offset: number;
}

const table: Readonly<Record<string, RecordRow>> = records;

/**
 * The faults of a field.
 *
 * @param entry the field in the outline of the valid message.
 * @param value the value of its TLV.
 * @param start where that value begins in the message.
 */
export function fieldFaults(entry: OutlineEntry, value: Uint8Array, start: number): readonly FieldFault[] {
  const field = entry.field!;
  const at = entry.offset - start;
  const replace = (octets: Uint8Array): Uint8Array =>
    concatenated(value.subarray(0, at), octets, value.subarray(at + entry.size));
  const whole = entry.offset;
  switch (field.kind) {
    case 'uint':
      return numberFaults(field).map(({ id, says, octets }) => ({
        id,
        says,
        code: 'out-of-range',
        value: replace(octets),
        offset: whole,
      }));
    case 'code': {
      const code = firstUnused(codeTables[field.table as keyof typeof codeTables]);
      const octets = bigEndian(code, field.size);
      return [
        { id: 'unknown', says: `code ${code}`, code: 'unknown-code', value: replace(octets), offset: whole },
      ];
    }
    case 'flags': {
      const rows: readonly CodeRow[] = Object.values(flagTables[field.table]);
      const unused = rows.reduce((free, { code }) => free & ~code, 0xffff);
      const octets = bigEndian(unused & -unused, 2);
      return [
        {
          id: 'reserved',
          says: 'a flag without a name',
          code: 'reserved-bits',
          value: replace(octets),
          offset: whole,
        },
      ];
    }
    case 'octets':
      return [];
    case 'opaque':
      return opaqueFaults(field, replace, whole);
    case 'text':
      return textFaults(field, replace, whole);
    case 'list':
      return listFaults(field, entry, value, at, replace, start);
  }
}

/** The path of the field that a decoder misses when the last octet of the value of a TLV is gone. */
export function recordEnd(tlv: TlvName, value: Uint8Array): string {
  const field = table[tlvs[tlv].record]!.fields.at(-1)!;
  const path = `${tlv}.${field.name}`;
  if (field.kind !== 'list') return path;
  const member = table[field.of]!;
  const fixed = member.fields.every((inner) => 'size' in inner);
  const count = (value[0]! << 8) | value[1]!;
  if (fixed || count === 0) return path;
  return `${path}[${count - 1}].${member.fields.at(-1)!.name}`;
}

function numberFaults(
  field: FieldRow & { kind: 'uint' },
): readonly { id: string; says: string; octets: Uint8Array }[] {
  const faults = [];
  if (field.min !== undefined && field.min > 0) {
    faults.push({ id: 'below', says: `${field.min - 1}`, octets: bigEndian(field.min - 1, field.size) });
  }
  if (field.size === 8)
    faults.push({ id: 'above', says: '2^53', octets: Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0) });
  else if (field.max !== undefined) {
    faults.push({ id: 'above', says: `${field.max + 1}`, octets: bigEndian(field.max + 1, field.size) });
  }
  return faults;
}

function opaqueFaults(
  field: FieldRow & { kind: 'opaque' },
  replace: (octets: Uint8Array) => Uint8Array,
  offset: number,
): readonly FieldFault[] {
  const filled = (length: number): Uint8Array =>
    replace(concatenated(bigEndian(length, 2), new Uint8Array(length)));
  const unit = field.unit ?? 1;
  const faults: FieldFault[] = [
    {
      id: 'too-long',
      says: `${field.max + unit} octets`,
      code: 'too-long',
      value: filled(field.max + unit),
      offset,
    },
  ];
  if (field.min > 0) {
    const value = filled(field.min - unit);
    faults.push({
      id: 'too-short',
      says: `${field.min - unit} octets`,
      code: 'length-mismatch',
      value,
      offset,
    });
  }
  if (unit > 1) {
    const value = filled(field.min + 1);
    faults.push({ id: 'odd', says: `${field.min + 1} octets`, code: 'length-mismatch', value, offset });
  }
  return faults;
}

function textFaults(
  field: FieldRow & { kind: 'text' },
  replace: (octets: Uint8Array) => Uint8Array,
  offset: number,
): readonly FieldFault[] {
  const bad = (id: string, says: string, ...octets: readonly number[]): FieldFault => ({
    id,
    says,
    code: 'bad-text',
    value: replace(Uint8Array.of(0, octets.length, ...octets)),
    offset: offset + 2,
  });
  const long = concatenated(bigEndian(field.max + 1, 2), new Uint8Array(field.max + 1).fill(0x61));
  return [
    bad('line-feed', 'a line feed', 0x61, 0x0a),
    bad('nul', 'a zero octet', 0x00),
    bad('delete', 'U+007F', 0x61, 0x7f, 0x61),
    bad('overlong', 'an overlong form', 0xc0, 0xaf),
    bad('surrogate', 'half a surrogate pair', 0xed, 0xa0, 0x80),
    bad('cut-letter', 'a letter that is cut', 0x61, 0xc3),
    { id: 'too-long', says: `${field.max + 1} octets`, code: 'too-long', value: replace(long), offset },
  ];
}

function listFaults(
  field: FieldRow & { kind: 'list' },
  entry: OutlineEntry,
  value: Uint8Array,
  at: number,
  replace: (octets: Uint8Array) => Uint8Array,
  start: number,
): readonly FieldFault[] {
  const members = value.subarray(at + 2, at + entry.size);
  const count = (value[at]! << 8) | value[at + 1]!;
  const overfull = count === 0 ? [] : [listOf(members, count, field.max + 1)];
  return [
    ...overfull.map((octets): FieldFault => ({
      id: 'too-many',
      says: `${field.max + 1} members`,
      code: 'too-many',
      value: replace(octets),
      offset: entry.offset,
    })),
    {
      id: 'count-beyond-octets',
      says: `a count of ${field.max} and octets for ${count}`,
      code: 'truncated',
      value: replace(concatenated(bigEndian(field.max, 2), members)),
      offset: start + value.length,
    },
  ];
}

/** A list that repeats the first of some members. */
function listOf(members: Uint8Array, count: number, wanted: number): Uint8Array {
  const size = Math.floor(members.length / count);
  const first = members.subarray(0, size);
  return concatenated(bigEndian(wanted, 2), ...Array.from({ length: wanted }, () => first));
}

function bigEndian(number: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Math.floor(number / 256 ** (size - 1 - i)) & 0xff);
}

function firstUnused(rows: Readonly<Record<string, CodeRow>>): number {
  const used = new Set(Object.values(rows).map(({ code }) => code));
  return Array.from({ length: 256 }, (_, code) => code).find((code) => !used.has(code))!;
}
