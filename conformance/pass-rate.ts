/** How often a case passes, as far as a number of runs can tell: the score interval of Wilson. */
import type { Verdict } from './verdict.ts';

/** The quantile of the normal distribution for 95 of 100 intervals that hold the truth. */
const quantile = 1.96;

/** What a number of runs says about how often a case passes. */
export interface PassRate {
  readonly passed: number;
  readonly runs: number;
  /** The bounds of the rate, from 0 to 1; 95 of 100 such intervals hold the truth. */
  readonly least: number;
  readonly most: number;
}

/** The rate of passes among verdicts. @throws RangeError when there are none */
export function passRate(verdicts: readonly Verdict[]): PassRate {
  const runs = verdicts.length;
  if (runs === 0) throw new RangeError('no runs, no rate');
  const passed = verdicts.filter((verdict) => verdict === 'pass').length;
  const rate = passed / runs;
  const square = quantile ** 2;
  const middle = rate + square / (2 * runs);
  const half = quantile * Math.sqrt((rate * (1 - rate) + square / (4 * runs)) / runs);
  const bound = (value: number): number => Math.min(1, Math.max(0, value / (1 + square / runs)));
  return { passed, runs, least: bound(middle - half), most: bound(middle + half) };
}

/** The rate for people, such as `passes in 7 of 10 runs, so in 40 to 89 of 100 (95 % confidence)`. */
export function passRateText({ passed, runs, least, most }: PassRate): string {
  const percent = (value: number): string => (value * 100).toFixed(0);
  return `passed ${passed} of ${runs} runs, so it passes in ${percent(least)} to ${percent(most)} of 100 (95 % confidence)`;
}
