/** What a state chart of a machine shows: its states, one in another, and an arrow between two that a transition joins. */
import type { MachineDescription, StateDescription } from '../../src/machines/index.ts';

/** All transitions from one state to another, as one arrow. */
export interface ChartArrow {
  /** The path of the state that is left. */
  readonly from: string;
  /** The path of the state that is entered. */
  readonly to: string;
  /** Events and timers, each once, in the order of the text. */
  readonly events: readonly string[];
}

/** The arrows that leave a state; what keeps the state as it is has none. */
export function arrowsFrom(state: StateDescription): readonly ChartArrow[] {
  const found = new Map<string, string[]>();
  for (const row of state.transitions) {
    if (row.target === '' || row.target === state.path) continue;
    const events = found.get(row.target) ?? [];
    const event = row.on.replace('received.', '').replace('after ', '');
    if (!events.includes(event)) events.push(event);
    found.set(row.target, events);
  }
  return [...found].map(([to, events]) => ({ from: state.path, to, events }));
}

/** The states inside another. */
export function childrenOf(
  machine: MachineDescription,
  state: StateDescription,
): readonly StateDescription[] {
  return machine.states.filter(({ path }) => path.startsWith(`${state.path}.`));
}

/** The name of a state without those around it. */
export function lastName(path: string): string {
  return path.split('.').at(-1)!;
}
