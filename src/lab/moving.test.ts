import { describe, expect, test } from 'vitest';
import { overlapChecks } from './moving.ts';
import { sampleMove } from './samples.laws.ts';

const first = { ...sampleMove(100, 0), frozenMs: 200, runningMs: 300 };
const meanwhile = { ...first, guest: 'second guest', frozenMs: 290, runningMs: 400 };
const after = { ...meanwhile, frozenMs: 301 };

describe('moves of two guests at once', () => {
  test('have a time at which both stand still', () => {
    expect(overlapChecks([[first, meanwhile]])).toMatchObject([
      { met: true, says: 'in 1 of 1 moves, for 10.0 ms at least' },
    ]);
  });

  test('are not at once when one stands still after the other, or when it is not known', () => {
    expect(
      overlapChecks([
        [first, meanwhile],
        [first, after],
      ]),
    ).toMatchObject([{ met: false, says: 'in 1 of 2 moves, for -1.0 ms at least' }]);
    expect(overlapChecks([[first, meanwhile], [{ ...first, frozenMs: null }]])).toMatchObject([
      { met: false },
    ]);
  });

  test('of one guest have nothing to be at once with', () => {
    expect(overlapChecks([[first], [first]])).toEqual([]);
  });
});
