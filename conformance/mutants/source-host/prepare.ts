/** Source hosts that are wrong about offers, votes and dry runs. */
import type { VotesJson } from '../../../src/protocol/index.ts';
import { saying, wrongFunctions, wrongMachine, wrongStates, wrongSteps } from './wrong-source.ts';

/** No repetition of the offer. */
export const offersOnce = wrongStates(
  {
    id: 'offers-once',
    breaks: ['SRC-004'],
    says: 'Sends Offer once and waits.',
    caughtBy: ['offer-repeated', 'offer-gives-up'],
  },
  { offering: { after: { OFFER_RETRY: undefined } } },
);

/** Repetition for ever. */
export const neverGivesUp = wrongMachine(
  {
    id: 'never-gives-up',
    breaks: ['SRC-004', 'SRC-007', 'SRC-011', 'SRC-023', 'TMR-003'],
    says: 'Repeats every request for ever.',
    caughtBy: ['offer-gives-up', 'prepare-gives-up', 'round-gives-up', 'abort-repeated'],
  },
  { guards: { mayRepeat: () => true } },
);

/** Refusals are not heard. */
export const ignoresRefused = wrongSteps(
  {
    id: 'ignores-refused',
    breaks: ['SRC-005'],
    says: 'Goes on repeating what the destination has refused.',
    caughtBy: ['offer-refused', 'prepare-refused', 'freeze-refused'],
  },
  { hear: (event) => (event.type === 'received.Refused' ? undefined : event) },
);

/** The end of the reservation is not heard. */
export const ignoresAborted = wrongSteps(
  {
    id: 'ignores-aborted',
    breaks: ['SRC-005'],
    says: 'Ignores Aborted that it has not asked for.',
    caughtBy: ['aborted-while-copying', 'aborted-while-frozen'],
  },
  { hear: (event) => (event.type === 'received.Aborted' ? undefined : event) },
);

/** A reason of its own. */
export const ownReason = wrongSteps(
  {
    id: 'gives-its-own-reason',
    breaks: ['SRC-005'],
    says: 'Ends a refused migration with the reason policy, whatever the destination said.',
    caughtBy: ['prepare-refused'],
  },
  {
    hear: (event) =>
      event.type === 'received.Refused' ? { ...event, reason: { reason: 'policy', detail: '' } } : event,
  },
);

/** Any choice. */
export const takesAnyChoice = wrongSteps(
  {
    id: 'takes-any-choice',
    breaks: ['SRC-006'],
    says: 'Takes whatever versions the destination has chosen.',
    caughtBy: [
      'accept-with-other-control-version',
      'accept-with-other-state-version',
      'accept-with-other-rebind-version',
    ],
  },
  {
    hear: (event) =>
      event.type === 'received.OfferAccept' && event.verdict.startsWith('unsupported')
        ? { ...event, verdict: 'valid' }
        : event,
  },
);

/** One reason for all. */
export const confusesVersions = wrongSteps(
  {
    id: 'confuses-versions',
    breaks: ['SRC-006'],
    says: 'Calls every choice that does not fit an unsupported version.',
    caughtBy: ['accept-with-other-state-version', 'accept-with-other-rebind-version'],
  },
  {
    hear: (event) =>
      event.type === 'received.OfferAccept' && event.verdict === 'unsupported-format'
        ? { ...event, verdict: 'unsupported-version' }
        : event,
  },
);

/** Any transcript. */
export const takesAnyTranscript = wrongSteps(
  {
    id: 'takes-any-transcript',
    breaks: ['SRC-006'],
    says: 'Does not look at the transcript digest of the acceptance.',
    caughtBy: ['accept-with-other-transcript'],
  },
  {
    hear: (event) =>
      event.type === 'received.OfferAccept' && event.verdict === 'downgrade'
        ? { ...event, verdict: 'valid' }
        : event,
  },
);

/** Half a transcript. */
export const bindsOfferOnly = wrongFunctions(
  {
    id: 'binds-the-offer-only',
    breaks: ['SIG-014', 'SRC-007'],
    says: 'Puts the digest of the Offer alone into Prepare.',
    caughtBy: ['prepare-binds-the-offer'],
  },
  ({ transcriptDigest }) => ({ transcriptDigest: (first) => transcriptDigest(first) }),
);

/** No repetition of the request to prepare. */
export const preparesOnce = wrongStates(
  {
    id: 'prepares-once',
    breaks: ['SRC-007'],
    says: 'Sends Prepare once and waits.',
    caughtBy: ['prepare-gives-up'],
  },
  { preparing: { after: { PREPARE_RETRY: undefined } } },
);

function isAllYes(votes: VotesJson): boolean {
  return Object.values(votes).every((vote) => vote === 'yes');
}

/** Votes do not count. */
export const ignoresVotes = wrongMachine(
  {
    id: 'ignores-votes',
    breaks: ['SRC-008'],
    says: 'Goes on to pre-copy on any Ready.',
    caughtBy: ['vote-memory-no', 'vote-disk-no', 'vote-device-no', 'vote-network-no'],
  },
  { guards: { isReady: () => true } },
);

/** Ready is not heard. */
export const neverReady = wrongMachine(
  {
    id: 'is-never-ready',
    breaks: ['SRC-008'],
    says: 'Waits on when every vote is yes.',
    caughtBy: ['ready-begins-pre-copy'],
  },
  { guards: { isReady: () => false } },
);

/** The last vote counts. */
export const lastNoCounts = wrongSteps(
  {
    id: 'last-no-counts',
    breaks: ['SRC-008'],
    says: 'Gives the reason of the last vote that is no.',
    caughtBy: ['vote-first-no-counts'],
  },
  {
    hear(event) {
      if (event.type !== 'received.Ready') return event;
      const noes = Object.entries(event.votes).filter(([, vote]) => vote === 'no');
      const all = { memory: 'yes', disk: 'yes', device: 'yes', network: 'yes' } as const;
      return { ...event, votes: { ...all, ...Object.fromEntries(noes.slice(-1)) } };
    },
  },
);

/** A dry run goes on. */
export const dryRunCopies = wrongMachine(
  {
    id: 'dry-run-copies',
    breaks: ['SRC-009'],
    says: 'Reads memory in a dry run when the destination is ready.',
    caughtBy: ['dry-run-ready'],
  },
  { guards: { isReady: (_: unknown, { votes }: { votes: VotesJson }) => isAllYes(votes) } },
);

/** The operator of a dry run hears little. */
export const dryRunTellsNothing = wrongSteps(
  {
    id: 'dry-run-tells-nothing',
    breaks: ['SRC-009'],
    says: 'Ends a dry run without telling the operator votes and estimate.',
    caughtBy: ['dry-run-ends'],
  },
  {
    ask: saying((message) => {
      if (message.type !== 'OrderAnswer') return message;
      const { votes: _votes, estimate: _estimate, ...rest } = message;
      return rest;
    }),
  },
);

/** A dry run is none. */
export const dryRunUnheard = wrongMachine(
  {
    id: 'dry-run-unheard',
    breaks: ['SRC-009'],
    says: 'Waits for Ready in a dry run, too.',
    caughtBy: ['dry-run-ends'],
  },
  { guards: { isDryRun: () => false } },
);

/** No grease. */
export const noGrease = wrongFunctions(
  {
    id: 'sends-no-grease',
    breaks: ['VER-008'],
    says: 'Sends Offer without a TLV that nobody knows.',
    caughtBy: ['order-taken'],
  },
  ({ sealMessage }) => ({
    sealMessage: (message, signer) =>
      sealMessage(message.type === 'Offer' ? { ...message, extensions: [] } : message, signer),
  }),
);
