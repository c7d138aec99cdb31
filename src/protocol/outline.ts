/**
 * The outline of a message that decodes: every field with its place, for people who read octets and for tools that
 * change them. It runs over the registry tables, not over the generated codec.
 */
import { journalRecords } from '../../spec/registry/journal.ts';
import { messages, tlvs, type TlvName } from '../../spec/registry/messages.ts';
import { records } from '../../spec/registry/records.ts';
import type { FieldRow, RecordRow } from '../../spec/registry/shape.ts';
import { authenticatorOffsets, headerOffsets, journalHeaderOffsets } from './generated/layout.ts';
import { tlvNames } from './generated/tlvs.ts';

/** A field, or a TLV as a whole. */
export interface OutlineEntry {
  /** As in decode errors but without the message, such as `header.epoch`, `ticket.machine`, `disks.disks[0].name`. */
  readonly path: string;
  /** Where it begins; for a TLV its code, for text, octets with length and lists their length. */
  readonly offset: number;
  /** Its octets, length fields included. */
  readonly size: number;
  /** Its row in the registry; undefined for a TLV as a whole. */
  readonly field: FieldRow | undefined;
}

/** The outline of the octets of a message. @throws RangeError when they do not decode. */
export function outlineMessage(octets: Uint8Array): readonly OutlineEntry[] {
  const row = Object.values(messages).find(({ code }) => code === octets[headerOffsets.type]);
  if (row === undefined) throw new RangeError('the type is not known');
  const entries: OutlineEntry[] = [];
  const end = octets.length - (row.authenticated ? authenticatorOffsets.size : 0);
  walkRecord(octets, records.header, 0, 'header', entries);
  walkTlvs(octets, headerOffsets.size, end, entries);
  if (row.authenticated) walkRecord(octets, records.authenticator, end, 'authenticator', entries);
  return entries;
}

/** The outline of the octets of a journal record, its digest left out. @throws RangeError when they do not decode. */
export function outlineJournalRecord(octets: Uint8Array): readonly OutlineEntry[] {
  const step = octets[journalHeaderOffsets.step];
  if (!Object.values(journalRecords).some(({ code }) => code === step))
    throw new RangeError('the step is not known');
  const entries: OutlineEntry[] = [];
  walkRecord(octets, records.journalHeader, 0, 'header', entries);
  walkTlvs(octets, journalHeaderOffsets.size, octets.length - 32, entries);
  return entries;
}

function walkTlvs(octets: Uint8Array, start: number, end: number, entries: OutlineEntry[]): void {
  for (let at = start; at < end;) {
    const code = number(octets, at, 2) & 0x7fff;
    const size = 4 + number(octets, at + 2, 2);
    const name = tlvNames[code];
    entries.push({ path: name ?? 'extensions', offset: at, size, field: undefined });
    if (name !== undefined) walkRecord(octets, recordOf(tlvs[name as TlvName].record), at + 4, name, entries);
    at += size;
  }
}

/** Adds the fields of a record; gives the place behind it. */
function walkRecord(
  octets: Uint8Array,
  row: RecordRow,
  start: number,
  path: string,
  entries: OutlineEntry[],
): number {
  let at = start;
  for (const field of row.fields) {
    const place = `${path}.${field.name}`;
    if (field.kind === 'list') {
      at = walkList(octets, field, at, place, entries);
      continue;
    }
    const size = 'size' in field ? field.size : 2 + number(octets, at, 2);
    entries.push({ path: place, offset: at, size, field });
    at += size;
  }
  if (at > octets.length) throw new RangeError(`${path} goes on after the octets end`);
  return at;
}

function walkList(
  octets: Uint8Array,
  field: FieldRow & { kind: 'list' },
  start: number,
  path: string,
  entries: OutlineEntry[],
): number {
  const members: OutlineEntry[] = [];
  const count = number(octets, start, 2);
  let at = start + 2;
  for (let i = 0; i < count; i += 1)
    at = walkRecord(octets, recordOf(field.of), at, `${path}[${i}]`, members);
  entries.push({ path, offset: start, size: at - start, field }, ...members);
  return at;
}

function recordOf(name: string): RecordRow {
  return (records as Readonly<Record<string, RecordRow>>)[name]!;
}

function number(octets: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i += 1) value = value * 256 + (octets[at + i] ?? 0);
  return value;
}
