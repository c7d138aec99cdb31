/**
 * The journal of a party over a store: opened once, then appended to, one record at a time (chapter 08).
 */
import type { Store, StoreFailure } from '../ports/store.ts';
import type { JournalRecord } from '../protocol/index.ts';
import { type JournalCodec, type JournalFault, readJournal } from './journal-reading.ts';

/** A record before it has its place in the journal. */
export type UnnumberedRecord = JournalRecord extends infer R
  ? R extends { readonly header: infer H }
    ? Omit<R, 'header'> & { readonly header: Omit<H, 'sequence'> }
    : never
  : never;

/** A journal that cannot be used; the message says what to do. */
export class JournalError extends Error {
  readonly code = 'JOURNAL_CORRUPT';
  readonly fault: JournalFault;

  constructor(fault: JournalFault) {
    super(
      `the journal is damaged at octet ${fault.offset} (${fault.code}); restore it from a copy, or find out ` +
        'from the other hosts where each machine runs before you remove it',
    );
    this.name = 'JournalError';
    this.fault = fault;
  }
}

/** A journal that is open. */
export interface Journal {
  /** What it held when it was opened. */
  readonly records: readonly JournalRecord[];
  /** Octets of a torn write that were cut off when it was opened. */
  readonly torn: number;
  /** Appends a record; `done` gets the failure when it is not known to be durable. Calls are carried out in order. */
  append(record: UnnumberedRecord, done: (failure?: StoreFailure) => void): void;
}

/**
 * Opens a journal.
 *
 * @param read how the octets become records.
 * @throws JournalError when it is damaged elsewhere than at its end.
 * @throws StoreFailure when it cannot be read, or its torn end cannot be cut off.
 */
export function openJournal(
  store: Store,
  codec: JournalCodec,
  read: typeof readJournal = readJournal,
): Journal {
  const octets = store.read();
  const reading = read(octets, codec);
  if (!reading.ok) throw new JournalError(reading.error);
  const { records, length } = reading.value;
  if (length < octets.length) store.truncate(length);
  return { records, torn: octets.length - length, append: appender(store, codec, records.length, length) };
}

function appender(store: Store, codec: JournalCodec, count: number, size: number): Journal['append'] {
  interface Waiting {
    readonly record: UnnumberedRecord;
    readonly done: (failure?: StoreFailure) => void;
  }
  const waiting: Waiting[] = [];
  let sequence = count;
  let length = size;
  let busy = false;
  let dirty = false;

  const next = (): void => {
    const first = busy ? undefined : waiting.shift();
    if (first === undefined) return;
    busy = true;
    const finish = (failure?: StoreFailure): void => {
      busy = false;
      first.done(failure);
      next();
    };
    if (dirty) {
      // What a failed append left would stand between good records.
      try {
        store.truncate(length);
      } catch (error) {
        return finish(error as StoreFailure);
      }
      dirty = false;
    }
    const { record } = first;
    const octets = codec.encode({
      ...record,
      header: { ...record.header, sequence: sequence + 1 },
    });
    store.append(octets, (failure) => {
      if (failure === undefined) {
        sequence += 1;
        length += octets.length;
      } else dirty = true;
      finish(failure);
    });
  };
  return (record, done) => {
    waiting.push({ record, done });
    next();
  };
}
