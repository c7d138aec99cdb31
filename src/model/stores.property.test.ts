import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interner, remembered } from './interner.ts';
import { worldStore } from './world-store.ts';

describe('the store of worlds', () => {
  it('gives equal rows one index and different rows different ones', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: -1, max: 40 })), {
      maxLength: 6000,
    });
    fc.assert(
      fc.property(rows, (all) => {
        const store = worldStore(2);
        const expected = new Map<string, number>();
        for (const row of all) {
          const known = expected.get(row.join());
          if (store.add(Int32Array.from(row)) !== (known ?? -1 - expected.size)) return false;
          if (known === undefined) expected.set(row.join(), expected.size);
        }
        expect(store.size()).toBe(expected.size);
        const read = new Int32Array(2);
        for (const [key, index] of expected) {
          store.read(index, read);
          if (read.join() !== key || store.at(index, 1) !== read[1]) return false;
        }
        return true;
      }),
      { numRuns: 20 },
    );
  });

  it('grows beyond its first block', () => {
    const store = worldStore(3);
    const rows = Array.from({ length: 20_000 }, (_, index) => Int32Array.of(index, index % 7, 0));
    const added = rows.map((row) => store.add(row));
    const again = rows.map((row) => store.add(row));
    expect(added).toEqual(rows.map((_, index) => -1 - index));
    expect(again).toEqual(rows.map((_, index) => index));
  });
});

describe('the interner', () => {
  it('gives equal values one number and keeps the first of them', () => {
    const values = interner<{ a: number }>();
    const first = { a: 1 };
    expect([first, { a: 2 }, { a: 1 }].map((value) => values.idOf(value))).toEqual([0, 1, 0]);
    expect(values.valueOf(0)).toBe(first);
    expect(() => values.valueOf(2)).toThrow(RangeError);
  });

  it('remembers what was computed', () => {
    let calls = 0;
    const sum = remembered((left, right) => {
      calls += 1;
      return left + right;
    });
    expect([sum(1, 2), sum(1, 2), sum(2, 1)]).toEqual([3, 3, 3]);
    expect(calls).toBe(2);
  });
});
