import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoreFailure } from '../ports/store.ts';
import { decodeJournalRecord, encodeJournalRecord } from '../protocol/index.ts';
import { memoryStore } from '../stores/memory.ts';
import { type Journal, openJournal, type UnnumberedRecord } from './journal.ts';
import { readJournal } from './journal-reading.ts';

const codec = { decode: decodeJournalRecord, encode: encodeJournalRecord };

function record(step: 'source-done' | 'released', migration: number): UnnumberedRecord {
  const header = {
    machine: new Uint8Array(20).fill(1),
    migration: new Uint8Array(16).fill(migration),
    epoch: 2,
    peer: new Uint8Array(20).fill(2),
  };
  return step === 'released'
    ? { step, header, reason: { reason: 'timeout', detail: 'because' } }
    : { step, header };
}

function append(journal: Journal, entry: UnnumberedRecord): string {
  let outcome = 'waiting';
  journal.append(entry, (failure?: StoreFailure) => {
    outcome = failure?.code ?? 'written';
  });
  return outcome;
}

const steps = (octets: Uint8Array): readonly string[] =>
  openJournal(memoryStore(octets), codec).records.map(({ step, header }) => `${header.sequence} ${step}`);

describe('openJournal', () => {
  it('numbers records over a restart', () => {
    const store = memoryStore();
    expect(append(openJournal(store, codec), record('source-done', 1))).toBe('written');
    expect(append(openJournal(store, codec), record('released', 2))).toBe('written');
    expect(steps(store.image())).toEqual(['1 source-done', '2 released']);
  });

  it('says what to do about a damaged journal', () => {
    const store = memoryStore();
    const journal = openJournal(store, codec);
    append(journal, record('source-done', 1));
    append(journal, record('source-done', 2));
    const octets = store.image();
    octets[60]! ^= 1;
    expect(() => openJournal(memoryStore(octets), codec)).toThrow(
      /damaged at octet 0.*restore it from a copy/s,
    );
  });

  it('fails when the store is unreadable', () => {
    const store = memoryStore();
    store.setUnreadable(true);
    expect(() => openJournal(store, codec)).toThrow(expect.objectContaining({ code: 'STORE_UNREADABLE' }));
  });

  it('cuts a torn end off in the store', () => {
    const store = memoryStore();
    append(openJournal(store, codec), record('source-done', 1));
    const whole = store.image();
    const journal = openJournal(memoryStore(Uint8Array.of(...whole, 0x58, 0x4a, 1)), codec);
    expect(journal.torn).toBe(3);
    expect(append(journal, record('released', 2))).toBe('written');
  });

  it('reports a full disk and goes on when there is room again', () => {
    const store = memoryStore();
    const journal = openJournal(store, codec);
    store.setFault('full');
    expect(append(journal, record('source-done', 1))).toBe('STORE_FULL');
    store.setFault(undefined);
    expect(append(journal, record('released', 1))).toBe('written');
    expect(steps(store.image())).toEqual(['1 released']);
  });

  it('removes what a torn append left before it appends again', () => {
    const store = memoryStore();
    const journal = openJournal(store, codec);
    append(journal, record('source-done', 1));
    store.setFault('torn');
    expect(append(journal, record('source-done', 2))).toBe('STORE_WRITE');
    store.setFault(undefined);
    expect(append(journal, record('released', 3))).toBe('written');
    expect(steps(store.image())).toEqual(['1 source-done', '2 released']);
  });

  it('writes one after the other when the store is slow', () => {
    const store = memoryStore();
    const journal = openJournal(store, codec);
    store.setFault('held');
    expect(append(journal, record('source-done', 1))).toBe('waiting');
    expect(append(journal, record('released', 2))).toBe('waiting');
    store.setFault(undefined);
    expect(steps(store.image())).toEqual(['1 source-done', '2 released']);
  });
});

describe('readJournal', () => {
  const whole = (() => {
    const store = memoryStore();
    const journal = openJournal(store, codec);
    for (let n = 0; n < 4; n += 1) append(journal, record(n % 2 === 0 ? 'source-done' : 'released', n));
    return store.image();
  })();

  it('keeps a prefix of whole records whenever the journal is cut', () => {
    for (let length = 0; length <= whole.length; length += 1) {
      const reading = readJournal(whole.subarray(0, length), codec);
      expect(reading.ok).toBe(true);
      if (reading.ok) expect(reading.value.length).toBeLessThanOrEqual(length);
    }
  });

  it('never throws and never makes up a record', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const octets = whole.slice();
        octets[at]! ^= bits;
        const reading = readJournal(octets, codec);
        if (reading.ok) expect(reading.value.records.length).toBe(3);
        else expect(reading.error.requirement).toBe('JRN-004');
      }),
    );
  });
});
