/** Transitions that several states of a destination host have (chapter 06). */
import type { AnswerCode, OutcomeCode, PhaseCode, ReasonCode } from '../protocol/generated/codes.ts';
import type { DestinationHostStep } from './destination-host-events.ts';
import { type Args, offerAccept, record, refuse } from './destination-host-messages.ts';
import { reasonOf } from './heard.ts';
import { note } from './note.ts';
import type { PermitClaims, Verdict } from './records.ts';
import { statusAnswer } from './standing.ts';

/** Answers a question for the status with what is known in the state. */
export function answers(outcome: OutcomeCode, phase: PhaseCode, runsHere: AnswerCode) {
  const standing = { outcome, phase, runsHere };
  return {
    'received.StatusQuery': {
      actions: {
        type: 'answer' as const,
        params: ({ context }: Args) => statusAnswer(context, standing),
      },
      ...note('A question for the status is answered.', 'DST-029'),
    },
  };
}

/** The offer again, while it stands. */
export function acceptsAgain() {
  return {
    'received.Offer': [
      another(),
      {
        actions: { type: 'send' as const, params: offerAccept() },
        ...note('The offer again: the same answer.', 'DST-003'),
      },
    ],
  };
}

/** An offer, or a reservation, that is not the one that was taken. */
export function another() {
  return {
    guard: {
      type: 'isAnother' as const,
      params: ({ event }: { event: { readonly verdict: Verdict } }) => ({ verdict: event.verdict }),
    },
    actions: { type: 'send' as const, params: refuse('unexpected-message') },
    ...note('It is another one than was taken before.', 'DST-035'),
  };
}

/** A permit for something else, when the right to run is here already. */
export function unfitRefused() {
  return {
    'received.Commit': {
      guard: {
        type: 'isUnfitPermit' as const,
        params: ({ event }: { event: { readonly permit: PermitClaims } }) => ({ permit: event.permit }),
      },
      actions: { type: 'send' as const, params: refuse('not-authorised') },
      ...note('The permit is for something else.', 'DST-019'),
    },
  };
}

/** The source ends the migration while this host has no right to run. */
export function abortReleases() {
  return {
    'received.Abort': {
      target: '#destinationHost.releasing',
      actions: { type: 'because' as const, params: reasonOf },
      ...note('The source ends the migration.', 'DST-027'),
    },
  };
}

/** An abort that comes although the commit was made. */
export function abortRefused() {
  return {
    'received.Abort': {
      actions: { type: 'send' as const, params: refuse('unexpected-message') },
      ...note('There is nothing to be aborted any more.', 'DST-028'),
    },
  };
}

/** Lets the reservation go, with a reason. */
export function releaseBecause(reason: ReasonCode) {
  return {
    target: '#destinationHost.releasing' as const,
    actions: { type: 'because' as const, params: { reason } },
  };
}

/** Writes the record of a step. */
export function write(step: DestinationHostStep) {
  return {
    type: 'writeJournal' as const,
    params: ({ context }: Args) => ({ record: record(context, step) }),
  };
}

/** The guard that an answer of the journal is about the step. */
export function isOf(step: DestinationHostStep) {
  return {
    type: 'isOf' as const,
    params: ({ event }: { event: { readonly step: DestinationHostStep } }) => ({
      step: event.step,
      asked: step,
    }),
  };
}
