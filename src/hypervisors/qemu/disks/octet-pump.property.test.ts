import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { octetPump, type OctetProgram } from './octet-pump.ts';

/** Reads parts of the given lengths, then ends. */
function* parts(lengths: readonly number[], seen: Uint8Array[]): OctetProgram<'end'> {
  for (const length of lengths) seen.push(yield length);
  return 'end';
}

/** Cuts octets at the given places. */
function cutAt(octets: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...[...cuts].sort((a, b) => a - b), octets.length];
  return places.slice(1).map((end, index) => octets.subarray(places[index], end));
}

describe('octetPump', () => {
  it('gives the same parts however the stream is cut', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(lengths, fc.array(fc.nat(480)), (wanted, places) => {
        const total = wanted.reduce((sum, length) => sum + length, 0);
        const stream = Uint8Array.from({ length: total }, (_, index) => index & 0xff);
        const seen: Uint8Array[] = [];
        const ends: string[] = [];
        const pump = octetPump(parts(wanted, seen), (end) => ends.push(end));
        for (const piece of cutAt(
          stream,
          places.map((place) => Math.min(place, total)),
        ))
          pump.push(piece);
        expect(seen.map((part) => part.length)).toEqual(wanted);
        expect(Buffer.concat(seen)).toEqual(Buffer.from(stream));
        expect(ends).toEqual(['end']);
      }),
    );
  });
  it('ignores what comes after the end', () => {
    const ends: string[] = [];
    const pump = octetPump(parts([1], []), (end) => ends.push(end));
    pump.push(Uint8Array.of(1, 2, 3));
    pump.push(Uint8Array.of(4));
    expect(ends).toEqual(['end']);
  });
});
