/** Which transitions of a machine an event takes: the numerator of transition coverage. */
import { getInitialMicrosteps, getMicrosteps, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { eventName, transitionKey, transitionsOf } from './describe.ts';
import type { PartyState } from './party.ts';
import { pathOf } from './trace.ts';

/** Every transition of a machine, by key. */
export function allTransitions(machine: AnyStateMachine): readonly string[] {
  const keys: string[] = [];
  const walk = (node: AnyStateNode): void => {
    for (const transition of transitionsOf(node)) keys.push(keyOf(transition));
    for (const child of Object.values(node.states)) walk(child);
  };
  walk(machine.root);
  return keys;
}

/** The transitions that a machine takes when it begins. */
export function takenAtBegin(machine: AnyStateMachine, input: unknown): readonly string[] {
  return eventless(machine, getInitialMicrosteps(machine, input));
}

/** The transitions that an event takes, with those that follow at once. */
export function takenBy(
  machine: AnyStateMachine,
  state: PartyState<unknown>,
  event: { readonly type: string },
): readonly string[] {
  const snapshot = state as AnyMachineSnapshot;
  const selected = machine.getTransitionData(snapshot, event) ?? [];
  return [...selected.map(keyOf), ...eventless(machine, getMicrosteps(machine, snapshot, event))];
}

function eventless(
  machine: AnyStateMachine,
  steps: readonly (readonly [AnyMachineSnapshot, unknown])[],
): readonly string[] {
  return steps.flatMap(([snapshot]) =>
    activeNodes(machine, snapshot).flatMap((node) => {
      const first = (node.always ?? []).find((transition) => holds(machine, snapshot, transition));
      return first === undefined ? [] : [keyOf(first)];
    }),
  );
}

/** The state that a snapshot is in, and those around it, outermost first. */
function activeNodes(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): readonly AnyStateNode[] {
  const nodes: AnyStateNode[] = [];
  let node: AnyStateNode = machine.root;
  for (const name of pathOf(snapshot.value).split('.')) {
    const child = node.states[name];
    if (child === undefined) throw new RangeError(`${machine.id} has no state ${name}`);
    nodes.push(child);
    node = child;
  }
  return nodes;
}

function holds(
  machine: AnyStateMachine,
  { context }: AnyMachineSnapshot,
  { guard }: AnyTransitionDefinition,
): boolean {
  if (guard === undefined) return true;
  const { type, params } =
    typeof guard === 'string'
      ? { type: guard, params: undefined }
      : (guard as { type: string; params?: unknown });
  const predicate = machine.implementations.guards[type] as unknown as (
    args: unknown,
    params: unknown,
  ) => boolean;
  return predicate({ context, event: { type: '' } }, params);
}

function keyOf(transition: AnyTransitionDefinition): string {
  const alike = transitionsOf(transition.source).filter(
    ({ eventType }) => eventType === transition.eventType,
  );
  return transitionKey(transition.source.path.join('.'), eventName(transition), alike.indexOf(transition));
}
