/** The correspondent: who knows, for one session, where the other end is (chapter 14). */
import type {
  CorrespondentContext,
  CorrespondentEffect,
  CorrespondentEvent,
  CorrespondentInput,
} from './correspondent-events.ts';
import { openStates } from './correspondent-open.ts';
import { placeStates } from './correspondent-place.ts';
import { correspondentContext, correspondentSetup, roomOf } from './correspondent-setup.ts';
import { correspondentGlossary } from './glossary.ts';
import { party, type Party, type PartyState } from './party.ts';

/** @internal */
export const correspondentMachine = correspondentSetup.createMachine({
  id: 'correspondent',
  context: ({ input }) => correspondentContext(input),
  options: { maxIterations: 20 },
  initial: 'beginning',
  states: { ...openStates, ...placeStates },
});

/** One end of a session, about the place of the other end. */
export const correspondent: Party<
  CorrespondentInput,
  CorrespondentEvent,
  CorrespondentEffect,
  CorrespondentContext
> = party(correspondentMachine, correspondentGlossary);

/**
 * Tells whether the place of the other end is proved. As long as it is, packets of the session go there without asking,
 * and the events about octets may be left out.
 */
export function isProved({ value }: PartyState<CorrespondentContext>): boolean {
  return value === 'settled';
}

/** How many octets, in whole packets, may go to the other end at this moment; infinite when its place is proved. */
export function allowanceOf(state: PartyState<CorrespondentContext>): number {
  if (isProved(state)) return Number.POSITIVE_INFINITY;
  const mayReceive = state.value === 'testing' || state.value === 'accepting';
  return mayReceive ? Math.max(0, roomOf(state.context)) : 0;
}
