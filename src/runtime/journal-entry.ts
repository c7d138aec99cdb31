/** Makes records of the journal of their JSON form, for the journal of a host and for shared registers. */
import type { JournalStep } from '../../spec/registry/journal.ts';
import { fromHex } from '../core/hex.ts';
import type { RecordValues } from '../machines/records.ts';
import { journalFromJson } from '../protocol/index.ts';
import type { UnnumberedRecord } from './journal.ts';
import type { Subject } from './mailer.ts';

/**
 * Makes the record of a step; it gets its number where it is written.
 *
 * @param peer the id of the HID of the other host, in hexadecimal.
 * @throws TypeError when the values are not those of the step.
 */
export function journalEntry(
  { machine, migration, epoch }: Subject,
  peer: string,
  record: { readonly step: JournalStep } & RecordValues,
): UnnumberedRecord {
  const read = journalFromJson({ ...record, header: { sequence: 1, machine, migration, epoch, peer } });
  if (!read.ok) throw new TypeError(`${record.step}: ${read.error.path} ${read.error.text}`);
  const header = { machine: octets(machine), migration: octets(migration), epoch, peer: octets(peer) };
  return { ...read.value, header };
}

function octets(text: string): Uint8Array {
  return fromHex(text)!;
}
