/** Destination hosts that are wrong about rounds and the end of the state. */
import { beforeRecord, sending, toSource, unwritten, wrongMachine, wrongWires } from './wrong-destination.ts';

/** Calls everything complete. */
export const anyRoundComplete = wrongWires(
  {
    id: 'calls-any-round-complete',
    breaks: ['DST-011'],
    says: 'Says that a round is complete as soon as its manifest is here.',
    caughtBy: ['round-with-missing-chunk', 'round-with-forged-chunk'],
  },
  sending((message) =>
    message.type === 'Progress'
      ? { ...message, progress: { ...message.progress, complete: 'yes' } }
      : message,
  ),
);

/** Says so once. */
export const roundOnce = wrongWires(
  {
    id: 'answers-manifest-once',
    breaks: ['DST-011'],
    says: 'Says nothing to the manifest of a round that is complete.',
    caughtBy: ['round-complete'],
  },
  {
    hear: (event, { context }) =>
      event.type === 'received.Manifest' && event.round.round <= context.loaded ? undefined : event,
  },
);

/** Does not compare. */
export const ignoresDigest = wrongMachine(
  {
    id: 'ignores-digest-of-freeze',
    breaks: ['DST-012', 'DST-013'],
    says: 'Takes whatever state has arrived for the whole state.',
    caughtBy: ['complete-with-other-digest'],
  },
  { guards: { hasItsDigest: () => true } },
);

/** Ends, and gives another reason. */
export const blamesHypervisor = wrongWires(
  {
    id: 'blames-hypervisor-for-digest',
    breaks: ['DST-013'],
    says: 'Blames the hypervisor when the digest is another one.',
    caughtBy: ['complete-with-other-digest'],
  },
  sending((message) =>
    message.type === 'Aborted' && message.reason.reason === 'transfer-integrity'
      ? { ...message, reason: { ...message.reason, reason: 'hypervisor' } }
      : message,
  ),
);

/** Says so too early. */
export const completeEarly = wrongWires(
  {
    id: 'complete-before-record',
    breaks: ['DST-012', 'JRN-002'],
    says: 'Sends Complete when it begins to write the record.',
    caughtBy: ['complete-waits-for-record'],
  },
  beforeRecord('complete', ({ stateDigest }) =>
    toSource({ type: 'Complete', stateDigest: { digest: stateDigest } }),
  ),
);

/** Says so without a record. */
export const completeUnwritten = wrongWires(
  {
    id: 'complete-without-record',
    breaks: ['DST-033', 'DST-012', 'JRN-002'],
    says: 'Sends Complete although the record could not be written.',
    caughtBy: ['complete-with-full-journal'],
  },
  unwritten('complete'),
);

/** Says so once. */
export const completeOnce = wrongWires(
  {
    id: 'complete-once',
    breaks: ['DST-014'],
    says: 'Says nothing to Freeze when it has sent Complete already.',
    caughtBy: ['freeze-again'],
  },
  {
    hear: (event, { value }) =>
      event.type === 'received.Freeze' && value === 'awaitingCommit' ? undefined : event,
  },
);
