/**
 * What the records of a journal lead to after a restart (chapter 08): the migrations of each role, the registers of
 * a witness, and the highest epoch of each machine.
 */
import { journalRecords, type JournalStep } from '../../spec/registry/journal.ts';
import { mergeRecords, type RecordValues } from '../machines/records.ts';
import { type JournalRecord, type JournalRecordJson, journalToJson } from '../protocol/index.ts';

/** A role that keeps a journal. */
export type JournalRole = (typeof journalRecords)[JournalStep]['role'];

/** A migration, or the register of a machine, as the journal has it. Identifiers in hexadecimal. */
export interface Recovered {
  readonly role: JournalRole;
  readonly machine: string;
  readonly migration: string;
  readonly epoch: number;
  /** The id of the HID of the other host; zero for a witness. */
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
    // A witness has one register a machine, whoever set it.
    const key = role === 'witness' ? `${role} ${machine}` : `${role} ${machine} ${migration}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
    if (role !== 'witness') lastMigration.set(machine, migration);
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
      latest: role === 'witness' || lastMigration.get(machine) === migration,
    };
  });
  const epochs = new Map<string, number>();
  for (const { machine, epoch, record } of migrations) noteEpoch(epochs, machine, epoch, record.step);
  return { migrations, epochs };
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
