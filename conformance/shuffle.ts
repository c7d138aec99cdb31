/** Putting things into an order that a seed decides. */
import { seededRandom } from '../src/core/seeded-random.ts';

/** The same members in another order; the same seed gives the same order. */
export function shuffled<T>(members: readonly T[], seed: number): readonly T[] {
  const random = seededRandom(seed);
  const copy = [...members];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = random.below(i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}
