/** What the three roles have in common: how a machine of xstate becomes a party that is explored. */
import type { AnyStateMachine } from 'xstate';
import { describeMachine } from '../machines/describe.ts';
import type { PartyState, Timing } from '../machines/index.ts';
import { pathOf } from './views.ts';
import { inertMachine } from './inert-step.ts';
import type { ExploredParty } from './role.ts';

/**
 * The timing of explored parties. Delays do not matter, for any timer may fire at any time. One try: what a repetition
 * sends was sent before and is still under way, so that all that it could change is a count.
 */
export const exploredTiming: Timing = {
  flat: true,
  tries: { OFFER_RETRY: 1, PREPARE_RETRY: 1, ROUND_RETRY: 1, ABORT_RETRY: 1 },
};

/** A party of a machine. */
export function partyOf(machine: AnyStateMachine, input: object): ExploredParty {
  const { begin, step } = inertMachine(machine);
  return {
    begin: (journal) =>
      begin({
        ...input,
        timing: exploredTiming,
        ...(journal === null ? {} : { resume: { record: journal, latest: true } }),
      }),
    step,
  };
}

/** Reads the tags of the states of a machine. */
export function standingOf(
  machine: AnyStateMachine,
): (state: PartyState<unknown>) => { readonly rests: boolean; readonly ended: boolean } {
  const tags = new Map(describeMachine(machine).states.map((state) => [state.path, state.tags]));
  return ({ value }) => {
    const names = pathOf(value).split('.');
    const all = names.flatMap((_, depth) => tags.get(names.slice(0, depth + 1).join('.')) ?? []);
    return { rests: all.includes('rest'), ended: all.includes('end') };
  };
}

/** What makes two states of a host one: neither why it ended nor that it was restarted is read by any guard later. */
export function hostKey({ status, value, context }: PartyState<unknown>): string {
  const { reason, resume, ...rest } = context as Readonly<Record<string, unknown>>;
  const hasReason = reason !== null;
  return JSON.stringify([status, value, rest, hasReason, value === 'idle' ? resume : null]);
}
