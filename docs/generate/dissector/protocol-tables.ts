/** The tables of the dissector for messages: records, codes, TLVs, messages, limits. */
import { messageRequirements } from '../../../spec/registry/decode-requirements.ts';
import { decodeErrorCodes } from '../../../spec/registry/errors.ts';
import { greaseCodes, limits, reservedCodes } from '../../../spec/registry/limits.ts';
import { messages, tlvs, type TlvName } from '../../../spec/registry/messages.ts';
import { records } from '../../../spec/registry/records.ts';
import type { CodeRow, FieldRow, MessageRow } from '../../../spec/registry/shape.ts';
import { allCodeTables, allFlagTables, camel, leastSize, recordOf, recordSize } from '../codec/names.ts';
import type { LuaValue } from './lua-text.ts';

/** The last second of the year 9999: later ones have no date that everybody shows. */
const latestSecond = 253_402_300_799;
const upperHalf = 2 ** 32;

/** The tables by the names that the dissector has for them. */
export function protocolTables(): Readonly<Record<string, LuaValue>> {
  return {
    limits: {
      magic: limits.magic,
      critical_bit: limits.criticalBit,
      version: limits.controlVersion,
      integer: limits.integer,
      integer_high: Math.floor(limits.integer / upperHalf),
      least_epoch: leastOf('epoch'),
      latest_second: latestSecond,
    },
    header: headerTable(),
    authenticator_size: recordSize(records.authenticator)!,
    records: Object.fromEntries(
      usedRecords().map((name) => [name, recordOf(name).fields.map((field) => fieldTable(field))]),
    ),
    code_tables: Object.fromEntries(allCodeTables().map(([name, rows]) => [name, namesByCode(rows)])),
    flag_tables: Object.fromEntries(
      allFlagTables().map(([name, rows]) => [
        name,
        Object.entries(rows).map(([flag, { code, doc }]) => ({ name: flag, bit: code, doc })),
      ]),
    ),
    tlvs: new Map(
      Object.entries(tlvs).map(([name, { code, critical, record }]) => [
        code,
        { name, tag: critical ? code | limits.criticalBit : code, record },
      ]),
    ),
    messages: new Map(Object.entries(messages).map(([name, row]) => [row.code, messageTable(name, row)])),
    grease: greaseCodes,
    reserved: Object.entries(reservedCodes).map(([name, { first, last }]) => ({ name, first, last })),
    faults: decodeErrorCodes,
    message_requirements: messageRequirements,
  };
}

/** The names of a table by code. */
export function namesByCode(rows: Readonly<Record<string, CodeRow>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(rows).map(([name, { code }]) => [code, name]));
}

function leastOf(name: string): number {
  const field = records.header.fields.find((one) => one.name === name);
  return field !== undefined && 'min' in field ? field.min : 0;
}

function headerTable(): LuaValue {
  const offsets: Record<string, number> = {};
  const sizes: Record<string, number> = {};
  let at = 0;
  for (const { name, size } of records.header.fields) {
    offsets[name] = at;
    sizes[name] = size;
    at += size;
  }
  return { size: at, offsets, sizes };
}

function messageTable(name: string, row: MessageRow): LuaValue {
  const codeOf = (tlv: string): number => tlvs[tlv as TlvName].code;
  const all = [...row.required, ...row.optional].map(codeOf).toSorted((a, b) => a - b);
  return {
    name,
    path: camel(name),
    authenticated: row.authenticated,
    most: name === 'Piece' ? limits.pieceMessageOctets : limits.messageOctets,
    required: row.required.map(codeOf).toSorted((a, b) => a - b),
    places: new Map(all.map((code) => [code, true])),
  };
}

/** The records that messages hold, and those that lists of them hold. */
function usedRecords(): readonly string[] {
  const inMessages = Object.values<MessageRow>(messages).flatMap((row) => [...row.required, ...row.optional]);
  const used = new Set(['header', 'authenticator', ...inMessages.map((tlv) => tlvs[tlv as TlvName].record)]);
  for (const name of used)
    for (const field of recordOf(name).fields) if (field.kind === 'list') used.add(field.of);
  return Object.keys(records).filter((name) => used.has(name));
}

function fieldTable(field: FieldRow): LuaValue {
  const { name, doc, kind } = field;
  const common = { name, kind, doc };
  switch (kind) {
    case 'uint':
      return {
        ...common,
        size: field.size,
        min: field.min,
        max: field.max,
        unit: unitOf(field),
        hex: name === 'magic' || undefined,
      };
    case 'code':
    case 'flags':
      return { ...common, size: field.size, table: field.table };
    case 'octets':
      return { ...common, size: field.size };
    case 'opaque':
      return { ...common, min: field.min, max: field.max, unit_octets: field.unit };
    case 'text':
      return { ...common, max: field.max };
    case 'list':
      return { ...common, max: field.max, of: field.of, least: leastSize(recordOf(field.of)) };
  }
}

/** The unit of a number: the registry names it in what it says of the field. */
function unitOf({ name, doc }: FieldRow): string | undefined {
  if (doc.startsWith('Seconds since 1970')) return 'time';
  if (doc.includes('microseconds')) return 'µs';
  if (name === 'milliseconds') return 'ms';
  return /(^|in )octets\b|^Octets\b|Its octets/i.test(doc) ? 'octets' : undefined;
}
