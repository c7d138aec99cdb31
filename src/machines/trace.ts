/**
 * Traces of a party as vectors write them: events, and after each the state and the outputs. Timers stand in them by
 * name and state, so that nothing of xstate shows.
 */
import type { StateValue } from 'xstate';
import type { MachineDescription } from './describe.ts';
import type { PartyState, Step, TimerCommand } from './party.ts';

/** Which timer it is. */
export interface TraceTimerPlace {
  /** Its name in the registry. */
  readonly timer: string;
  /** The state that armed it. */
  readonly in: string;
}

/** A timer that ran out, as an event of a trace. */
export interface TraceTimer extends TraceTimerPlace {
  readonly type: 'timer';
}

/** What a party did: the state it is in, and what it asked for. */
export interface TraceOutcome {
  /** The state as a path: `copying.reading`. */
  readonly state: string;
  /** Effects and timers in order. */
  readonly outputs: readonly { readonly type: string }[];
}

/** Anything that is a party, whatever it is told and asks for. */
export interface AnyParty {
  readonly begin: (input: never) => Step<unknown, { readonly type: string }>;
  readonly step: (state: never, event: never) => Step<unknown, { readonly type: string }>;
  readonly describe: () => MachineDescription;
}

/** A party that is driven by events of traces. */
export interface Replay {
  /** What the last event did, or the beginning. */
  readonly outcome: TraceOutcome;
  /** The state of the party itself. */
  readonly state: PartyState<unknown>;
  /** Gives the party an event. */
  readonly next: (event: { readonly type: string }) => Replay;
}

/** Begins a replay. */
export function replay(party: AnyParty, input: unknown): Replay {
  const { id } = party.describe();
  const at = ({ state, outputs }: Step<unknown, { readonly type: string }>): Replay => ({
    state,
    outcome: {
      state: pathOf(state.value),
      outputs: outputs.map((output) => (isTimerCommand(output) ? traceCommand(output, id) : output)),
    },
    next: (event) => at(party.step(state as never, partyEvent(event, id) as never)),
  });
  return at(party.begin(input as never));
}

/** The event of a party for an event of a trace. */
export function partyEvent(event: { readonly type: string }, machine: string): { readonly type: string } {
  if (event.type !== 'timer') return event;
  const { timer, in: state } = event as TraceTimer;
  return { type: `xstate.after.${timer}.${machine}.${state}` };
}

/** The path of a state: the names from the outermost inwards. */
export function pathOf(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([name, inner]) => `${name}.${pathOf(inner ?? '')}`)
    .join(' ');
}

function isTimerCommand(output: { readonly type: string }): output is TimerCommand {
  return output.type === 'arm' || output.type === 'disarm';
}

type TraceCommand = TraceTimerPlace & { readonly type: 'arm' | 'disarm'; readonly delayMs?: number };

function traceCommand(command: TimerCommand, machine: string): TraceCommand {
  const [, , timer = '', ...path] = command.timer.split('.');
  const place = { timer, in: path.join('.').replace(`${machine}.`, '') };
  return command.type === 'arm'
    ? { type: 'arm', ...place, delayMs: command.delayMs }
    : { type: 'disarm', ...place };
}
