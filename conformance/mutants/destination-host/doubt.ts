/** Destination hosts that are wrong about the wait for the commit. */
import { timers } from '../../../spec/registry/timers.ts';
import { sending, timing, toSource, wrongMachine, wrongWires } from './wrong-destination.ts';

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
