/**
 * The JSON form of messages and journal records: octets as lower-case hexadecimal digits, all else as it is.
 * It runs over the registry tables, which makes it a second reading of them besides the generated codec.
 */
import { journalRecords } from '../../spec/registry/journal.ts';
import { messages } from '../../spec/registry/messages.ts';
import { records } from '../../spec/registry/records.ts';
import type { Result } from '../core/result.ts';
import type { JournalRecordJson } from './generated/journal-json.ts';
import type { JournalRecord } from './generated/journal-records.ts';
import type { Message, MessageOf } from './generated/messages.ts';
import type { MessageOfJson } from './generated/message-json.ts';
import type * as RecordsJson from './generated/record-json.ts';
import type * as Records from './generated/records.ts';
import type { Plain } from './json-plain.ts';
import { readTlvs, recordFromJson } from './json-read.ts';
import { guarded, memberOf, objectOf, type JsonFault } from './json-values.ts';
import { copyTlvs, recordToJson } from './json-write.ts';

export type { JsonFault } from './json-values.ts';

/** The records that have a form of their own in octets and in JSON, by the name that the registry gives them. */
export interface RecordForms {
  readonly ticket: readonly [Records.Ticket, RecordsJson.TicketJson];
  readonly permit: readonly [Records.Permit, RecordsJson.PermitJson];
  readonly statement: readonly [Records.Statement, RecordsJson.StatementJson];
  readonly attachment: readonly [Records.Attachment, RecordsJson.AttachmentJson];
  readonly delegation: readonly [Records.Delegation, RecordsJson.DelegationJson];
}

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
    const type = memberOf(plain, 'type', messages, 'message');
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
    const step = memberOf(plain, 'step', journalRecords, 'journal record');
    const row = journalRecords[step];
    const value: Plain = { step, header: recordFromJson(records.journalHeader, plain['header'], 'header') };
    readTlvs(plain, value, row.required, row.optional, ['step', 'header']);
    return value as unknown as JournalRecord;
  });
}

/** The JSON form of a signed record. */
export function signedRecordToJson<N extends keyof RecordForms>(
  name: N,
  value: RecordForms[N][0],
): RecordForms[N][1] {
  return recordToJson(records[name], value as unknown as Plain) as unknown as RecordForms[N][1];
}

/** Reads the JSON form of a signed record. */
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
