/** Destination hosts that are wrong about offers and reservations. */
import {
  beforeRecord,
  sending,
  timing,
  toSource,
  unwritten,
  wrongFunctions,
  wrongMachine,
  wrongWires,
} from './wrong-destination.ts';

/** Says yes too early. */
export const acceptsEarly = wrongWires(
  {
    id: 'accepts-before-record',
    breaks: ['DST-002', 'JRN-002'],
    says: 'Sends OfferAccept when it begins to write the record.',
    caughtBy: ['offer-accept-waits-for-record'],
  },
  beforeRecord('accepted', () => toSource({ type: 'OfferAccept' })),
);

/** Says yes without a record. */
export const acceptsUnwritten = wrongWires(
  {
    id: 'accepts-without-record',
    breaks: ['DST-002', 'JRN-002'],
    says: 'Accepts although the record could not be written.',
    caughtBy: ['offer-with-full-journal'],
  },
  unwritten('accepted'),
);

/** Answers an offer once. */
export const acceptsOnce = wrongWires(
  {
    id: 'accepts-once',
    breaks: ['DST-003'],
    says: 'Says nothing to an offer that it has accepted already.',
    caughtBy: ['offer-repeated', 'offer-again-when-ready'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'received.Offer' && context.offer !== null ? undefined : event,
  },
);

/** Accepts what it has let go. */
export const acceptsReleased = wrongWires(
  {
    id: 'accepts-after-release',
    breaks: ['DST-003'],
    says: 'Accepts the offer again although the reservation is gone.',
    caughtBy: ['offer-again-when-released'],
  },
  {
    say: (outputs, { event, state }) =>
      state.value === 'released' && event?.type === 'received.Offer'
        ? [toSource({ type: 'OfferAccept' })]
        : outputs,
  },
);

/** Refuses, and does not say why. */
export const refusesByPolicy = wrongWires(
  {
    id: 'refuses-by-policy',
    breaks: ['DST-001'],
    says: 'Refuses every bad offer with the reason policy.',
    caughtBy: ['offer-without-common-control-version', 'offer-ticket-too-late', 'offer-for-stale-epoch'],
  },
  sending((message) =>
    message.type === 'Refused' ? { ...message, reason: { ...message.reason, reason: 'policy' } } : message,
  ),
);

/** Does not look at the epochs of a ticket. */
export const anyEpoch = wrongFunctions(
  {
    id: 'takes-any-epoch',
    breaks: ['DST-001'],
    says: 'Takes a ticket for any epoch.',
    caughtBy: ['offer-epoch-below-ticket', 'offer-epoch-above-ticket'],
  },
  (reference) => ({
    judgeTicket(ticket, use) {
      const verdict = reference.judgeTicket(ticket, use);
      return verdict === 'ticket-epoch' ? 'valid' : verdict;
    },
  }),
);

/** Never loses patience. */
export const offerForEver = wrongMachine(
  {
    id: 'keeps-offers',
    breaks: ['DST-005'],
    says: 'Waits for Prepare for ever.',
    caughtBy: ['offer-lease-expires'],
  },
  { patch: { states: { offered: { after: undefined } } } },
);

/** Does not compare. */
export const ignoresTranscript = wrongWires(
  {
    id: 'ignores-transcript',
    breaks: ['DST-006'],
    says: 'Reserves whatever transcript digest Prepare has.',
    caughtBy: ['prepare-with-other-transcript'],
  },
  { hear: (event) => (event.type === 'received.Prepare' ? { ...event, verdict: 'valid' } : event) },
);

const downgrade = { type: 'Refused', reason: { reason: 'downgrade', detail: '' } } as const;

/** Refuses, and lets the migration go on. */
export const staysAfterDowngrade = wrongMachine(
  {
    id: 'stays-after-downgrade',
    breaks: ['DST-006'],
    says: 'Refuses a Prepare with another transcript and waits for a better one.',
    caughtBy: ['prepare-with-other-transcript'],
  },
  {
    patch: {
      states: {
        offered: {
          on: {
            'received.Prepare': [
              {
                guard: ({ event }: { event: { verdict: string } }) => event.verdict === 'valid',
                target: 'reserving',
              },
              { actions: { type: 'send', params: toSource(downgrade).params } },
            ],
          },
        },
      },
    },
  },
);

/** Promises too early. */
export const readyEarly = wrongWires(
  {
    id: 'ready-before-record',
    breaks: ['DST-007', 'JRN-002'],
    says: 'Sends Ready when it begins to write the record.',
    caughtBy: ['ready-waits-for-record'],
  },
  beforeRecord('prepared', ({ votes, estimate }) => {
    if (votes === null || estimate === null) throw new TypeError('no votes');
    return toSource({ type: 'Ready', votes, estimate });
  }),
);

/** Promises once. */
export const readyOnce = wrongWires(
  {
    id: 'ready-once',
    breaks: ['DST-007'],
    says: 'Says nothing to a Prepare that it has answered already.',
    caughtBy: ['prepare-reserves'],
  },
  {
    hear: (event, { value }) => (event.type === 'received.Prepare' && value === 'ready' ? undefined : event),
  },
);

/** Keeps half of it. */
export const keepsHalf = wrongMachine(
  {
    id: 'keeps-half-a-reservation',
    breaks: ['DST-008'],
    says: 'Keeps what it could reserve when a part is lacking.',
    caughtBy: ['prepare-without-disk'],
  },
  { guards: { isNotReady: () => false } },
);

/** Takes rehearsals for the play. */
export const keepsDryRun = wrongMachine(
  {
    id: 'keeps-dry-run',
    breaks: ['DST-009'],
    says: 'Keeps the reservation of a dry run.',
    caughtBy: ['prepare-of-dry-run'],
  },
  { guards: { isDryRun: () => false } },
);

/** Answers a dry run as if it were none. */
export const readyToDryRun = wrongWires(
  {
    id: 'answers-dry-run-by-ready',
    breaks: ['DST-009'],
    says: 'Answers Prepare of a dry run by Ready.',
    caughtBy: ['prepare-of-dry-run'],
  },
  sending((message) => (message.type === 'DryRunReport' ? { ...message, type: 'Ready' } : message)),
);

/** Keeps what nobody uses. */
export const leaseForEver = wrongWires(
  {
    id: 'keeps-reservations',
    breaks: ['DST-010'],
    says: 'Keeps a reservation that nobody uses.',
    caughtBy: ['prepare-lease-expires'],
  },
  timing('PREPARE_LEASE', () => undefined),
);

/** Counts from the beginning. */
export const leaseFixed = wrongWires(
  {
    id: 'never-renews-lease',
    breaks: ['DST-010'],
    says: 'Lets PREPARE_LEASE run from Ready on, whatever the source sends.',
    caughtBy: [
      'lease-renewed-by-offer',
      'lease-renewed-by-prepare',
      'lease-renewed-by-manifest',
      'lease-renewed-by-freeze',
      'lease-renewed-by-chunk',
    ],
  },
  {
    say: (outputs, { before, state }) =>
      before !== undefined && before.value === state.value
        ? outputs.filter(
            ({ type, ...rest }) =>
              !('timer' in rest && rest.timer.includes('PREPARE_LEASE')) || type === 'send',
          )
        : outputs,
  },
);

/** Goes on without a record. */
export const preparedUnwritten = wrongWires(
  {
    id: 'ready-without-record',
    breaks: ['DST-033', 'JRN-002'],
    says: 'Sends Ready although the record could not be written.',
    caughtBy: ['prepare-with-full-journal'],
  },
  unwritten('prepared'),
);

/** Chooses the lowest. */
export const lowestVersion = wrongFunctions(
  {
    id: 'chooses-lowest-version',
    breaks: ['VER-001'],
    says: 'Chooses the lowest common state version.',
    caughtBy: ['offer-highest-common-versions'],
  },
  (reference) => ({
    sealMessage: (message, signer) =>
      reference.sealMessage(
        message.type === 'OfferAccept'
          ? { ...message, chosenVersions: { ...message.chosenVersions, state: 2 } }
          : message,
        signer,
      ),
  }),
);

/** Sends nothing that means nothing. */
export const noGrease = wrongFunctions(
  {
    id: 'sends-no-grease',
    breaks: ['VER-009'],
    says: 'Puts no grease into OfferAccept.',
    caughtBy: ['offer-accepted'],
  },
  (reference) => ({
    sealMessage: (message, signer) =>
      reference.sealMessage(
        message.type === 'OfferAccept' ? { ...message, extensions: [] } : message,
        signer,
      ),
  }),
);
