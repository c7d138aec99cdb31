/** Destination hosts that let what does not fit get in the way of what does. */
import { hexOf } from '../../octets/octets.ts';
import { wrongFunctions, wrongMachine, wrongWires } from './wrong-destination.ts';

/** One offer is like another. */
export const takesAnother = wrongMachine(
  {
    id: 'takes-another-for-the-same',
    breaks: ['DST-035'],
    says: 'Answers another offer, or another Prepare, of the migration as if it were the first one again.',
    caughtBy: ['another-offer-when-offered', 'another-offer-when-ready', 'another-offer-when-copied'],
  },
  { guards: { isAnother: () => false } },
);

/** The last one who asked gets the answer. */
export const answersTheLastPrepare = wrongMachine(
  {
    id: 'answers-the-last-prepare',
    breaks: ['DST-035'],
    says: 'Answers whichever Prepare came last when everything is reserved.',
    caughtBy: ['another-prepare-when-reserving'],
  },
  { patch: { states: { reserving: { on: { 'received.Prepare': undefined } } } } },
);

/** The last one who asked gets the answer. */
export const answersTheLastCommit = wrongMachine(
  {
    id: 'answers-the-last-commit',
    breaks: ['DST-019'],
    says: 'Answers whichever Commit came last when the machine runs, also one whose permit does not fit.',
    caughtBy: ['unfit-commit-when-starting'],
  },
  { patch: { states: { starting: { on: { 'received.Commit': undefined } } } } },
);

/** A round out of order ends it all. */
export const failsAtLaterRound = wrongWires(
  {
    id: 'fails-at-later-round',
    breaks: ['DST-036'],
    says: 'Takes the manifest of a later round for a transfer that has failed.',
    caughtBy: ['manifest-of-later-round'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'received.Manifest' && event.round.round > context.loaded + 1
        ? { type: 'transfer.failed', reason: 'transfer-integrity' }
        : event,
  },
);

/** Two migrations of one machine. */
export const neverBusy = wrongWires(
  {
    id: 'never-busy',
    breaks: ['DST-038'],
    says: 'Accepts a machine while another migration of it is under way.',
    caughtBy: ['offer-when-busy'],
  },
  {
    hear: (event) =>
      event.type === 'received.Offer' && event.verdict === 'busy' ? { ...event, verdict: 'valid' } : event,
  },
);

/** Who comes first has the migration. */
export const firstComer = wrongFunctions(
  {
    id: 'leaves-migration-to-first-comer',
    breaks: ['DST-039'],
    says: 'Listens to whoever made the first offer of a migration and to nobody else, also after a refusal.',
    caughtBy: ['offer-after-that-of-stranger'],
  },
  ({ decodeMessage }) => {
    const firstSenders = new Map<string, string>();
    return {
      decodeMessage(octets) {
        const decoded = decodeMessage(octets);
        if (!decoded.ok || decoded.value.type !== 'Offer') return decoded;
        const { migration, sender } = decoded.value.header;
        const first = firstSenders.get(hexOf(migration)) ?? hexOf(sender);
        firstSenders.set(hexOf(migration), first);
        return first === hexOf(sender)
          ? decoded
          : { ok: false, error: { code: 'truncated', offset: 0, path: 'header', requirement: 'MSG-017' } };
      },
    };
  },
);
