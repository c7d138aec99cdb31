/**
 * Octets field by field with their offsets, for people: messages and journal records as the registry lays them out.
 * It goes as far as the octets go, so that it shows what stands before a fault too.
 */
import { codeTables, flagTables } from '../../spec/registry/codes.ts';
import { journalLimits, journalRecords } from '../../spec/registry/journal.ts';
import { greaseCodes, limits } from '../../spec/registry/limits.ts';
import { messages, tlvs } from '../../spec/registry/messages.ts';
import { records } from '../../spec/registry/records.ts';
import type { CodeRow, CodeTableName, FieldRow, RecordRow } from '../../spec/registry/shape.ts';
import { toHex } from '../core/hex.ts';
import { decodeDag, formatDag } from '../xia/index.ts';

/** One line of a description. */
export interface OctetField {
  /** Offset in octets from the start of what is described. */
  readonly offset: number;
  readonly size: number;
  /** How deep it is nested. */
  readonly depth: number;
  readonly name: string;
  /** What the octets say, for people. */
  readonly value: string;
}

const recordTable: Readonly<Record<string, RecordRow>> = records;
const journalSteps = Object.fromEntries(
  Object.entries(journalRecords).map(([name, { code }]) => [name, { code }]),
);
const codesOf: Readonly<Record<CodeTableName, Readonly<Record<string, Pick<CodeRow, 'code'>>>>> = {
  ...codeTables,
  messageType: messages,
  journalStep: journalSteps,
};

/** Describes a message: header, TLVs, authenticator. */
export function messageFields(octets: Uint8Array): OctetField[] {
  const walk = new Walk(octets);
  if (!walk.record(records.header, octets.length, 0)) return walk.fields;
  const row = Object.values(messages).find(({ code }) => code === octets[3]);
  const tail = row?.authenticated === false ? 0 : sizeOf(records.authenticator);
  const end = Math.max(walk.at, octets.length - tail);
  if (!walk.tlvs(end)) return walk.fields;
  if (tail > 0)
    walk.titled('authenticator', octets.length - walk.at, '', records.authenticator, octets.length);
  return walk.fields;
}

/** Describes a journal record: header, TLVs, digest. */
export function journalFields(octets: Uint8Array): OctetField[] {
  const walk = new Walk(octets);
  if (!walk.record(records.journalHeader, octets.length, 0)) return walk.fields;
  const end = Math.max(walk.at, octets.length - journalLimits.digestOctets);
  if (!walk.tlvs(end)) return walk.fields;
  walk.add('digest', octets.length - end, 0, toHex(octets.subarray(end)));
  return walk.fields;
}

/** Goes through octets and notes what it finds; each method tells whether it came to its end. */
class Walk {
  readonly fields: OctetField[] = [];
  readonly octets: Uint8Array;
  at = 0;

  constructor(octets: Uint8Array) {
    this.octets = octets;
  }

  /** Notes a field and goes behind it. */
  add(name: string, size: number, depth: number, value: string): void {
    this.fields.push({ offset: this.at, size, depth, name, value });
    this.at += size;
  }

  /** TLVs up to `end`. */
  tlvs(end: number): boolean {
    while (this.at < end) {
      if (this.at + 4 > end) return false;
      const tag = this.number(this.at, 2);
      const size = this.number(this.at + 2, 2);
      const code = tag & (limits.criticalBit - 1);
      const known = Object.entries(tlvs).find(([, row]) => row.code === code);
      const critical = tag === code ? 'not critical' : 'critical';
      const name =
        known?.[0] ?? ((greaseCodes as readonly number[]).includes(code) ? 'grease' : 'unknown TLV');
      const valueEnd = this.at + 4 + size;
      this.add(name, 4, 0, `code 0x${code.toString(16).padStart(4, '0')}, ${critical}, ${size} octets`);
      if (valueEnd > end) return false;
      if (known === undefined) {
        if (size > 0) this.add('value', size, 1, toHex(this.octets.subarray(this.at, valueEnd)));
      } else if (!this.record(recordTable[known[1].record]!, valueEnd, 1) || this.at !== valueEnd)
        return false;
    }
    return this.at === end;
  }

  /** A record under a title of its own. */
  titled(name: string, size: number, value: string, row: RecordRow, end: number): boolean {
    this.fields.push({ offset: this.at, size, depth: 0, name, value });
    return this.record(row, end, 1);
  }

  /** The fields of a record. */
  record(row: RecordRow, end: number, depth: number): boolean {
    return row.fields.every((field) => this.field(field, end, depth));
  }

  private field(field: FieldRow, end: number, depth: number): boolean {
    const { name } = field;
    if (field.kind === 'opaque' || field.kind === 'text' || field.kind === 'list') {
      if (this.at + 2 > end) return false;
      const count = this.number(this.at, 2);
      if (field.kind === 'list') return this.list(name, field.of, count, end, depth);
      if (this.at + 2 + count > end) return false;
      const content = this.octets.subarray(this.at + 2, this.at + 2 + count);
      this.add(name, 2 + count, depth, field.kind === 'text' ? quoted(content) : shown(name, content));
      return true;
    }
    if (this.at + field.size > end) return false;
    this.add(name, field.size, depth, this.value(field));
    return true;
  }

  private list(name: string, of: string, count: number, end: number, depth: number): boolean {
    this.add(name, 2, depth, `${count} ${count === 1 ? 'member' : 'members'}`);
    const row = recordTable[of]!;
    for (let i = 0; i < count; i += 1) {
      this.fields.push({ offset: this.at, size: 0, depth: depth + 1, name: `[${i}]`, value: '' });
      if (!this.record(row, end, depth + 2)) return false;
    }
    return true;
  }

  private value(field: Extract<FieldRow, { size: number }>): string {
    if (field.kind === 'octets') return toHex(this.octets.subarray(this.at, this.at + field.size));
    const number = this.number(this.at, field.size);
    if (field.kind === 'uint') return field.name === 'magic' ? `0x${number.toString(16)}` : String(number);
    if (field.kind === 'flags')
      return `${flagNames(field.table, number)} (0x${number.toString(16).padStart(4, '0')})`;
    const name = Object.entries(codesOf[field.table]).find(([, { code }]) => code === number)?.[0];
    return `${name ?? 'not in the table'} (${number})`;
  }

  private number(at: number, size: number): number {
    let value = 0;
    for (let i = 0; i < size; i += 1) value = 256 * value + this.octets[at + i]!;
    return value;
  }
}

function sizeOf(row: RecordRow): number {
  return row.fields.reduce((sum, field) => sum + ('size' in field ? field.size : 0), 0);
}

function flagNames(table: keyof typeof flagTables, bits: number): string {
  const names = Object.entries(flagTables[table]).filter(([, { code }]) => (bits & code) !== 0);
  return names.length === 0 ? 'none' : names.map(([name]) => name).join(', ');
}

function quoted(octets: Uint8Array): string {
  return JSON.stringify(new TextDecoder().decode(octets));
}

/** Opaque octets; those that are an address are shown as one. */
function shown(name: string, octets: Uint8Array): string {
  if (name !== 'nodes') return toHex(octets);
  const dag = decodeDag(octets);
  return dag.ok ? formatDag(dag.value) : `${toHex(octets)} (no address)`;
}
