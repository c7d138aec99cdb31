import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { journalRecords } from '../../spec/registry/journal.ts';
import { fromHex, toHex } from '../core/hex.ts';
import {
  decodeJournalRecord,
  encodeJournalRecord,
  journalFromJson,
  journalToJson,
} from '../protocol/index.ts';
import { readJournal } from './journal-reading.ts';
import { recover } from './recovery.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));

interface Vector {
  readonly id: string;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly input: { readonly octets: string };
  readonly expectation: Readonly<Record<string, unknown>>;
  readonly result: 'valid' | 'invalid';
}

interface VectorFile {
  readonly notes: Readonly<Record<string, { readonly requirements: readonly string[] }>>;
  readonly groups: readonly { readonly id: string; readonly tests: readonly Vector[] }[];
}

const file = read('../../vectors/journal/journal.json') as VectorFile;
const codec = { decode: decodeJournalRecord, encode: encodeJournalRecord };

describe('vectors/journal/journal.json', () => {
  it('fits its schema', () => {
    const validate = new Ajv({ allErrors: true }).compile(
      read('../../vectors/schema/journal.schema.json') as object,
    );
    validate(file);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has flags with notes and ids that are used once', () => {
    const tests = file.groups.flatMap((group) => group.tests);
    for (const test of tests) {
      for (const flag of test.flags) expect(file.notes).toHaveProperty(flag);
    }
    const ids = file.groups.flatMap((group) => group.tests.map((test) => `${group.id}/${test.id}`));
    expect(new Set(ids).size).toBe(ids.length);
  });

  for (const group of file.groups) {
    for (const test of group.tests) {
      it(`${group.id}/${test.id}: ${test.comment}`, () => {
        const octets = fromHex(test.input.octets)!;
        const reading = readJournal(octets, codec);
        const { expectation } = test;
        expect(reading.ok).toBe(test.result === 'valid');
        if (!reading.ok) return expect({ error: reading.error }).toEqual(expectation);
        const { records, length } = reading.value;
        if ('records' in expectation) {
          expect({ records: records.map(journalToJson), length }).toEqual(expectation);
        } else if ('steps' in expectation) {
          expect({ steps: records.map(({ step }) => step), length }).toEqual(expectation);
        } else {
          const { migrations, epochs } = recover(records);
          expect({
            migrations: migrations.map(({ role, machine, migration, epoch, record, latest }) => ({
              role,
              machine,
              migration,
              epoch,
              step: record.step,
              latest,
            })),
            epochs: Object.fromEntries(epochs),
          }).toEqual(expectation);
        }
      });
    }
  }

  it('has records that are written as they stand there', () => {
    const records = file.groups.find((group) => group.id === 'records')!.tests;
    expect(records.length).toBe(Object.keys(journalRecords).length);
    for (const { input, expectation } of records) {
      const json = (expectation['records'] as readonly unknown[])[0];
      const record = journalFromJson(json);
      expect(record.ok && toHex(encodeJournalRecord(record.value))).toBe(input.octets);
    }
  });
});
