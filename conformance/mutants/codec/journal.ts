/** Implementations that are wrong about reading a journal back. */
import type { Implementation } from '../../../src/agent/index.ts';
import { defineMutant } from '../mutant.ts';

type Reading = ReturnType<Implementation['readJournal']>;
type Fault = Extract<Reading, { ok: false }>['error'];
type Codec = Parameters<Implementation['readJournal']>[1];

/** A reader that takes what stands before a fault when it is one of these. */
function upToFault(reference: Implementation, isOverlooked: (fault: Fault) => boolean): Implementation {
  return {
    ...reference,
    readJournal(octets, codec) {
      const reading = reference.readJournal(octets, codec);
      if (reading.ok || !isOverlooked(reading.error)) return reading;
      for (let end = reading.error.offset; end >= 0; end -= 1) {
        const before = reference.readJournal(octets.subarray(0, end), codec);
        if (before.ok && before.value.length === end) return before;
      }
      return reading;
    },
  };
}

/** The codec with other numbers in the records that it reads. */
function renumbering(codec: Codec, number: (sequence: number) => number): Codec {
  return {
    ...codec,
    decode(octets) {
      const decoded = codec.decode(octets);
      if (!decoded.ok) return decoded;
      const { header } = decoded.value;
      const changed = { ...header, sequence: number(header.sequence) };
      return { ok: true, value: { ...decoded.value, header: changed } };
    },
  };
}

/** Counts from zero. */
export const countsFromZero = defineMutant({
  id: 'codec/journal-from-zero',
  of: 'codec',
  breaks: ['JRN-001'],
  says: 'Counts the records of a journal from 0.',
  caughtBy: ['codec/journal/record-ordered'],
  make: (reference) => ({
    ...reference,
    readJournal: (octets, codec) =>
      reference.readJournal(
        octets,
        renumbering(codec, (sequence) => sequence + 1),
      ),
  }),
});

/** Takes a torn end for damage. */
export const noTornEnd = defineMutant({
  id: 'codec/journal-without-torn-end',
  of: 'codec',
  breaks: ['JRN-003'],
  says: 'Refuses a journal whose last append was torn.',
  caughtBy: ['codec/journal/torn-after-40', 'codec/journal/torn-first'],
  make: (reference) => ({
    ...reference,
    readJournal(octets, codec) {
      const reading = reference.readJournal(octets, codec);
      if (!reading.ok || reading.value.length === octets.length) return reading;
      const error = { code: 'truncated', offset: reading.value.length, requirement: 'JRN-003' } as const;
      return { ok: false, error };
    },
  }),
});

/** Takes damage for a torn end. */
export const everyRestIsTorn = defineMutant({
  id: 'codec/journal-cut-at-damage',
  of: 'codec',
  breaks: ['JRN-004'],
  says: 'Goes on with the records before the first octet that is damaged, whatever stands behind it.',
  caughtBy: ['codec/journal/damaged-second', 'codec/journal/garbage-middle'],
  make: (reference) => upToFault(reference, ({ requirement }) => requirement === 'JRN-004'),
});

/** Leaves out what it cannot read. */
export const cutsAtUnknown = defineMutant({
  id: 'codec/journal-cut-at-unknown-record',
  of: 'codec',
  breaks: ['JRN-005'],
  says: 'Goes on with the records before the first one that it does not understand.',
  caughtBy: ['codec/journal/unknown-step', 'codec/journal/other-version'],
  make: (reference) => upToFault(reference, ({ requirement }) => requirement === 'JRN-005'),
});

/** Does not count. */
export const anySequence = defineMutant({
  id: 'codec/journal-of-any-sequence',
  of: 'codec',
  breaks: ['JRN-006'],
  says: 'Does not look at the numbers of the records.',
  caughtBy: ['codec/journal/gap', 'codec/journal/repeated', 'codec/journal/not-from-one'],
  make: (reference) => ({
    ...reference,
    readJournal(octets, codec) {
      let count = 0;
      return reference.readJournal(
        octets,
        renumbering(codec, () => (count += 1)),
      );
    },
  }),
});

/** Begins where the migration began. */
export const firstStep = defineMutant({
  id: 'codec/journal-first-step',
  of: 'codec',
  breaks: ['JRN-007'],
  says: 'Takes up a migration at the step of its first record.',
  caughtBy: ['codec/journal/committed', 'codec/journal/complete'],
  make: (reference) => ({
    ...reference,
    recover(records) {
      const firsts = new Map<string, (typeof records)[number]>();
      for (const record of records) {
        const key = Buffer.from(record.header.migration).toString('hex');
        if (!firsts.has(key)) firsts.set(key, record);
      }
      return { ...reference.recover([...firsts.values()]), epochs: reference.recover(records).epochs };
    },
  }),
});

/** Remembers no more than what runs. */
export const forgetsGivenBack = defineMutant({
  id: 'codec/journal-epoch-without-return',
  of: 'codec',
  breaks: ['JRN-008'],
  says: 'Remembers the epoch of a migration that was given back and not the one after it.',
  caughtBy: ['codec/journal/regained', 'codec/journal/given-back'],
  make: (reference) => ({
    ...reference,
    recover(records) {
      const recovery = reference.recover(records);
      const epochs = new Map(
        [...recovery.epochs].map(([machine, epoch]) => {
          const own = recovery.migrations.filter((one) => one.machine === machine);
          return [machine, Math.min(epoch, Math.max(...own.map((one) => one.epoch)))];
        }),
      );
      return { ...recovery, epochs };
    },
  }),
});

/** Does not ask which one is the latest. */
export const everyMigrationCounts = defineMutant({
  id: 'codec/journal-every-migration-is-latest',
  of: 'codec',
  breaks: ['JRN-009'],
  says: 'Goes on with every migration in the journal as if it were the latest of its machine.',
  caughtBy: ['codec/journal/second-migration', 'codec/journal/both-roles'],
  make: (reference) => ({
    ...reference,
    recover(records) {
      const { migrations, epochs } = reference.recover(records);
      return { epochs, migrations: migrations.map((one) => ({ ...one, latest: true })) };
    },
  }),
});
