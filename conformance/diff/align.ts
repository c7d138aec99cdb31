/** Pairs the events of two sides: within each channel the longest common row of names, and what stands alone. */
import type { Event } from './events.ts';

/** An event of each side, or of one alone. */
export interface Pair {
  readonly a: Event | undefined;
  readonly b: Event | undefined;
  /** Both did it, but before or after something else. */
  readonly isMoved: boolean;
}

/** Pairs events, in the order in which the sides did them. */
export function aligned(a: readonly Event[], b: readonly Event[]): readonly Pair[] {
  const channels = new Set([...a, ...b].map(({ channel }) => channel));
  const pairs = [...channels].flatMap((channel) => {
    const own = (event: Event): boolean => event.channel === channel;
    return alignedRow(a.filter(own), b.filter(own));
  });
  const place = ({ a: left, b: right }: Pair): number =>
    left === undefined ? b.indexOf(right!) : a.indexOf(left);
  return pairs.toSorted((one, other) => place(one) - place(other));
}

function alignedRow(a: readonly Event[], b: readonly Event[]): readonly Pair[] {
  // common[i][j]: how many names the rests from i and from j on have in common, in order.
  const common = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i]![j] =
        a[i]!.name === b[j]!.name
          ? common[i + 1]![j + 1]! + 1
          : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const isMoved = false;
    if (i < a.length && j < b.length && a[i]!.name === b[j]!.name)
      pairs.push({ a: a[i++], b: b[j++], isMoved });
    else if (j === b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!))
      pairs.push({ a: a[i++], b: undefined, isMoved });
    else pairs.push({ a: undefined, b: b[j++], isMoved });
  }
  return withMoved(pairs);
}

/** Joins what each side did alone when it is the same thing at another place of the row. */
function withMoved(pairs: readonly Pair[]): readonly Pair[] {
  const rest = [...pairs];
  return pairs.flatMap((pair) => {
    if (!rest.includes(pair)) return [];
    if (pair.a !== undefined && pair.b !== undefined) return [pair];
    const other = rest.findIndex(
      ({ a, b }) =>
        (pair.a === undefined ? b === undefined : a === undefined) &&
        (a ?? b)!.name === (pair.a ?? pair.b)!.name,
    );
    if (other < 0) return [pair];
    const [{ a, b }] = rest.splice(other, 1) as [Pair];
    return [{ a: pair.a ?? a, b: pair.b ?? b, isMoved: true }];
  });
}
