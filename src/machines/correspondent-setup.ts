/** Types, guards, changes and timers of the correspondent: what its states are written with (chapter 14). */
import { assign, setup } from 'xstate';
import { adaptationLimits } from '../../spec/registry/limits.ts';
import type { TimerName } from '../../spec/registry/timers.ts';
import { isLater, isSameAnnouncement, type Place } from './announcements.ts';
import type {
  CorrespondentContext,
  CorrespondentEffect,
  CorrespondentEvent,
  CorrespondentInput,
  RebindRequest,
} from './correspondent-events.ts';
import { requestOnly, type EffectActions } from './effects.ts';
import type { MachineMeta } from './note.ts';
import type { Verdict } from './records.ts';
import { delayOf, mayRepeat, nextCount } from './timing.ts';

type Args = { readonly context: CorrespondentContext };

const effects: EffectActions<CorrespondentEffect> = {
  send: requestOnly,
  direct: requestOnly,
  pass: requestOnly,
  hold: requestOnly,
  report: requestOnly,
};

/** The language in which the states of the correspondent are written. */
export const correspondentSetup = setup({
  types: {
    context: {} as CorrespondentContext,
    events: {} as CorrespondentEvent,
    input: {} as CorrespondentInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<CorrespondentContext>) => values),
    /** Counts one more firing of the timer of the state. */
    count: assign(({ context }: Args, { timer }: { timer: TimerName }) => ({
      count: nextCount(timer, context.count, context.timing),
    })),
    /** Forgets the count. */
    countAnew: assign({ count: 0 }),
  },
  guards: {
    accepts: ({ context }) => context.trial !== null,
    isWhereSent: (_, { isWhereSent }: { isWhereSent: boolean }) => isWhereSent,
    isNotGood: (_, { verdict }: { verdict: Verdict }) => verdict !== 'valid',
    isKnown: ({ context }, { place }: RebindRequest) => isKnown(context, place),
    /** The same again, and what came from the place is enough to answer. */
    isKnownWithRoom: ({ context }, { place, octets, answerOctets }: RebindRequest) =>
      isKnown(context, place) && roomOf(context) + earned(octets) >= answerOctets,
    isLater: ({ context }, { place }: RebindRequest) => isLater(place, context.latest),
    /** Later, and at the place that is proved already. */
    isLaterThere: ({ context }, { place }: RebindRequest) =>
      isLater(place, context.latest) &&
      context.good !== null &&
      context.good.nodes === place.nodes &&
      context.good.epoch === place.epoch,
    isChallenge: ({ context }, { nonce }: { nonce: string }) =>
      context.nonce !== '' && nonce === context.nonce,
    /** What came from the place is enough for an answer. */
    hasRoom: ({ context }) => roomOf(context) >= context.answerOctets,
    /** With so many octets more, what came from the place is enough for an answer. */
    hasRoomWith: ({ context }, { octets }: { octets: number }) =>
      roomOf(context) + earned(octets) >= context.answerOctets,
    /** What came from the place is enough for so many octets. */
    fits: ({ context }, { count }: { count: number }) => roomOf(context) >= count,
    mayRepeat: ({ context }, { timer }: { timer: TimerName }) =>
      mayRepeat(timer, context.count, context.timing),
    hasGoodPlace: ({ context }) => context.good !== null,
  },
  delays: {
    OPEN_RETRY: ({ context }) => delayOf('OPEN_RETRY', context.count, context.timing),
    ACCEPT_LEASE: ({ context }) => delayOf('ACCEPT_LEASE', 0, context.timing),
    PROOF_RETRY: ({ context }) => delayOf('PROOF_RETRY', context.count, context.timing),
  },
});

/** What a correspondent knows at the beginning. */
export function correspondentContext(input: CorrespondentInput): CorrespondentContext {
  const accepts = input.role === 'accepts' ? input : null;
  const { epoch, sequence } = accepts?.place ?? { epoch: 0, sequence: 0 };
  return {
    peer: input.peer,
    hasRendezvous: input.hasRendezvous,
    timing: input.timing ?? {},
    session: accepts?.session ?? '',
    good: null,
    trial: accepts?.place ?? null,
    latest: { epoch, sequence },
    nonce: '',
    answerOctets: accepts?.answerOctets ?? 0,
    received: accepts?.octets ?? 0,
    sent: 0,
    count: 0,
  };
}

/** Octets that may still go to the place under test. */
export function roomOf({ received, sent }: CorrespondentContext): number {
  return earned(received) - sent;
}

/**
 * What a place that is to be tested changes. What came from there before still counts; and under the same epoch the
 * challenge stays, so that the proof of a delegate holds when the machine itself announces the place after it.
 */
export function taken(
  context: CorrespondentContext,
  { place, octets, answerOctets, nonce }: RebindRequest,
): Partial<CorrespondentContext> {
  const isSamePlace = context.trial?.nodes === place.nodes;
  return {
    trial: place,
    latest: { epoch: place.epoch, sequence: place.sequence },
    nonce: isSamePlace && context.trial?.epoch === place.epoch ? context.nonce : nonce,
    answerOctets,
    received: octets + (isSamePlace ? context.received : 0),
    sent: isSamePlace ? context.sent : 0,
    count: 0,
  };
}

/** The latest announcement again, of a place that is proved or being tested. */
function isKnown({ latest, trial, good }: CorrespondentContext, place: Place): boolean {
  const current = trial ?? good;
  return (
    isSameAnnouncement(place, latest) &&
    current !== null &&
    isSameAnnouncement(current, latest) &&
    current.nodes === place.nodes
  );
}

function earned(octets: number): number {
  return adaptationLimits.amplification * octets;
}
