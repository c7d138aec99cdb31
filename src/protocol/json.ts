/**
 * The JSON form of messages and journal records: octets as lower-case hexadecimal digits, all else as it is.
 * It runs over the registry tables, which makes it a second reading of them besides the generated codec.
 */
import { codeTables, flagTables } from '../../spec/registry/codes.ts';
import { journalRecords } from '../../spec/registry/journal.ts';
import { limits } from '../../spec/registry/limits.ts';
import { messages, tlvs, type TlvName } from '../../spec/registry/messages.ts';
import { records } from '../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../spec/registry/shape.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { JournalRecordJson } from './generated/journal-json.ts';
import type { JournalRecord } from './generated/journal-records.ts';
import type { Message, MessageOf } from './generated/messages.ts';
import type { MessageOfJson } from './generated/message-json.ts';
import type * as RecordsJson from './generated/record-json.ts';
import type * as Records from './generated/records.ts';
import { tlvNames } from './generated/tlvs.ts';

/** Why JSON is no message. */
export interface JsonFault {
  /** The member at fault, such as `ticket.machine`; empty for the whole. */
  readonly path: string;
  /** What is wrong, for people. */
  readonly text: string;
}

/** The records that have a form of their own in octets and in JSON, by the name that the registry gives them. */
export interface RecordForms {
  readonly ticket: readonly [Records.Ticket, RecordsJson.TicketJson];
  readonly permit: readonly [Records.Permit, RecordsJson.PermitJson];
  readonly statement: readonly [Records.Statement, RecordsJson.StatementJson];
}

type Plain = Record<string, unknown>;

/** Carries a fault out of the walk; never leaves this module. */
class Unfit {
  readonly path: string;
  readonly text: string;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }
}

const framing: ReadonlySet<string> = new Set(['magic', 'version', 'type', 'step', 'length', 'reserved']);
const recordTable: Readonly<Record<string, RecordRow>> = records;

/** The JSON form of a message. Members that are absent stay absent. */
export function toJson<M extends Message>(message: M): MessageOfJson<M['type']> {
  const plain: Plain = {
    type: message.type,
    header: recordToJson(records.header, message.header as unknown as Plain),
  };
  copyTlvs(message as unknown as Plain, plain);
  if ('authenticator' in message && message.authenticator !== undefined) {
    plain['authenticator'] = recordToJson(records.authenticator, message.authenticator as unknown as Plain);
  }
  return plain as unknown as MessageOfJson<M['type']>;
}

/** Reads the JSON form of a message; every member is checked, unknown ones are refused. */
export function fromJson(json: unknown): Result<Message, JsonFault> {
  return guarded(() => {
    const plain = objectOf(json, '');
    const type = memberOf(plain, 'type', messages, 'a message');
    const row = messages[type];
    const value: Plain = { type, header: recordFromJson(records.header, plain['header'], 'header') };
    const others = row.authenticated ? ['type', 'header', 'authenticator'] : ['type', 'header'];
    readTlvs(plain, value, row.required, row.optional, others);
    if (plain['authenticator'] !== undefined) {
      value['authenticator'] = recordFromJson(records.authenticator, plain['authenticator'], 'authenticator');
    }
    return value as unknown as Message;
  });
}

/** The JSON form of a journal record. */
export function journalToJson(record: JournalRecord): JournalRecordJson {
  const header = recordToJson(records.journalHeader, record.header as unknown as Plain);
  const plain: Plain = { step: record.step, header };
  copyTlvs(record as unknown as Plain, plain);
  return plain as unknown as JournalRecordJson;
}

/** Reads the JSON form of a journal record; every member is checked, unknown ones are refused. */
export function journalFromJson(json: unknown): Result<JournalRecord, JsonFault> {
  return guarded(() => {
    const plain = objectOf(json, '');
    const step = memberOf(plain, 'step', journalRecords, 'a journal record');
    const row = journalRecords[step];
    const value: Plain = { step, header: recordFromJson(records.journalHeader, plain['header'], 'header') };
    readTlvs(plain, value, row.required, row.optional, ['step', 'header']);
    return value as unknown as JournalRecord;
  });
}

/** The JSON form of a ticket, a permit or a statement. */
export function signedRecordToJson<N extends keyof RecordForms>(
  name: N,
  value: RecordForms[N][0],
): RecordForms[N][1] {
  return recordToJson(records[name], value as unknown as Plain) as unknown as RecordForms[N][1];
}

/** Reads the JSON form of a ticket, a permit or a statement. */
export function signedRecordFromJson<N extends keyof RecordForms>(
  name: N,
  json: unknown,
): Result<RecordForms[N][0], JsonFault> {
  return guarded(() => recordFromJson(records[name], json, name) as unknown as RecordForms[N][0]);
}

/** A message of a known type from JSON that the caller vouches for. @throws TypeError when it is none. */
export function messageFromJson<N extends Message['type']>(json: MessageOfJson<N>): MessageOf<N> {
  const read = fromJson(json);
  if (!read.ok) throw new TypeError(`${read.error.path}: ${read.error.text}`);
  return read.value as MessageOf<N>;
}

function guarded<T>(read: () => T): Result<T, JsonFault> {
  try {
    return ok(read());
  } catch (thrown) {
    if (!(thrown instanceof Unfit)) throw thrown;
    return err({ path: thrown.path, text: thrown.text });
  }
}

function copyTlvs(from: Plain, to: Plain): void {
  for (const name of tlvNames) {
    if (name === undefined || from[name] === undefined) continue;
    to[name] = recordToJson(recordTable[tlvs[name as TlvName].record]!, from[name] as Plain);
  }
  const extensions = from['extensions'] as readonly Records.Extension[] | undefined;
  if (extensions !== undefined) {
    to['extensions'] = extensions.map(({ code, value }) => ({ code, critical: false, value: toHex(value) }));
  }
}

function recordToJson(row: RecordRow, value: Plain): Plain {
  const plain: Plain = {};
  for (const field of row.fields) {
    if (!framing.has(field.name)) plain[field.name] = fieldToJson(field, value[field.name]);
  }
  return plain;
}

function fieldToJson(field: FieldRow, value: unknown): unknown {
  switch (field.kind) {
    case 'octets':
    case 'opaque':
      return toHex(value as Uint8Array);
    case 'flags':
      return { ...(value as Plain) };
    case 'list': {
      const row = recordTable[field.of]!;
      return (value as readonly Plain[]).map((member) => recordToJson(row, member));
    }
    case 'uint':
    case 'code':
    case 'text':
      return value;
  }
}

function readTlvs(
  from: Plain,
  to: Plain,
  required: readonly TlvName[],
  optional: readonly TlvName[],
  others: readonly string[],
): void {
  const listed: readonly string[] = [...required, ...optional];
  for (const name of Object.keys(from)) {
    if (!listed.includes(name) && !others.includes(name) && name !== 'extensions') {
      throw new Unfit(name, 'has no place in this message');
    }
  }
  for (const name of tlvNames) {
    if (name === undefined || !listed.includes(name)) continue;
    const row = recordTable[tlvs[name as TlvName].record]!;
    if (from[name] !== undefined) to[name] = recordFromJson(row, from[name], name);
    else if (required.includes(name as TlvName)) throw new Unfit(name, 'is missing');
  }
  if (from['extensions'] !== undefined) to['extensions'] = extensionsFromJson(from['extensions']);
}

function extensionsFromJson(json: unknown): readonly Records.Extension[] {
  if (!Array.isArray(json)) throw new Unfit('extensions', 'is no array');
  let previous = tlvNames.length - 1;
  return json.map((item: unknown, i) => {
    const path = `extensions[${i}]`;
    const plain = objectOf(item, path);
    onlyMembers(plain, ['code', 'critical', 'value'], path);
    if (plain['critical'] !== false) throw new Unfit(`${path}.critical`, 'is not false');
    const code = numberFromJson(plain['code'], `${path}.code`, previous + 1, limits.criticalBit - 1);
    previous = code;
    return {
      code,
      critical: false,
      value: octetsFromJson(plain['value'], `${path}.value`, 0, limits.messageOctets),
    };
  });
}

function recordFromJson(row: RecordRow, json: unknown, path: string): Plain {
  const plain = objectOf(json, path);
  const fields = row.fields.filter(({ name }) => !framing.has(name));
  onlyMembers(
    plain,
    fields.map(({ name }) => name),
    path,
  );
  const value: Plain = {};
  for (const field of fields)
    value[field.name] = fieldFromJson(field, plain[field.name], `${path}.${field.name}`);
  return value;
}

function fieldFromJson(field: FieldRow, json: unknown, path: string): unknown {
  switch (field.kind) {
    case 'uint': {
      const most = field.max ?? (field.size === 8 ? limits.integer : 2 ** (8 * field.size) - 1);
      return numberFromJson(json, path, field.min ?? 0, most);
    }
    case 'code': {
      const table: object = codeTables[field.table as keyof typeof codeTables];
      if (typeof json !== 'string' || !Object.hasOwn(table, json)) {
        throw new Unfit(path, `is none of ${Object.keys(table).join(', ')}`);
      }
      return json;
    }
    case 'flags':
      return flagsFromJson(Object.keys(flagTables[field.table]), json, path);
    case 'octets':
      return octetsFromJson(json, path, field.size, field.size);
    case 'opaque': {
      const octets = octetsFromJson(json, path, field.min, field.max);
      if (octets.length % (field.unit ?? 1) !== 0)
        throw new Unfit(path, `is no multiple of ${field.unit} octets`);
      return octets;
    }
    case 'text':
      return textFromJson(json, path, field.max);
    case 'list': {
      if (!Array.isArray(json)) throw new Unfit(path, 'is no array');
      if (json.length > field.max) throw new Unfit(path, `has more than ${field.max} members`);
      const row = recordTable[field.of]!;
      return json.map((member, i) => recordFromJson(row, member, `${path}[${i}]`));
    }
  }
}

function numberFromJson(json: unknown, path: string, least: number, most: number): number {
  if (typeof json !== 'number' || !Number.isInteger(json) || json < least || json > most) {
    throw new Unfit(path, `is no integer from ${least} to ${most}`);
  }
  return json;
}

function flagsFromJson(names: readonly string[], json: unknown, path: string): Plain {
  const plain = objectOf(json, path);
  onlyMembers(plain, names, path);
  for (const name of names) {
    if (typeof plain[name] !== 'boolean') throw new Unfit(`${path}.${name}`, 'is neither true nor false');
  }
  return { ...plain };
}

function octetsFromJson(json: unknown, path: string, least: number, most: number): Uint8Array {
  const octets = typeof json === 'string' && !/\s/.test(json) ? fromHex(json) : undefined;
  if (octets === undefined) throw new Unfit(path, 'is not hexadecimal text');
  if (octets.length < least || octets.length > most) {
    throw new Unfit(
      path,
      `has ${octets.length} octets, allowed: ${least === most ? least : `${least} to ${most}`}`,
    );
  }
  return octets;
}

function textFromJson(json: unknown, path: string, most: number): string {
  if (typeof json !== 'string') throw new Unfit(path, 'is no text');
  const octets = new TextEncoder().encode(json);
  if (octets.length > most) throw new Unfit(path, `has ${octets.length} octets, allowed: at most ${most}`);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(json)) throw new Unfit(path, 'holds a control character');
  if (new TextDecoder('utf-8', { ignoreBOM: true }).decode(octets) !== json) {
    throw new Unfit(path, 'holds half a surrogate pair');
  }
  return json;
}

function objectOf(json: unknown, path: string): Plain {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new Unfit(path, 'is no object');
  return json as Plain;
}

function memberOf<T extends object>(plain: Plain, name: string, table: T, what: string): keyof T {
  const value = plain[name];
  if (typeof value !== 'string' || !Object.hasOwn(table, value))
    throw new Unfit(name, `names no ${what.slice(2)}`);
  return value as keyof T;
}

function onlyMembers(plain: Plain, allowed: readonly string[], path: string): void {
  const other = Object.keys(plain).find((name) => !allowed.includes(name));
  if (other !== undefined) throw new Unfit(`${path}.${other}`, 'is not known');
}
