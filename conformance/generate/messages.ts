/** Generators of messages and journal records for fast-check, made from the registry tables. */
import * as fc from 'fast-check';
import { codeTables, flagTables } from '../../spec/registry/codes.ts';
import { journalRecords, type JournalStep } from '../../spec/registry/journal.ts';
import { limits } from '../../spec/registry/limits.ts';
import { messages, tlvs, type MessageName, type TlvName } from '../../spec/registry/messages.ts';
import { framingFields, records } from '../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../spec/registry/shape.ts';
import {
  authenticatorOffsets,
  headerOffsets,
  type JournalRecord,
  type Message,
  type MessageOf,
} from '../../src/protocol/index.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Nodes of a generated address at most. */
const nodesOfAddress = 4;
/** Octets of a generated piece at most: laws that try every length would take too long on the longest ones. */
const octetsOfPiece = 1536;

/** Any message of a type. Its signatures are not good. */
export function arbitraryMessage<N extends MessageName>(name: N): fc.Arbitrary<MessageOf<N>>;
/** Any message of any type. Its signatures are not good. */
export function arbitraryMessage(): fc.Arbitrary<Message>;
export function arbitraryMessage(name?: MessageName): fc.Arbitrary<Message> {
  if (name !== undefined) return messageOf(name);
  return fc.oneof(...(Object.keys(messages) as MessageName[]).map(messageOf));
}

/** Any journal record of a kind, or of any kind. */
export function arbitraryJournalRecord(step?: JournalStep): fc.Arbitrary<JournalRecord> {
  if (step !== undefined) return journalRecordOf(step);
  return fc.oneof(...(Object.keys(journalRecords) as JournalStep[]).map(journalRecordOf));
}

function messageOf(name: MessageName): fc.Arbitrary<Message> {
  const row = messages[name];
  const members: Record<string, fc.Arbitrary<unknown>> = {
    type: fc.constant(name),
    header: recordOf(records.header),
    ...tlvMembers(row.required),
    ...(row.authenticated ? { authenticator: recordOf(records.authenticator) } : {}),
  };
  const any = withOptional(members, row.optional) as fc.Arbitrary<Message>;
  const most = name === 'Piece' ? limits.pieceMessageOctets : limits.messageOctets;
  return any.filter((message) => octetsOf(message) <= most);
}

/** The octets of a message: an Offer with everything at its most is longer than a message may be. */
function octetsOf(message: Message): number {
  const {
    type,
    header: _header,
    authenticator: _authenticator,
    extensions = [],
    ...values
  } = message as Message & {
    readonly authenticator?: unknown;
  };
  const fixed = headerOffsets.size + (messages[type].authenticated ? authenticatorOffsets.size : 0);
  const own = Object.entries(values).map(
    ([name, value]) => 4 + sizeOf(recordNamed(tlvs[name as TlvName].record), value as Plain),
  );
  const others = extensions.map(({ value }) => 4 + value.length);
  return [...own, ...others].reduce((sum, size) => sum + size, fixed);
}

function sizeOf(row: RecordRow, value: Plain): number {
  return row.fields.reduce((sum, field) => sum + fieldSize(field, value[field.name]), 0);
}

function fieldSize(field: FieldRow, value: unknown): number {
  if (field.kind === 'opaque') return 2 + (value as Uint8Array).length;
  if (field.kind === 'text') return 2 + new TextEncoder().encode(value as string).length;
  if (field.kind !== 'list') return field.size;
  const row = recordNamed(field.of);
  return (value as readonly Plain[]).reduce((sum, member) => sum + sizeOf(row, member), 2);
}

function recordNamed(name: string): RecordRow {
  return (records as Readonly<Record<string, RecordRow>>)[name]!;
}

function journalRecordOf(step: JournalStep): fc.Arbitrary<JournalRecord> {
  const row = journalRecords[step];
  const members = {
    step: fc.constant(step),
    header: recordOf(records.journalHeader),
    ...tlvMembers(row.required),
  };
  return withOptional(members, row.optional) as unknown as fc.Arbitrary<JournalRecord>;
}

function withOptional(
  members: Record<string, fc.Arbitrary<unknown>>,
  optional: readonly TlvName[],
): fc.Arbitrary<unknown> {
  const all: Record<string, fc.Arbitrary<unknown>> = {
    ...members,
    ...tlvMembers(optional),
    extensions: extensions(),
  };
  return fc.record(all, { requiredKeys: Object.keys(members), noNullPrototype: true });
}

function tlvMembers(names: readonly TlvName[]): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(names.map((name) => [name, recordOf(recordNamed(tlvs[name].record))]));
}

/** One or two TLVs that no registry knows, in order. */
function extensions(): fc.Arbitrary<unknown> {
  const first = Object.keys(tlvs).length + 1;
  const one = fc.record(
    {
      code: fc.integer({ min: first, max: limits.criticalBit - 1 }),
      critical: fc.constant(false),
      value: fc.uint8Array({ maxLength: 8 }),
    },
    { noNullPrototype: true },
  );
  return fc
    .uniqueArray(one, { minLength: 1, maxLength: 2, selector: ({ code }) => code })
    .map((list) => [...list].sort((a, b) => a.code - b.code));
}

function recordOf(row: RecordRow): fc.Arbitrary<Record<string, unknown>> {
  const fields = row.fields.filter(({ name }) => !framingFields.has(name));
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, valueOf(field)])), {
    noNullPrototype: true,
  });
}

function valueOf(field: FieldRow): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case 'uint':
      return fc.integer({
        min: field.min ?? 0,
        max: field.max ?? (field.size === 8 ? limits.integer : 2 ** (8 * field.size) - 1),
      });
    case 'code':
      return fc.constantFrom(...Object.keys(codeTables[field.table as keyof typeof codeTables]));
    case 'flags': {
      const names = Object.keys(flagTables[field.table]);
      return fc.record(Object.fromEntries(names.map((name) => [name, fc.boolean()])), {
        noNullPrototype: true,
      });
    }
    case 'octets':
      return fc.uint8Array({ minLength: field.size, maxLength: field.size });
    case 'opaque':
      return opaque(field.min, field.max, field.unit);
    case 'text':
      return text(field.max);
    case 'list':
      return fc.array(recordOf(recordNamed(field.of)), {
        maxLength: field.max,
      });
  }
}

function opaque(min: number, max: number, unit: number | undefined): fc.Arbitrary<Uint8Array> {
  if (unit === undefined) {
    return fc.uint8Array({ minLength: min, maxLength: Math.min(max, octetsOfPiece), size: 'max' });
  }
  return fc.integer({ min: Math.ceil(min / unit), max: nodesOfAddress }).chain((nodes) => {
    return fc.uint8Array({ minLength: nodes * unit, maxLength: nodes * unit });
  });
}

/** Text within a limit of octets: mostly ASCII, sometimes of any letters. */
function text(max: number): fc.Arbitrary<string> {
  const fits = (value: string): boolean =>
    new TextEncoder().encode(value).length <= max && !hasControl(value);
  const ascii = fc.string({ maxLength: max, unit: 'grapheme-ascii' });
  const any = fc.string({ maxLength: Math.floor(max / 8), unit: 'grapheme' }).filter(fits);
  return fc.oneof({ weight: 3, arbitrary: ascii }, { weight: 1, arbitrary: any });
}

function hasControl(value: string): boolean {
  return /\p{Cc}/u.test(value);
}
