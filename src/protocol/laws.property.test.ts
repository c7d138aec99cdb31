/** The laws of the codec, over generated messages and over octets of any kind. `XLMP_RUNS` sets how many. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryJournalRecord, arbitraryMessage } from '../../conformance/generate/messages.ts';
import { malformed } from '../../conformance/generate/malformed.ts';
import { sampleJournalRecord, sampleMessage } from '../../conformance/generate/samples.ts';
import { journalRecords, type JournalStep } from '../../spec/registry/journal.ts';
import { messages, type MessageName } from '../../spec/registry/messages.ts';
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import {
  decodeJournalRecord,
  decodeMessage,
  encodeJournalRecord,
  encodeMessage,
  fromJson,
  journalFromJson,
  journalToJson,
  outlineMessage,
  sha256,
  toJson,
} from './index.ts';

const runs = Number(process.env['XLMP_RUNS'] ?? 20_000);
/** Milliseconds that a million runs may take on a busy machine. */
const longRun = 900_000;
const names = Object.keys(messages) as MessageName[];
const steps = Object.keys(journalRecords) as JournalStep[];
const valid = names.map((name) => encodeMessage(sampleMessage(name, 'most')));
const validRecords = steps.map((step) => encodeJournalRecord(sampleJournalRecord(step, 'most')));

describe.each(names)('the message %s', (name) => {
  it('decodes to what was encoded, and is the one encoding of it', () => {
    fc.assert(
      fc.property(arbitraryMessage(name), (message) => {
        const octets = encodeMessage(message);
        const decoded = decodeMessage(octets);
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
        expect(decoded.value).toEqual(message);
        expect(toHex(encodeMessage(decoded.value))).toBe(toHex(octets));
      }),
      { numRuns: Math.ceil(Math.min(runs, 20_000) / 200) },
    );
  });

  it('goes through JSON text and back', () => {
    fc.assert(
      fc.property(arbitraryMessage(name), (message) => {
        const read = fromJson(JSON.parse(JSON.stringify(toJson(message))));
        expect(read).toEqual({ ok: true, value: message });
      }),
      { numRuns: 50 },
    );
  });

  it('has an outline without gaps', () => {
    fc.assert(
      fc.property(arbitraryMessage(name), (message) => {
        const octets = encodeMessage(message);
        const covered = new Uint8Array(octets.length);
        for (const { offset, size } of outlineMessage(octets)) covered.fill(1, offset, offset + size);
        expect(covered.indexOf(0)).toBe(-1);
      }),
      { numRuns: 20 },
    );
  });

  it('fails to decode when any octets are missing at the end', () => {
    fc.assert(
      fc.property(arbitraryMessage(name), (message) => {
        const octets = encodeMessage(message);
        for (let length = 0; length < octets.length; length += 1) {
          if (decodeMessage(octets.subarray(0, length)).ok)
            throw new Error(`the first ${length} octets decode`);
        }
      }),
      { numRuns: 3 },
    );
  });

  it.each(malformed(name).map((variant) => [variant.id, variant] as const))(
    'is refused as %s',
    (_, variant) => {
      const { code, offset, path, requirement } = variant;
      expect(decodeMessage(variant.octets)).toEqual({
        ok: false,
        error: { code, offset, path, requirement },
      });
    },
  );
});

describe.each(steps)('the journal record %s', (step) => {
  it('decodes to what was encoded, is the one encoding of it, and goes through JSON', () => {
    fc.assert(
      fc.property(arbitraryJournalRecord(step), (record) => {
        const octets = encodeJournalRecord(record);
        const decoded = decodeJournalRecord(octets);
        if (!decoded.ok) throw new Error(JSON.stringify(decoded.error));
        expect(decoded.value).toEqual(record);
        expect(toHex(encodeJournalRecord(decoded.value))).toBe(toHex(octets));
        expect(journalFromJson(JSON.parse(JSON.stringify(journalToJson(record))))).toEqual({
          ok: true,
          value: record,
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('octets of any kind', () => {
  it(
    'decode to a message that encodes to them again, or to an error within them',
    () => {
      fc.assert(
        fc.property(fc.oneof(fc.uint8Array({ maxLength: 1300 }), mutated()), (octets) => {
          const decoded = decodeMessage(octets);
          if (decoded.ok && !equalOctets(encodeMessage(decoded.value), octets))
            throw new Error('not canonical');
          if (!decoded.ok && decoded.error.offset > octets.length)
            throw new Error(JSON.stringify(decoded.error));
        }),
        { numRuns: runs },
      );
    },
    longRun,
  );

  it(
    'decode to a journal record that encodes to them again, or to an error within them',
    () => {
      fc.assert(
        fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), mutatedRecord()), (octets) => {
          const decoded = decodeJournalRecord(octets);
          if (decoded.ok && !equalOctets(encodeJournalRecord(decoded.value), octets))
            throw new Error('not canonical');
          if (!decoded.ok && decoded.error.offset > octets.length)
            throw new Error(JSON.stringify(decoded.error));
        }),
        { numRuns: runs },
      );
    },
    longRun,
  );

  it('never make more objects than there are octets', () => {
    fc.assert(
      fc.property(arbitraryMessage(), (message) => {
        const octets = encodeMessage(message);
        const decoded = decodeMessage(octets);
        expect(decoded.ok && countObjects(decoded.value)).toBeLessThan(octets.length);
      }),
      { numRuns: 200 },
    );
  });
});

/** Octets of a message with some of them changed, cut out or repeated; the length is set right half of the time. */
function mutated(): fc.Arbitrary<Uint8Array> {
  const change = fc.record({
    at: fc.nat(1199),
    value: fc.nat(255),
    kind: fc.constantFrom('set', 'flip', 'cut', 'repeat'),
  });
  return fc
    .tuple(fc.constantFrom(...valid), fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([whole, changes, setLength]) => {
      const octets = changes.reduce(changed, [...whole]);
      if (setLength && octets.length >= 6) octets.splice(4, 2, octets.length >>> 8, octets.length & 0xff);
      return Uint8Array.from(octets);
    });
}

/** Octets of a journal record with one of them changed; half of the time the digest fits. */
function mutatedRecord(): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...validRecords), fc.nat(), fc.nat(255), fc.boolean())
    .map(([whole, at, value, setDigest]) => {
      const octets = whole.slice();
      octets[at % octets.length] = value;
      if (setDigest) octets.set(sha256(octets.subarray(0, -32)), octets.length - 32);
      return octets;
    });
}

function changed(octets: number[], change: { at: number; value: number; kind: string }): number[] {
  const at = change.at % Math.max(1, octets.length);
  if (change.kind === 'set') octets[at] = change.value;
  else if (change.kind === 'flip') octets[at] = (octets[at] ?? 0) ^ (1 << (change.value & 7));
  else if (change.kind === 'cut') octets.splice(at, change.value & 15);
  else octets.splice(at, 0, ...octets.slice(at, at + (change.value & 15)));
  return octets;
}

function countObjects(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + countObjects(member), 1);
}
