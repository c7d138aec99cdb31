/** Destination hosts that are wrong about the right to run, and about giving it back. */
import type { DestinationHostContext } from '../../../src/machines/index.ts';
import {
  beforeRecord,
  returnPermit,
  sending,
  timing,
  toSource,
  unwritten,
  wrongFunctions,
  wrongMachine,
  wrongWires,
} from './wrong-destination.ts';

type Args = { readonly context: DestinationHostContext };
type Register = { readonly known: string; readonly epoch: number; readonly owner: string };

/** Starts too early. */
export const startsEarly = wrongWires(
  {
    id: 'starts-before-record',
    breaks: ['DST-018', 'JRN-002'],
    says: 'Starts the machine when it begins to write the record.',
    caughtBy: ['start-waits-for-record', 'start-with-full-journal'],
  },
  beforeRecord('permitted', ({ epoch }) => ({ type: 'startMachine', params: { epoch } })),
);

/** Starts without a record. */
export const startsUnwritten = wrongWires(
  {
    id: 'starts-without-record',
    breaks: ['DST-018', 'JRN-002'],
    says: 'Starts the machine although the record could not be written.',
    caughtBy: ['start-with-full-journal'],
  },
  unwritten('permitted'),
);

/** Takes permits of anybody. */
export const anySigner = wrongFunctions(
  {
    id: 'takes-forged-permits',
    breaks: ['INV-001'],
    says: 'Takes a permit whoever signed it.',
    caughtBy: ['commit-with-forged-permit'],
  },
  () => ({ verifyPermit: (permit) => ({ ok: true, value: permit }) }),
);

/** Needs no witness. */
export const needsNoWitness = wrongMachine(
  {
    id: 'needs-no-statement',
    breaks: ['DST-020'],
    says: 'Takes a permit without a statement although there is a witness.',
    caughtBy: ['commit-with-no-statement', 'commit-with-statement-of-source'],
  },
  { guards: { lacksStatement: () => false } },
);

/** Needs a permit. */
export const needsPermit = wrongMachine(
  {
    id: 'needs-permit-besides-statement',
    breaks: ['DST-021'],
    says: 'Waits for a Commit although the witness says that the machine is its own.',
    caughtBy: ['statement-starts-the-machine', 'restart-when-complete-with-witness'],
  },
  { guards: { isFitStatement: () => false } },
);

/** Reads half of the statement. */
export const readsOwnerOnly = wrongMachine(
  {
    id: 'reads-owner-of-statement-only',
    breaks: ['DST-022'],
    says: 'Takes a statement for fitting that names it as the owner under the epoch.',
    caughtBy: ['statement-for-another-state', 'statement-of-another-migration'],
  },
  {
    guards: {
      isFitStatement: ({ context }: Args, { statement }: { statement: Register }) =>
        statement.known === 'yes' && statement.epoch === context.epoch && statement.owner === context.self,
    },
  },
);

/** Hopes on. */
export const neverSuperseded = wrongMachine(
  {
    id: 'waits-although-superseded',
    breaks: ['DST-022', 'INV-002'],
    says: 'Goes on waiting when the witness says that the machine went another way.',
    caughtBy: ['statement-of-higher-epoch', 'statement-for-another-owner'],
  },
  { guards: { isSuperseded: () => false } },
);

/** Gives up before anything is lost. */
export const supersededEarly = wrongMachine(
  {
    id: 'superseded-by-lower-epoch',
    breaks: ['DST-015'],
    says: 'Lets the copy go when the witness does not say that the machine is its own.',
    caughtBy: ['statement-of-lower-epoch', 'statement-of-unknown-register'],
  },
  { guards: { isSuperseded: () => true } },
);

/** Says so too early. */
export const runningEarly = wrongWires(
  {
    id: 'running-before-record',
    breaks: ['DST-023', 'JRN-002'],
    says: 'Sends Running when it begins to write the record.',
    caughtBy: ['running-waits-for-record'],
  },
  beforeRecord('running', ({ epoch }) => toSource({ type: 'Running', running: { epoch } })),
);

/** Starts twice. */
export const startsAgain = wrongMachine(
  {
    id: 'starts-at-every-commit',
    breaks: ['DST-023'],
    says: 'Starts the machine at each Commit.',
    caughtBy: ['commit-starts-the-machine'],
  },
  { patch: { states: { running: { on: { 'received.Commit': [{ target: 'starting' }] } } } } },
);

/** Gives back too early. */
export const givesBackEarly = wrongWires(
  {
    id: 'gives-back-before-record',
    breaks: ['DST-024', 'JRN-002'],
    says: 'Sends GiveBack when it begins to write the record.',
    caughtBy: ['give-back-waits-for-record'],
  },
  beforeRecord('given-back', (context) =>
    toSource({
      type: 'GiveBack',
      permit: returnPermit(context),
      reason: { reason: 'hypervisor', detail: '' },
    }),
  ),
);

/** Gives back the wrong right. */
export const givesBackOldEpoch = wrongWires(
  {
    id: 'gives-back-same-epoch',
    breaks: ['DST-024'],
    says: 'Gives the machine back under the epoch under which it came.',
    caughtBy: ['start-failed-gives-back'],
  },
  sending((message, context) =>
    message.type === 'GiveBack'
      ? { ...message, permit: { ...returnPermit(context), epoch: context.epoch } }
      : message,
  ),
);

/** Gives back what may run. */
export const givesBackUncertain = wrongMachine(
  {
    id: 'gives-back-when-uncertain',
    breaks: ['DST-024'],
    says: 'Gives the machine back when nothing was heard of the start.',
    caughtBy: ['start-without-answer'],
  },
  {
    patch: {
      states: {
        starting: { after: { DESTINATION_OPERATION: { target: 'recordingReturn', reenter: undefined } } },
      },
    },
  },
);

/** Tries once more. */
export const startsGivenBack = wrongMachine(
  {
    id: 'starts-what-it-gave-back',
    breaks: ['DST-024', 'INV-001'],
    says: 'Tries the start again when a Commit comes after it gave the machine back.',
    caughtBy: ['start-failed-gives-back', 'given-back-never-starts'],
  },
  {
    patch: {
      states: {
        givingBack: {
          states: {
            reclaiming: { on: { 'received.Commit': { target: '#destinationHost.starting' } } },
            returning: {
              on: { 'received.Commit': { target: '#destinationHost.starting', actions: undefined } },
            },
          },
        },
      },
    },
  },
);

/** Does not ask the witness. */
export const givesBackUnasked = wrongWires(
  {
    id: 'gives-back-without-witness',
    breaks: ['DST-025'],
    says: 'Sends GiveBack while it asks the witness.',
    caughtBy: ['give-back-sets-register'],
  },
  {
    say: (outputs, { state }) =>
      outputs.flatMap((output) =>
        output.type === 'send' && output.params.message.type === 'WitnessSwap'
          ? [
              output,
              toSource({
                type: 'GiveBack',
                permit: returnPermit(state.context),
                reason: { reason: 'hypervisor', detail: '' },
              }),
            ]
          : [output],
      ),
  },
);

/** Hears yes in everything. */
export const anyAnswerSets = wrongMachine(
  {
    id: 'takes-any-answer-for-swapped',
    breaks: ['DST-025'],
    says: 'Sends GiveBack whatever the statement of the witness says.',
    caughtBy: ['give-back-after-register-not-set', 'give-back-after-another-migration'],
  },
  { guards: { isSetBack: () => true } },
);

/** Asks once. */
export const returnsOnce = wrongWires(
  {
    id: 'gives-back-once',
    breaks: ['DST-025', 'DST-026'],
    says: 'Sends WitnessSwap and GiveBack once.',
    caughtBy: ['give-back-repeated', 'give-back-repeats-swap'],
  },
  timing('GIVE_BACK_RETRY', () => undefined),
);

/** Hears any Running. */
export const anyRunningEnds = wrongMachine(
  {
    id: 'ends-return-at-any-running',
    breaks: ['DST-026'],
    says: 'Stops giving back at a Running under any epoch.',
    caughtBy: ['give-back-repeated'],
  },
  { guards: { isNextEpoch: () => true } },
);

/** Repeats too soon. */
export const returnsSoon = wrongWires(
  {
    id: 'gives-back-too-soon',
    breaks: ['TMR-001'],
    says: 'Repeats GiveBack after a quarter of the delay.',
    caughtBy: ['give-back-repeated', 'give-back-repeats-swap'],
  },
  timing('GIVE_BACK_RETRY', (command) => ({ ...command, delayMs: command.delayMs / 4 })),
);
