/**
 * A machine as plain data: what documents, coverage reports and other languages read of it.
 */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { actionLabel, guardLabel, statusIn, type StatusDescription } from './action-label.ts';
import { emptyGlossary, type Glossary } from './glossary.ts';

/** One way out of a state, or one event that is answered in it. */
export interface TransitionDescription {
  /** The event, `after TIMER`, or `always`. */
  readonly on: string;
  /** The guard by name and by the steps it compares with: `isOf ordered`; empty when there is none. */
  readonly guard: string;
  /** The state entered, as a path; empty when the state stays as it is. */
  readonly target: string;
  /** Effects and changes in order, by name and by what they send, write or remember: `send Offer`. */
  readonly actions: readonly string[];
  readonly description: string;
  readonly requirements: readonly string[];
}

/** One state. */
export interface StateDescription {
  /** Names from the outermost state inwards, joined by dots. */
  readonly path: string;
  readonly description: string;
  readonly requirements: readonly string[];
  /** `rest` marks a state in which the party waits for nothing, `end` one in which the migration is over. */
  readonly tags: readonly string[];
  /** What a question for the status is answered; null where it is not. */
  readonly status: StatusDescription | null;
  /** The child that is entered first; empty for a state without children. */
  readonly initial: string;
  /** Timers that run while the party is in the state. */
  readonly timers: readonly string[];
  /** Effects on entry, as with transitions, without the timers. */
  readonly entry: readonly string[];
  /** Effects on exit. */
  readonly exit: readonly string[];
  readonly transitions: readonly TransitionDescription[];
}

/** A whole machine. */
export interface MachineDescription {
  readonly id: string;
  readonly initial: string;
  /** Every state, outer before inner, in the order of the text. */
  readonly states: readonly StateDescription[];
  /** What the names of conditions and effects mean. */
  readonly glossary: Glossary;
}

/** Reads a machine. */
export function describeMachine(
  machine: AnyStateMachine,
  glossary: Glossary = emptyGlossary,
): MachineDescription {
  const states: StateDescription[] = [];
  const walk = (node: AnyStateNode): void => {
    if (node !== machine.root) states.push(describeState(node));
    for (const child of Object.values(node.states)) walk(child);
  };
  walk(machine.root);
  return { id: machine.id, initial: initialOf(machine.root), states, glossary };
}

/** The key that names a transition: state, event, and its place among those of the same event. */
export function transitionKey(path: string, on: string, place: number): string {
  return `${path} | ${on} | ${place}`;
}

function describeState(node: AnyStateNode): StateDescription {
  return {
    path: node.path.join('.'),
    description: node.description ?? '',
    requirements: requirementsOf(node.meta),
    tags: node.tags,
    status: statusOf(node),
    initial: initialOf(node),
    timers: node.after
      .map((transition) => eventName(transition))
      .filter(unique)
      .map(withoutAfter),
    entry: node.entry.filter((action) => typeof action !== 'function').map(actionLabel),
    exit: node.exit.filter((action) => typeof action !== 'function').map(actionLabel),
    transitions: transitionsOf(node).map(describeTransition),
  };
}

/** The transitions of a state itself, in the order in which they are tried. */
export function transitionsOf(node: AnyStateNode): readonly AnyTransitionDefinition[] {
  return [...(node.always ?? []), ...[...node.transitions.values()].flat()];
}

function describeTransition(transition: AnyTransitionDefinition): TransitionDescription {
  return {
    on: eventName(transition),
    guard: transition.guard === undefined ? '' : guardLabel(transition.guard),
    target: (transition.target ?? []).map((node) => node.path.join('.')).join(', '),
    actions: transition.actions.map(actionLabel),
    description: transition.description ?? '',
    requirements: requirementsOf(transition.meta),
  };
}

function initialOf(node: AnyStateNode): string {
  return Object.keys(node.states).length === 0 ? '' : (node.initial.target?.[0]?.key ?? '');
}

/** The event of a transition as documents name it. */
export function eventName(transition: AnyTransitionDefinition): string {
  const type: string = transition.eventType;
  if (type === '') return 'always';
  return type.startsWith('xstate.after.') ? `after ${type.split('.')[2]}` : type;
}

function withoutAfter(name: string): string {
  return name.replace('after ', '');
}

function unique(name: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(name) === index;
}

function statusOf(node: AnyStateNode): StatusDescription | null {
  const action = node.transitions.get('received.StatusQuery')?.[0]?.actions[0];
  if (action !== undefined) return statusIn(action);
  return node.parent === undefined ? null : statusOf(node.parent);
}

function requirementsOf(meta: unknown): readonly string[] {
  if (typeof meta !== 'object' || meta === null || !('requirements' in meta)) return [];
  return meta.requirements as readonly string[];
}
