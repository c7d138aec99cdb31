/**
 * The only view of a machine that other layers get: a pure function of its events, which answers with the next
 * state and a list of requests. Nothing outside this folder and `src/model` sees how xstate represents a step.
 */
import { createEmptyActor, initialTransition } from 'xstate';
import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  ContextFrom,
  EventFromLogic,
  InputFrom,
  StateValue,
} from 'xstate';
import type { TimerName } from '../../spec/registry/timers.ts';
import { describeMachine, type MachineDescription } from './describe.ts';
import { emptyGlossary, type Glossary } from './glossary.ts';

/** A timer command: `arm` starts a timer or starts it anew, `disarm` forgets it. */
export type TimerCommand =
  | {
      readonly type: 'arm';
      /** The id of this timer: the type of the event to be given back when it runs out. */
      readonly timer: string;
      /** The name in the registry; more than one timer of a party may have it. */
      readonly name: TimerName;
      /** Milliseconds. */
      readonly delayMs: number;
    }
  | { readonly type: 'disarm'; readonly timer: string };

/** The event of a timer that ran out; its type is the `timer` of the command that armed it. */
export interface TimerFired {
  readonly type: `xstate.after.${string}`;
}

/** The state of a party between two events; plain to read, made only by the party itself. */
export interface PartyState<Context> {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  /** The name of the state, or the names of a state and of the state in it. */
  readonly value: StateValue;
  readonly context: Context;
}

/** What one event did: the next state, and the requests to the outside in order. */
export interface Step<Context, Effect> {
  readonly state: PartyState<Context>;
  readonly outputs: readonly (Effect | TimerCommand)[];
}

/** One party of the protocol as a pure function of its events. */
export interface Party<Input, Event, Effect, Context> {
  /** The first state; with `resume` in the input, the state that the journal leads to. */
  readonly begin: (input: Input) => Step<Context, Effect>;
  /** What an event does; an event that has no place in the state gives back the same state and no outputs. */
  readonly step: (state: PartyState<Context>, event: Event | TimerFired) => Step<Context, Effect>;
  /**
   * The state that another process has left, by its name and memory: no journal is asked, and its timers begin anew.
   *
   * @throws Error when there is no such state.
   */
  readonly resume: (value: string, context: Context) => Step<Context, Effect>;
  /** States and transitions as plain data, for documents and coverage. */
  readonly describe: () => MachineDescription;
}

/** Makes a party of a machine, whose conditions and effects the glossary explains. */
export function party<M extends AnyStateMachine, Effect>(
  machine: M,
  glossary: Glossary = emptyGlossary,
): Party<InputFrom<M>, EventFromLogic<M>, Effect, ContextFrom<M>> {
  let taken: TakenAction[] = [];
  let scope: AnyActorScope | undefined;
  let description: MachineDescription | undefined;
  return {
    begin(input) {
      const [state, actions] = initialTransition<AnyStateMachine>(machine, input);
      return { state, outputs: actions.flatMap((action) => outputOf<Effect>(action)) };
    },
    step(state, event) {
      if (state.status !== 'active') return { state, outputs: [] };
      taken = [];
      scope ??= scopeOf((action) => taken.push(action));
      const next = machine.transition(state as AnyMachineSnapshot, event, scope);
      return { state: next, outputs: taken.flatMap((action) => outputOf<Effect>(action)) };
    },
    resume(value, context) {
      const state = (machine as AnyStateMachine).resolveState({ value, context });
      return { state, outputs: timersOf(machine, value, context) };
    },
    describe: () => (description ??= describeMachine(machine, glossary)),
  };
}

/** The timers that run in a state, begun anew. */
function timersOf(machine: AnyStateMachine, value: string, context: unknown): TimerCommand[] {
  const { after } = machine.getStateNodeById(`${machine.id}.${value}`);
  const delayed = new Map(after.map(({ delay, eventType }) => [eventType, String(delay)]));
  return [...delayed].map(([timer, delay]) => {
    const delayOf: unknown = machine.implementations.delays[delay];
    if (typeof delayOf !== 'function') throw new TypeError(`${timer} has no delay`);
    return { type: 'arm', timer, name: timerName(timer), delayMs: delayOf({ context }) as number };
  });
}

/** An action as xstate hands it over. */
interface TakenAction {
  readonly type: string;
  readonly params?: unknown;
}

/**
 * The surroundings that xstate wants for a step. Its own pure `transition` makes an actor, and with it the first state
 * of the machine, for each step; this one serves all steps of a party, which come one after the other. It leans on the
 * shape of an actor scope, which is no documented interface: a property test holds it against `transition`.
 */
function scopeOf(take: (action: TakenAction) => void): AnyActorScope {
  const self = createEmptyActor();
  return {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger() {},
    defer() {},
    emit() {},
    stopChild() {},
    actionExecutor: take,
  };
}

/**
 * Tells whether the migration of a party is over: it answers questions, repeats its last answer, and nothing else. A
 * host may begin another migration of the machine.
 */
export function hasEnded(state: PartyState<unknown>): boolean {
  return (state as AnyMachineSnapshot).hasTag('end');
}

/** Tells whether a party waits for nothing: it has ended, or nothing has begun. Every other state has a timer. */
export function isAtRest(state: PartyState<unknown>): boolean {
  return (state as AnyMachineSnapshot).hasTag('rest');
}

/**
 * The request that an action of xstate stands for; empty for one that xstate has carried out itself.
 *
 * @internal
 * @throws TypeError for an action that reaches outside, which the rules of machines forbid.
 */
export function outputOf<Effect>(action: {
  readonly type: string;
  readonly params?: unknown;
}): (Effect | TimerCommand)[] {
  switch (action.type) {
    case 'xstate.raise': {
      const { id, delay } = action.params as { id: string; delay?: number };
      // A raise without delay was already consumed inside this step.
      if (delay === undefined) return [];
      return [{ type: 'arm', timer: id, name: timerName(id), delayMs: delay }];
    }
    case 'xstate.cancel':
      return [{ type: 'disarm', timer: (action.params as { sendId: string }).sendId }];
    default:
      if (action.type.startsWith('xstate.')) {
        throw new TypeError(`machine uses ${action.type}, which is not pure`);
      }
      return [{ type: action.type, params: action.params } as Effect];
  }
}

/** `xstate.after.OFFER_RETRY.sourceHost.offering` is a timer `OFFER_RETRY`. */
function timerName(id: string): TimerName {
  return id.split('.')[2] as TimerName;
}
