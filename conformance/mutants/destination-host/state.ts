/** Destination hosts that are wrong about rounds, the end of the state and the wait for the commit. */
import { timers } from '../../../spec/registry/timers.ts';
import { cast } from '../../cast.ts';
import { octets } from '../../octets/octets.ts';
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

/** Loses patience where it must not. */
export const givesUpInDoubt = wrongMachine(
  {
    id: 'gives-up-in-doubt',
    breaks: ['DST-015'],
    says: 'Lets the copy go when the source has not answered three questions.',
    caughtBy: ['doubt-outlasts-lease'],
  },
  {
    patch: {
      states: {
        awaitingCommit: {
          after: {
            DOUBT_RETRY: [
              {
                guard: ({ context }: { context: { count: number } }) => context.count >= 3,
                target: '#destinationHost.releasing',
              },
              {
                target: 'awaitingCommit',
                reenter: true,
                actions: [
                  { type: 'count', params: { timer: 'DOUBT_RETRY' } },
                  { type: 'send', params: toSource({ type: 'StatusQuery' }).params },
                ],
              },
            ],
          },
        },
      },
    },
  },
);

/** Waits and says nothing. */
export const silentInDoubt = wrongMachine(
  {
    id: 'never-asks-in-doubt',
    breaks: ['DST-016'],
    says: 'Waits for the commit without asking.',
    caughtBy: ['doubt-asks-the-source', 'doubt-asks-the-witness'],
  },
  { patch: { states: { awaitingCommit: { after: undefined } } } },
);

/** Forgets the witness. */
export const asksSourceOnly = wrongWires(
  {
    id: 'never-asks-the-witness',
    breaks: ['DST-016'],
    says: 'Asks the source alone although there is a witness.',
    caughtBy: ['doubt-asks-the-witness'],
  },
  sending((message) => (message.type === 'WitnessRead' ? undefined : message)),
);

/** Takes unknown for no. */
export const unknownIsNo = wrongMachine(
  {
    id: 'takes-unknown-for-aborted',
    breaks: ['DST-017', 'DST-015'],
    says: 'Lets the copy go when the source does not know the migration.',
    caughtBy: ['doubt-outlasts-other-outcomes'],
  },
  {
    guards: {
      isAborted: (_, { outcome }: { outcome: string }) => outcome === 'aborted' || outcome === 'unknown',
    },
  },
);

/** Does not believe the source. */
export const ignoresAborted = wrongMachine(
  {
    id: 'ignores-aborted',
    breaks: ['DST-017'],
    says: 'Goes on waiting when the source says that it aborted.',
    caughtBy: ['doubt-ends-with-aborted'],
  },
  { guards: { isAborted: () => false } },
);

/** Takes a report for a permit. */
export const startsOnStatus = wrongMachine(
  {
    id: 'starts-on-status',
    breaks: ['INV-001', 'DST-017'],
    says: 'Starts the machine when the source says that it committed.',
    caughtBy: ['doubt-outlasts-other-outcomes'],
  },
  {
    patch: {
      states: {
        awaitingCommit: {
          on: {
            'received.StatusAnswer': {
              guard: ({ event }: { event: { status: { outcome: string } } }) =>
                event.status.outcome === 'committed',
              target: 'starting',
              actions: undefined,
            },
          },
        },
      },
    },
  },
);

const firstDoubt = timers.DOUBT_RETRY.standard;

/** Asks too soon. */
export const asksSoon = wrongWires(
  {
    id: 'asks-too-soon',
    breaks: ['TMR-001'],
    says: 'Repeats its requests after a quarter of the delay.',
    caughtBy: ['doubt-asks-the-source'],
  },
  timing('DOUBT_RETRY', (command) => ({ ...command, delayMs: command.delayMs / 4 })),
);

/** Asks at the same pace for ever. */
export const asksSteadily = wrongWires(
  {
    id: 'never-backs-off',
    breaks: ['TMR-002'],
    says: 'Repeats its requests at the same pace for ever.',
    caughtBy: ['doubt-asks-the-source'],
  },
  timing('DOUBT_RETRY', (command, context) => ({
    ...command,
    delayMs: context.timing.delays?.DOUBT_RETRY ?? firstDoubt,
  })),
);

/** Backs off without end. */
export const noCeiling = wrongWires(
  {
    id: 'has-no-ceiling',
    breaks: ['TMR-002'],
    says: 'Doubles the highest delay once more.',
    caughtBy: ['doubt-asks-the-source'],
  },
  timing('DOUBT_RETRY', (command) => ({
    ...command,
    delayMs: command.delayMs === timers.DOUBT_RETRY.ceiling ? 2 * command.delayMs : command.delayMs,
  })),
);

/** Stops asking. */
export const asksThrice = wrongWires(
  {
    id: 'stops-asking',
    breaks: ['TMR-003', 'DST-016'],
    says: 'Asks three times and then no more.',
    caughtBy: ['doubt-asks-the-source'],
  },
  timing('DOUBT_RETRY', (command, context) => (context.count >= 3 ? undefined : command)),
);

const self = octets(cast.destination.hid);
const source = octets(cast.source.hid);

/** Reads letters to others. */
export const readsForOthers = wrongFunctions(
  {
    id: 'ignores-receiver',
    breaks: ['SEC-002'],
    says: 'Takes messages whose receiver is somebody else.',
    caughtBy: ['commit-for-stranger', 'abort-for-stranger', 'offer-for-stranger'],
  },
  (reference) => ({
    decodeMessage(wire) {
      const decoded = reference.decodeMessage(wire);
      if (!decoded.ok) return decoded;
      const message = { ...decoded.value, header: { ...decoded.value.header, receiver: self } };
      return { ok: true, value: message };
    },
  }),
);

/** Believes whoever has a key. */
export const believesAnybody = wrongFunctions(
  {
    id: 'ignores-sender',
    breaks: ['SEC-005'],
    says: 'Takes what any authentic host says for what the source says.',
    caughtBy: ['commit-from-stranger', 'abort-from-stranger', 'doubt-outlasts-strangers'],
  },
  (reference) => ({
    decodeMessage(wire) {
      const decoded = reference.decodeMessage(wire);
      if (!decoded.ok) return decoded;
      const message = { ...decoded.value, header: { ...decoded.value.header, sender: source } };
      return { ok: true, value: message };
    },
    verifyMessage(wire, message) {
      const decoded = reference.decodeMessage(wire);
      return reference.verifyMessage(wire, decoded.ok ? decoded.value : message);
    },
  }),
);
