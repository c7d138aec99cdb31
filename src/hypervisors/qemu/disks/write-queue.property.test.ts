import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiskWrite, writeQueue } from './write-queue.ts';

const block = 65_536;
const size = 5 * block + 4096;

/** What arrives for a disk: octets that are not all zero, octets that are, or a range of zeroes. */
interface Arrival {
  readonly is: 'data' | 'zero data' | 'zeroes';
  readonly offset: number;
  readonly length: number;
  readonly takeAfter: boolean;
}

const arrival: fc.Arbitrary<Arrival> = fc
  .record({
    is: fc.constantFrom('data', 'zero data', 'zeroes'),
    offset: fc.oneof(
      fc.integer({ min: 0, max: 5 }).map((n) => n * block),
      fc.nat(size - 1),
    ),
    length: fc.oneof(
      fc.integer({ min: 1, max: 4 }).map((n) => n * block),
      fc.integer({ min: 1, max: size }),
    ),
    takeAfter: fc.boolean(),
  })
  .map((one) => ({ ...one, length: Math.min(one.length, size - one.offset) }));

function apply(disk: Uint8Array, writes: readonly DiskWrite[]): void {
  for (const { offset, octets } of writes) disk.set(octets, offset);
}

function dataOf({ offset, length }: Arrival, index: number): Uint8Array {
  // Zero at both ends, so that whole blocks of it are zero although the octets as a whole are not.
  const octets = new Uint8Array(length);
  const middle = Math.floor(length / 2);
  octets.fill((index % 255) + 1, middle, middle + 1 + (offset % 70_000));
  return octets;
}

describe('writeQueue', () => {
  it('makes of a disk of zeroes what the writes in their order make, however they are taken', () => {
    fc.assert(
      fc.property(
        fc.array(arrival, { maxLength: 20 }),
        fc.integer({ min: 1, max: 3 * block }),
        fc.integer({ min: 1000, max: 2 * block }),
        (arrivals, maxOctets, longest) => {
          const queue = writeQueue(size);
          const [source, copy] = [new Uint8Array(size), new Uint8Array(size)];
          for (const [index, one] of arrivals.entries()) {
            const octets = one.is === 'data' ? dataOf(one, index) : new Uint8Array(one.length);
            source.set(octets, one.offset);
            if (one.is === 'zeroes') queue.zero(one.offset, one.length);
            else queue.write(one.offset, octets);
            if (!one.takeAfter) continue;
            const taken = queue.take(maxOctets, longest);
            expect(taken.reduce((sum, { octets }) => sum + octets.length, 0)).toBeLessThanOrEqual(maxOctets);
            for (const write of taken) expect(write.octets.length).toBeLessThanOrEqual(longest);
            apply(copy, taken);
          }
          const { waiting } = queue;
          const last = queue.take(Infinity, longest);
          apply(copy, last);
          expect(last.reduce((sum, { octets }) => sum + octets.length, 0)).toBe(waiting);
          expect(queue.waiting).toBe(0);
          expect(Buffer.compare(source, copy)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
  it('carries no zeroes for what was never other than zero', () => {
    const terabyte = 1_099_511_627_776;
    const queue = writeQueue(terabyte);
    for (const offset of [0, terabyte - 4_294_967_295]) queue.zero(offset, 4_294_967_295);
    queue.write(0, new Uint8Array(1_000_000));
    expect(queue.waiting).toBe(0);
  });
  it('carries zeroes for what was other than zero, once', () => {
    const queue = writeQueue(size);
    queue.write(block, new Uint8Array(2 * block).fill(7));
    queue.take(Infinity, 1_048_576);
    queue.zero(0, size);
    expect(queue.take(Infinity, 1_048_576).map(({ offset, octets }) => [offset, octets.length])).toEqual([
      [block, 2 * block],
    ]);
    queue.zero(0, size);
    expect(queue.waiting).toBe(0);
  });
  it('does not carry the zero blocks inside a write', () => {
    const queue = writeQueue(size);
    const octets = new Uint8Array(4 * block);
    octets[0] = 1;
    octets[3 * block] = 2;
    queue.write(0, octets);
    expect(queue.take(Infinity, 1_048_576).map(({ offset, octets }) => [offset, octets.length])).toEqual([
      [0, block],
      [3 * block, block],
    ]);
  });
  it('forgets what waits', () => {
    const queue = writeQueue(size);
    queue.write(0, Uint8Array.of(1));
    queue.clear();
    expect([queue.waiting, queue.take(Infinity, 10)]).toEqual([0, []]);
  });
});
