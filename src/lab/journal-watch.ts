/** Waits until a party has written a record into its journal, so that it can be killed right after. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeJournalRecord, encodeJournalRecord } from '../protocol/index.ts';
import { readJournal } from '../runtime/index.ts';

/** A watch over a journal. Milliseconds. */
export interface JournalWatch {
  readonly limitMs: number;
  /** From one look to the next; by default so short that what is done on a record comes before the next one. */
  readonly lookMs?: number;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** The steps in a journal, in order; none when there is no file or when its end is still being written. */
export function stepsIn(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  const read = readJournal(readFileSync(file), { decode: decodeJournalRecord, encode: encodeJournalRecord });
  return read.ok ? read.value.records.map(({ step }) => step) : [];
}

/** Resolves as soon as a journal holds more records of a step than it did; false when that does not come in time. */
export async function recordWritten(
  file: string,
  step: string,
  { limitMs, lookMs = 1, signal }: JournalWatch,
): Promise<boolean> {
  const countOf = (): number => stepsIn(file).filter((each) => each === step).length;
  const before = countOf();
  const end = performance.now() + limitMs;
  while (performance.now() < end && signal?.aborted !== true) {
    if (countOf() > before) return true;
    await wait(lookMs);
  }
  return false;
}
