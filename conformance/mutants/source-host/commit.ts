/** Source hosts that are wrong about the commit. */
import { mutateSourceHost } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';
import { presuming, wrongMachine, wrongStates, wrongSteps } from './wrong-source.ts';

/** Believes that the state arrived whatever the digest is. */
export const ignoresDigest = defineMutant({
  id: 'source-host/ignores-digest-of-complete',
  of: 'source-host',
  breaks: ['SRC-015'],
  says: 'Commits whatever digest Complete names.',
  caughtBy: ['source-host/complete-with-other-digest'],
  make: (reference) => ({
    ...reference,
    sourceHost: mutateSourceHost({ guards: { hasOurDigest: () => true } }),
  }),
});

/** The permit goes out too early. */
export const permitsUnrecorded = presuming('committed', {
  id: 'commits-unrecorded',
  breaks: ['SRC-016', 'SRC-028', 'JRN-002'],
  says: 'Sends Commit or WitnessSwap while the commit record is still being written.',
  caughtBy: ['commit-waits-for-record', 'swap-waits-for-record', 'commit-in-doubt'],
});

const toAbort = { target: '#sourceHost.recordingAbort' } as const;

/** The machine runs after silence. */
export const losesPatience = wrongStates(
  {
    id: 'loses-patience-after-commit',
    breaks: ['SRC-017', 'SRC-019'],
    says: 'Lets the machine run when nobody answers Commit.',
    caughtBy: ['commit-repeated', 'commit-without-limit'],
  },
  { handingOver: { states: { permitting: { after: { COMMIT_RETRY: toAbort } } } } },
);

/** The machine runs after a refusal. */
export const hearsRefusedAfterCommit = wrongStates(
  {
    id: 'hears-refused-after-commit',
    breaks: ['SRC-017'],
    says: 'Lets the machine run when the destination refuses Commit.',
    caughtBy: ['committed-for-good', 'committed-after-restart'],
  },
  { handingOver: { on: { 'received.Refused': toAbort } } },
);

/** The machine runs after an abort of the other side. */
export const hearsAbortedAfterCommit = wrongStates(
  {
    id: 'hears-aborted-after-commit',
    breaks: ['SRC-017'],
    says: 'Lets the machine run when Aborted comes after the commit.',
    caughtBy: ['committed-for-good'],
  },
  { handingOver: { on: { 'received.Aborted': toAbort } } },
);

/** No repetition of the permit. */
export const commitsOnce = wrongStates(
  {
    id: 'sends-commit-once',
    breaks: ['SRC-019'],
    says: 'Sends Commit once and waits.',
    caughtBy: ['commit-repeated', 'commit-without-limit'],
  },
  { handingOver: { states: { permitting: { after: { COMMIT_RETRY: undefined } } } } },
);

/** The permit is repeated a few times. */
export const limitsCommit = wrongStates(
  {
    id: 'limits-the-repetition-of-commit',
    breaks: ['SRC-019', 'TMR-003'],
    says: 'Stops repeating Commit after some tries.',
    caughtBy: ['commit-without-limit'],
  },
  {
    handingOver: {
      states: {
        permitting: {
          after: { COMMIT_RETRY: { guard: { type: 'mayRepeat', params: { timer: 'OFFER_RETRY' } } } },
        },
      },
    },
  },
);

/** The copy goes too early. */
export const discardsAtCommit = wrongSteps(
  {
    id: 'discards-at-commit',
    breaks: ['SRC-020'],
    says: 'Destroys the copy when Commit is sent.',
    caughtBy: ['running-ends-it'],
  },
  {
    ask: (outputs) =>
      outputs.flatMap((asked) =>
        asked.type === 'send' && asked.params.message.type === 'Commit'
          ? [asked, { type: 'discardCopy', params: {} } as const]
          : [asked],
      ),
  },
);

/** The copy goes at any Running. */
export const discardsAtAnyRunning = wrongMachine(
  {
    id: 'discards-at-any-running',
    breaks: ['SRC-020'],
    says: 'Destroys the copy when Running comes, whatever epoch it names.',
    caughtBy: ['running-of-other-epoch'],
  },
  { guards: { isCreatedEpoch: () => true } },
);

/** The copy goes before the record. */
export const discardsUnrecorded = presuming('source-done', {
  id: 'discards-unrecorded',
  breaks: ['SRC-020', 'JRN-002'],
  says: 'Destroys the copy while the record of it is still being written.',
  caughtBy: ['discard-waits-for-record', 'done-not-recorded'],
});

/** A failed commit record is taken for none. */
export const runsAfterFailedCommit = wrongStates(
  {
    id: 'runs-after-failed-commit-record',
    breaks: ['SRC-028'],
    says: 'Lets the machine run at once when the commit record cannot be written.',
    caughtBy: ['commit-in-doubt', 'commit-retried'],
  },
  { committing: { on: { 'journal.failed': { target: 'ending' } } } },
);

/** A hanging commit record is taken for none. */
export const runsAfterHangingCommit = wrongStates(
  {
    id: 'runs-after-hanging-commit-record',
    breaks: ['SRC-028'],
    says: 'Lets the machine run when the journal does not answer about the commit record.',
    caughtBy: ['commit-taken-back'],
  },
  { committing: { after: { SOURCE_OPERATION: { target: 'ending' } } } },
);

/** The record behind is not waited for. */
export const takesBackUnrecorded = wrongStates(
  {
    id: 'takes-the-commit-back-unrecorded',
    breaks: ['SRC-028'],
    says: 'Lets the machine run although the record that takes the commit back cannot be written.',
    caughtBy: ['commit-in-doubt', 'commit-retried'],
  },
  { withdrawing: { on: { 'journal.failed': { target: 'ending' } } } },
);

/** A failed commit record is taken for a written one. */
export const commitsWithoutRecord = wrongStates(
  {
    id: 'commits-without-record',
    breaks: ['SRC-028'],
    says: 'Sends Commit although the commit record cannot be written.',
    caughtBy: ['commit-in-doubt', 'commit-retried'],
  },
  { committing: { on: { 'journal.failed': { target: 'handingOver' } } } },
);

/** Doubt without end. */
export const staysInDoubt = wrongStates(
  {
    id: 'stays-in-doubt',
    breaks: ['SRC-028'],
    says: 'Does not try the record again by itself.',
    caughtBy: ['commit-in-doubt'],
  },
  { doubt: { after: { SOURCE_OPERATION: undefined } } },
);
