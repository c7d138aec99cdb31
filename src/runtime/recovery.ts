/**
 * What the records of a journal lead to after a restart (chapter 08): the migrations of each role, what
 * witness, access router and rendezvous keep of a machine, and the highest epoch of each machine.
 */
import { journalRecords, type JournalStep } from '../../spec/registry/journal.ts';
import { mergeRecords, type RecordValues } from '../machines/records.ts';
import { type JournalRecord, type JournalRecordJson, journalToJson } from '../protocol/index.ts';

/** A role that keeps a journal. */
type AnyRole = (typeof journalRecords)[JournalStep]['role'];

/** A role that keeps a journal and takes part in a migration. */
export type JournalRole = Exclude<AnyRole, 'access-router' | 'rendezvous'>;

/** A migration, or the register of a machine, as the journal has it. Identifiers in hexadecimal. */
export interface Recovered {
  readonly role: AnyRole;
  readonly machine: string;
  readonly migration: string;
  readonly epoch: number;
  /** The id of the HID of the other host; zero for a witness or a rendezvous. */
  readonly peer: string;
  /** The last step, and every value in its latest form. */
  readonly record: { readonly step: JournalStep } & RecordValues;
  /** Whether no later migration of the machine is in the journal, in any role. */
  readonly latest: boolean;
}

/** What a restart begins with. */
export interface Recovery {
  /** In the order of their first records. */
  readonly migrations: readonly Recovered[];
  /** The highest epoch of each machine that is known to have been created. */
  readonly epochs: ReadonlyMap<string, number>;
}

/** Steps that prove that the epoch of their record was created, and by how much they go beyond it. */
const createdBy: Partial<Record<JournalStep, number>> = {
  committed: 0,
  swapped: 0,
  'source-done': 0,
  regained: 1,
  permitted: 0,
  running: 0,
  'given-back': 1,
};

/** Reads what the records of one journal lead to; the last record of a migration and role counts. */
export function recover(records: readonly JournalRecord[]): Recovery {
  const groups = new Map<string, JournalRecordJson[]>();
  const lastMigration = new Map<string, string>();
  for (const record of records.map(journalToJson)) {
    const { machine, migration } = record.header;
    const { role } = journalRecords[record.step];
    // All roles but the hosts have one party a machine, whatever migration set what it keeps.
    const key = isHost(role) ? `${role} ${machine} ${migration}` : `${role} ${machine}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
    if (isHost(role)) lastMigration.set(machine, migration);
  }
  const migrations = [...groups.values()].map((group): Recovered => {
    const last = group[group.length - 1]!;
    const { machine, migration, epoch, peer } = last.header;
    const { role } = journalRecords[last.step];
    return {
      role,
      machine,
      migration,
      epoch,
      peer,
      record: mergeRecords(group.map(valuesOf)),
      latest: !isHost(role) || lastMigration.get(machine) === migration,
    };
  });
  const epochs = new Map<string, number>();
  for (const { machine, epoch, record } of migrations) noteEpoch(epochs, machine, epoch, record.step);
  return { migrations, epochs };
}

function isHost(role: AnyRole): boolean {
  return role === 'source-host' || role === 'destination-host';
}

/** Remembers the epoch that the last step of a migration proves; the highest one stays (JRN-008). */
export function noteEpoch(
  epochs: Map<string, number>,
  machine: string,
  epoch: number,
  step: JournalStep,
): void {
  const beyond = createdBy[step];
  if (beyond === undefined) return;
  epochs.set(machine, Math.max(epochs.get(machine) ?? 0, epoch + beyond));
}

function valuesOf(record: JournalRecordJson): { readonly step: JournalStep } & RecordValues {
  const { header: _header, extensions: _extensions, ...values } = record;
  return values as { readonly step: JournalStep } & RecordValues;
}
