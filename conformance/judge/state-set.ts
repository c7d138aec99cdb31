/**
 * Sets of states: all that a party may be, as far as is known. What nobody sees makes a set larger, what is seen makes
 * it smaller, and a set that is empty was never possible.
 */

/** States by a text that tells them apart. */
export type StateSet<State> = ReadonlyMap<string, State>;

/** A set. */
export function setOf<State>(states: Iterable<State>, nameOf: (state: State) => string): StateSet<State> {
  return new Map(Array.from(states, (state) => [nameOf(state), state]));
}

/** These, and all that they may have become by steps that nobody sees. */
export function closureOf<State>(
  from: StateSet<State>,
  unseen: (state: State) => Iterable<State>,
  nameOf: (state: State) => string,
): StateSet<State> {
  const found = new Map(from);
  const open = [...from.values()];
  for (let state = open.pop(); state !== undefined; state = open.pop())
    for (const other of unseen(state)) {
      const name = nameOf(other);
      if (found.has(name)) continue;
      found.set(name, other);
      open.push(other);
    }
  return found;
}

/** What these are after something that is seen and that each of them takes in its own ways, or in none. */
export function afterwards<State>(
  from: StateSet<State>,
  seen: (state: State) => Iterable<State>,
  nameOf: (state: State) => string,
): StateSet<State> {
  return setOf(
    [...from.values()].flatMap((state) => [...seen(state)]),
    nameOf,
  );
}
