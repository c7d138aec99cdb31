/** How long the silence between two ends that moved may be at most: chapter 11, section "How long the gap may be". */
import { timers } from '../../spec/registry/timers.ts';
import { delayOf } from '../machines/index.ts';

/** A move of one end. Times in milliseconds. */
export interface EndMove {
  readonly frozenMs: number;
  readonly runningMs: number;
  /** When announcements of it were sent to the other end, each instant once, in order. */
  readonly triesAtMs: readonly number[];
}

/** A silence. */
export interface Silence {
  readonly gapStartMs: number;
  readonly gapMs: number;
}

/**
 * The bound G = U + W + R(n) + 2 D, in milliseconds.
 *
 * Each try within the silence but the last counts as one that came to nothing, and an EndMark as lost; both make the
 * bound no shorter than the one that the text states.
 *
 * @param moves one or two: of each end that moved.
 * @param flightMs D: the longest time that a packet takes one way, over whichever of the nets.
 */
export function gapBound(
  moves: readonly EndMove[],
  { gapStartMs, gapMs }: Silence,
  flightMs: number,
): number {
  const inSilence = (atMs: number): boolean => atMs > gapStartMs && atMs < gapStartMs + gapMs;
  const tries = moves.map(({ triesAtMs }) => triesAtMs.filter(inSilence).length);
  const vain = Math.max(0, ...tries.map((count) => count - 1));
  return stillMs(moves) + timers.MARK_WAIT.standard + vainMs(vain) + 2 * flightMs;
}

/** U: from the first instruction that is missing to the first one after all freezes that overlap. */
function stillMs(moves: readonly EndMove[]): number {
  const from = moves.map(({ frozenMs }) => frozenMs);
  const until = moves.map(({ runningMs }) => runningMs);
  return Math.max(...from) < Math.min(...until)
    ? Math.max(...until) - Math.min(...from)
    : Math.max(...moves.map(({ frozenMs, runningMs }) => runningMs - frozenMs));
}

/** R(n): the delays of the first n tries that came to nothing. */
function vainMs(tries: number): number {
  const most = timers.REBIND_RETRY.tries;
  let sum = 0;
  for (let count = 0; count < tries; count += 1) sum += delayOf('REBIND_RETRY', count % most, {});
  return sum;
}
