import { describe, expect, it } from 'vitest';
import { gapBound } from './gap-bound.ts';

const silence = { gapStartMs: 1000, gapMs: 500 };
const move = (frozenMs: number, runningMs: number, triesAtMs: readonly number[] = []) => ({
  frozenMs,
  runningMs,
  triesAtMs,
});

describe('the bound of a silence', () => {
  it('is the freeze, the wait for an end mark and a flight each way when one end moved', () => {
    expect(gapBound([move(1000, 1340)], silence, 10)).toBe(340 + 200 + 20);
  });

  it('counts two freezes as one span when they overlap, else the longer one', () => {
    expect(gapBound([move(1000, 1100), move(1050, 1200)], silence, 0)).toBe(200 + 200);
    expect(gapBound([move(1000, 1100), move(1200, 1350)], silence, 0)).toBe(150 + 200);
  });

  it('adds the delays of tries in vain: all in the silence but the last, of the end that had more', () => {
    const tries = [900, 1100, 1200, 1400, 1600];
    expect(gapBound([move(1000, 1100, tries)], silence, 0)).toBe(100 + 200 + 100 + 200);
    expect(gapBound([move(1000, 1100, tries), move(1000, 1100, [1300])], silence, 0)).toBe(600);
  });

  it('begins anew with the delays after six tries', () => {
    const tries = Array.from({ length: 8 }, (_, n) => 1001 + n);
    // 100 + 200 + 400 + 800 + 1600 + 2000, and 100 again.
    expect(gapBound([move(1000, 1100, tries)], silence, 0)).toBe(100 + 200 + 5200);
  });
});
