/**
 * The switches that Stryker writes into the reference call these two functions; esbuild puts this module into the
 * script wherever one of them is named.
 */

/** Which mutant is on, and what is seen of the places of mutants. */
export interface Switchboard {
  /** The mutant that is on; none without it. */
  active?: string;
  /** How often the mutant that is on was met. */
  hits: number;
  /** Beyond it the mutant is taken for one that never ends. */
  mostHits: number;
  /** Told the mutants of each place that is met. */
  cover?(ids: readonly string[]): void;
}

declare global {
  /** The one switchboard of a process, for every evaluation of the script. */
  var mutationSwitchboard: Switchboard | undefined;
}

/** Set when the script is built: whether it says which places are met. */
declare const SAYS_PLACES: boolean;

const board = (globalThis.mutationSwitchboard ??= { hits: 0, mostHits: Number.POSITIVE_INFINITY });

/**
 * Tells whether a mutant is on.
 *
 * @throws Error when it was met too often
 * @public called by what Stryker writes
 */
export function stryMutAct_9fa48(id: string): boolean {
  if (board.active !== id) return false;
  board.hits += 1;
  if (board.hits > board.mostHits) throw new Error(`mutant ${id} was met ${board.hits} times: it never ends`);
  return true;
}

/**
 * Says that the place of some mutants was met.
 *
 * @public called by what Stryker writes
 */
export function stryCov_9fa48(...ids: readonly string[]): void {
  if (SAYS_PLACES) board.cover?.(ids);
}
