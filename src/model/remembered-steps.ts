/** Steps of a party that are taken once, however often an exploration comes by. */
import type { PartyState } from '../machines/index.ts';

/** Steps of a party, each taken once; equal states are the same object afterwards. */
export function remembered<State extends PartyState<unknown>, Event, Step extends { readonly state: State }>(
  step: (state: State, event: Event) => Step,
): (state: State, event: Event) => Step {
  const stepsOf = new Map<State, Map<string, Step>>();
  const states = new Map<string, State>();
  const shared = (state: State): State => {
    if (stepsOf.has(state)) return state;
    const key = JSON.stringify([state.value, state.context]);
    const known = states.get(key) ?? state;
    states.set(key, known);
    if (!stepsOf.has(known)) stepsOf.set(known, new Map());
    return known;
  };
  return (given, event) => {
    const state = shared(given);
    const steps = stepsOf.get(state)!;
    const key = JSON.stringify(event);
    const before = steps.get(key);
    if (before !== undefined) return before;
    const taken = step(state, event);
    const result = { ...taken, state: shared(taken.state) };
    steps.set(key, result);
    return result;
  };
}
