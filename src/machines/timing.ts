/**
 * Delays and retry limits of the timers: the registry, and what a deployment sets otherwise (chapter 08).
 */
import { timers, type TimerName } from '../../spec/registry/timers.ts';

/** What a party does otherwise than the registry says. Part of its input; plain data. */
export interface Timing {
  /** First delays in milliseconds, by timer; the ceiling of its back-off changes in proportion. */
  readonly delays?: Readonly<Partial<Record<TimerName, number>>>;
  /** Retry limits, by timer; 0 for no limit. */
  readonly tries?: Readonly<Partial<Record<TimerName, number>>>;
  /** Delays do not grow. For exploration: a party then does not count what it may repeat for ever. */
  readonly flat?: boolean;
}

/** The delay in milliseconds of a timer that has fired `count` times in a row. */
export function delayOf(timer: TimerName, count: number, timing: Timing): number {
  const row = timers[timer];
  const first = timing.delays?.[timer] ?? row.standard;
  if (timing.flat === true) return first;
  return Math.min(first * row.backOff ** count, (first * row.ceiling) / row.standard);
}

/** Tells whether a timer that has fired `count` times in a row, and fires now, leads to a repetition. */
export function mayRepeat(timer: TimerName, count: number, timing: Timing): boolean {
  const tries = triesOf(timer, timing);
  return tries === 0 || count + 1 < tries;
}

/**
 * The count after a timer has fired once more. It stops growing where it makes no difference any more, so that a
 * party that repeats for ever has finitely many states.
 */
export function nextCount(timer: TimerName, count: number, timing: Timing): number {
  if (triesOf(timer, timing) !== 0) return count + 1;
  return delayOf(timer, count + 1, timing) > delayOf(timer, count, timing) ? count + 1 : count;
}

function triesOf(timer: TimerName, timing: Timing): number {
  return timing.tries?.[timer] ?? timers[timer].tries;
}
