/** The journal of a host: recovery at the start, records of all roles after that (chapter 08). */
import type { JournalStep } from '../../spec/registry/journal.ts';
import type { RecordValues } from '../machines/records.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { ProtocolFunctions } from './functions.ts';
import { openJournal } from './journal.ts';
import { journalEntry } from './journal-entry.ts';
import type { Subject } from './mailer.ts';
import { noteEpoch, type Recovered } from './recovery.ts';

/** The journal of a host. */
export interface HostJournal {
  /** The migrations that it held when it was opened. */
  readonly migrations: readonly Recovered[];
  /** Writes a record of a migration; `peer` is the id of the HID of the other host. */
  record(
    subject: Subject,
    peer: string,
    record: { readonly step: JournalStep } & RecordValues,
    done: (written: boolean) => void,
  ): void;
  /** The highest epoch of a machine that is known to have been created; 0 when none is. */
  epochOf(machine: string): number;
  /** Whether no migration of the machine has a later record. */
  isLatest(subject: Subject): boolean;
}

type JournalFunctions = Pick<
  ProtocolFunctions,
  'readJournal' | 'recover' | 'decodeJournalRecord' | 'encodeJournalRecord'
>;

/**
 * Opens the journal of a host.
 *
 * @throws JournalError or StoreFailure when it cannot be used.
 */
export function openHostJournal(store: Store, functions: JournalFunctions, log: Log): HostJournal {
  const codec = { decode: functions.decodeJournalRecord, encode: functions.encodeJournalRecord };
  const journal = openJournal(store, codec, functions.readJournal);
  if (journal.torn > 0) log('warn', `the journal had a torn end of ${journal.torn} octets, which is cut off`);
  const recovery = functions.recover(journal.records);
  const epochs = new Map(recovery.epochs);
  const latest = new Map<string, string>();
  for (const { role, machine, migration, latest: isLatest } of recovery.migrations) {
    if (isLatest && role !== 'witness') latest.set(machine, migration);
  }
  return {
    migrations: recovery.migrations,
    record(subject, peer, record, done) {
      journal.append(journalEntry(subject, peer, record), (failure) => {
        if (failure === undefined) {
          noteEpoch(epochs, subject.machine, subject.epoch, record.step);
          if (record.step !== 'register') latest.set(subject.machine, subject.migration);
        } else log('error', `the record ${record.step} is not written: ${failure.message}`);
        done(failure === undefined);
      });
    },
    epochOf: (machine) => epochs.get(machine) ?? 0,
    isLatest: ({ machine, migration }) => (latest.get(machine) ?? migration) === migration,
  };
}
