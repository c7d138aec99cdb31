import { expect, test } from 'vitest';
import { passRate, passRateText } from './pass-rate.ts';

function runs(passed: number, failed: number): readonly ('pass' | 'fail')[] {
  return [...Array<'pass'>(passed).fill('pass'), ...Array<'fail'>(failed).fill('fail')];
}

test.each([
  [7, 3, 0.3968, 0.8922],
  [10, 0, 0.7225, 1],
  [0, 10, 0, 0.2775],
  [1, 0, 0.2065, 1],
])('%d passes and %d failures lie between %d and %d', (passed, failed, least, most) => {
  const rate = passRate(runs(passed, failed));
  expect(rate.least).toBeCloseTo(least, 3);
  expect(rate.most).toBeCloseTo(most, 3);
});

test('only a pass is one', () => {
  expect(passRate(['pass', 'inconclusive', 'skipped', 'error'])).toMatchObject({ passed: 1, runs: 4 });
});

test('is told in a sentence', () => {
  expect(passRateText(passRate(runs(7, 3)))).toBe(
    'passed 7 of 10 runs, so it passes in 40 to 89 of 100 (95 % confidence)',
  );
});

test('no runs have no rate', () => {
  expect(() => passRate([])).toThrow(RangeError);
});
