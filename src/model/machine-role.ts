/** What the three roles have in common: how a machine of xstate becomes a party that is explored. */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { PartyState, Timing } from '../machines/index.ts';
import { party } from '../machines/party.ts';
import type { ExploredEffect, ExploredParty } from './role.ts';

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
  const { begin, step } = party<AnyStateMachine, ExploredEffect>(machine);
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

/** Whether the party waits for nothing, and whether the migration is over for it: tags of the states say so. */
export function standingOf(state: PartyState<unknown>): { readonly rests: boolean; readonly ended: boolean } {
  const snapshot = state as AnyMachineSnapshot;
  return { rests: snapshot.hasTag('rest'), ended: snapshot.hasTag('end') };
}

/** What makes two states of a host one: neither why it ended nor that it was restarted is read by any guard later. */
export function hostKey({ status, value, context }: PartyState<unknown>): string {
  const { reason, resume, ...rest } = context as Readonly<Record<string, unknown>>;
  const hasReason = reason !== null;
  return JSON.stringify([status, value, rest, hasReason, value === 'idle' ? resume : null]);
}
