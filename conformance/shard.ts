/** Parts of a run: the same case is always in the same part, however many machines there are. */

/** One part of a run: the `number`-th (from 1) of `of`. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** The members that belong to a part: every `of`-th, so that parts take about as long. */
export function inShard<T>(members: readonly T[], { number, of }: Shard): readonly T[] {
  return members.filter((_, i) => i % of === number - 1);
}
