/**
 * Parties with their wires crossed: what they are told, or what they ask for, is changed on the way. For mutants that
 * no other guard and no other transition can express.
 */
import type { Party, PartyState, TimerCommand, TimerFired } from '../../src/machines/index.ts';

/** What is changed. */
export interface Rewiring<Input, Event, Effect, Context> {
  /** What it begins with, after a restart above all. */
  wake?(input: Input): Input;
  /** What it is told instead of an event; undefined for nothing. */
  hear?(event: Event, state: PartyState<Context>): Event | undefined;
  /** What it asks for instead. `event` is undefined at the begin. */
  say?(
    outputs: readonly (Effect | TimerCommand)[],
    about: {
      readonly event: Event | TimerFired | undefined;
      readonly before: PartyState<Context> | undefined;
      readonly state: PartyState<Context>;
    },
  ): readonly (Effect | TimerCommand)[];
}

/** The party, rewired. */
export function rewired<Input, Event extends { readonly type: string }, Effect, Context>(
  party: Party<Input, Event, Effect, Context>,
  { wake, hear, say }: Rewiring<Input, Event, Effect, Context>,
): Party<Input, Event, Effect, Context> {
  return {
    begin(input) {
      const step = party.begin(wake?.(input) ?? input);
      const about = { event: undefined, before: undefined, state: step.state };
      return { ...step, outputs: say?.(step.outputs, about) ?? step.outputs };
    },
    step(before, event) {
      const heard = hear === undefined || isTimer(event) ? event : hear(event, before);
      if (heard === undefined) return { state: before, outputs: [] };
      const step = party.step(before, heard);
      return {
        ...step,
        outputs: say?.(step.outputs, { event: heard, before, state: step.state }) ?? step.outputs,
      };
    },
    resume: (value, context) => party.resume(value, context),
    describe: () => party.describe(),
  };
}

function isTimer(event: { readonly type: string }): event is TimerFired {
  return event.type.startsWith('xstate.after.');
}
