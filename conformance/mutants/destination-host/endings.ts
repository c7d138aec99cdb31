/** Destination hosts that are wrong about aborts, about their status, and about restarts. */
import {
  resumingFrom,
  sending,
  toSource,
  wrongFunctions,
  wrongMachine,
  wrongWires,
} from './wrong-destination.ts';

/** Says so before it is so. */
export const abortedEarly = wrongWires(
  {
    id: 'aborted-before-release',
    breaks: ['DST-027'],
    says: 'Sends Aborted before the reservation is gone.',
    caughtBy: ['abort-when-ready', 'abort-when-complete'],
  },
  {
    say: (outputs, { event }) =>
      event?.type === 'received.Abort' && outputs.some(({ type }) => type === 'releaseCopy')
        ? [...outputs, toSource({ type: 'Aborted', reason: event.reason })]
        : outputs,
  },
);

/** Says so once. */
export const abortedOnce = wrongWires(
  {
    id: 'aborted-once',
    breaks: ['DST-027'],
    says: 'Says nothing to an Abort when nothing is here.',
    caughtBy: ['abort-when-ready', 'abort-when-refused'],
  },
  {
    hear: (event, { value }) =>
      event.type === 'received.Abort' && (value === 'released' || value === 'refused') ? undefined : event,
  },
);

/** Does not listen while it is busy. */
export const abortNotHeard = wrongWires(
  {
    id: 'hears-no-abort-while-loading',
    breaks: ['DST-027'],
    says: 'Does not hear Abort while the last round comes in.',
    caughtBy: ['abort-when-assembling'],
  },
  {
    hear: (event, { value }) =>
      event.type === 'received.Abort' && value === 'assembling' ? undefined : event,
  },
);

/** Obeys when it must not. */
export const abortsStart = wrongMachine(
  {
    id: 'aborts-after-commit',
    breaks: ['DST-028'],
    says: 'Lets the copy go on Abort while the machine is being started, or runs.',
    caughtBy: ['abort-when-starting', 'abort-when-running'],
  },
  {
    patch: {
      states: {
        starting: { on: { 'received.Abort': { target: 'releasing', actions: undefined } } },
        running: { on: { 'received.Abort': { target: 'releasing', actions: undefined } } },
      },
    },
  },
);

/** Says nothing. */
export const abortIgnored = wrongWires(
  {
    id: 'ignores-abort-after-commit',
    breaks: ['DST-028'],
    says: 'Says nothing to an Abort that comes after the right to run.',
    caughtBy: ['abort-when-giving-back', 'abort-when-running'],
  },
  sending((message) =>
    message.type === 'Refused' && message.reason.reason === 'unexpected-message' ? undefined : message,
  ),
);

/** Is sure of what it cannot know. */
export const sureOfStart = wrongWires(
  {
    id: 'says-no-while-starting',
    breaks: ['DST-029'],
    says: 'Says that the machine does not run here while it is being started.',
    caughtBy: ['status-when-starting'],
  },
  sending((message) =>
    message.type === 'StatusAnswer' && message.status.outcome === 'committed'
      ? { ...message, status: { ...message.status, runsHere: 'no' } }
      : message,
  ),
);

/** Counts too far. */
export const epochTooHigh = wrongWires(
  {
    id: 'says-new-epoch-in-doubt',
    breaks: ['DST-029'],
    says: 'Says the epoch of the header before it has the right to run.',
    caughtBy: ['status-when-offered', 'status-when-complete', 'status-when-released'],
  },
  sending((message, { epoch }) =>
    message.type === 'StatusAnswer' && message.status.epoch < epoch
      ? { ...message, status: { ...message.status, epoch } }
      : message,
  ),
);

/** Hopes too much. */
export const committedInDoubt = wrongWires(
  {
    id: 'says-committed-in-doubt',
    breaks: ['DST-029'],
    says: 'Says committed as soon as the whole state is here.',
    caughtBy: ['status-when-complete'],
  },
  {
    say: (outputs, { state }) =>
      outputs.map((output) => {
        if (output.type !== 'answer' || state.value !== 'awaitingCommit') return output;
        const { message } = output.params;
        if (message.type !== 'StatusAnswer') return output;
        const status = { ...message.status, outcome: 'committed' as const };
        return { ...output, params: { ...output.params, message: { ...message, status } } };
      }),
  },
);

/** Has no time to answer. */
export const silentWhileRecording = wrongWires(
  {
    id: 'answers-no-query-while-recording',
    breaks: ['DST-029'],
    says: 'Answers no question while it writes a record.',
    caughtBy: [
      'status-when-recording-accept',
      'status-when-recording-permit',
      'status-when-recording-return',
    ],
  },
  {
    hear: (event, { value }) =>
      event.type === 'received.StatusQuery' && typeof value === 'string' && value.startsWith('recording')
        ? undefined
        : event,
  },
);

/** Keeps what nobody knows of. */
export const keepsAfterRestart = wrongWires(
  {
    id: 'keeps-reservation-at-restart',
    breaks: ['DST-030', 'INV-008', 'JRN-007'],
    says: 'Forgets a reservation at a restart, and does not let it go.',
    caughtBy: ['restart-when-ready', 'restart-before-record-complete'],
  },
  resumingFrom('prepared', undefined),
);

/** Waits at first. */
export const asksLate = wrongWires(
  {
    id: 'asks-late-after-restart',
    breaks: ['DST-031'],
    says: 'Asks in doubt only when DOUBT_RETRY fires after a restart.',
    caughtBy: ['restart-when-complete', 'restart-when-complete-with-witness'],
  },
  {
    say: (outputs, { event }) =>
      event === undefined ? outputs.filter(({ type }) => type !== 'send') : outputs,
  },
);

/** Cleans up too much. */
export const releasesDoubt = wrongWires(
  {
    id: 'releases-doubt-at-restart',
    breaks: ['DST-031', 'INV-008', 'JRN-007'],
    says: 'Lets the copy go at a restart although the whole state is here.',
    caughtBy: ['restart-when-complete'],
  },
  resumingFrom('complete', 'prepared'),
);

/** Forgets its right. */
export const asksForRight = wrongWires(
  {
    id: 'forgets-permit-at-restart',
    breaks: ['DST-032', 'JRN-007'],
    says: 'Waits for the commit again when the permit is in the journal.',
    caughtBy: ['restart-when-starting'],
  },
  resumingFrom('permitted', 'complete'),
);

/** Starts what runs. */
export const startsRunning = wrongWires(
  {
    id: 'starts-running-machine-at-restart',
    breaks: ['DST-032', 'INV-008'],
    says: 'Starts the machine at a restart although the journal says that it runs.',
    caughtBy: ['restart-when-running'],
  },
  resumingFrom('running', 'permitted'),
);

/** Tries again what it gave back. */
export const startsReturned = wrongWires(
  {
    id: 'starts-given-back-at-restart',
    breaks: ['DST-032', 'DST-024', 'INV-001'],
    says: 'Starts the machine at a restart although it was given back.',
    caughtBy: ['restart-when-giving-back', 'given-back-never-starts'],
  },
  resumingFrom('given-back', 'permitted'),
);

/** Takes each migration for the latest. */
export const everyLatest = wrongWires(
  {
    id: 'takes-every-migration-for-latest',
    breaks: ['DST-034', 'JRN-009'],
    says: 'Goes on with each migration of its journal, also when there is a later one of the machine.',
    caughtBy: [
      'restart-after-later-migration-when-prepared',
      'restart-after-later-migration-when-complete',
      'restart-after-later-migration-when-given-back',
    ],
  },
  {
    wake: ({ resume, ...input }) =>
      resume === undefined ? input : { ...input, resume: { ...resume, latest: true } },
  },
);

/** Forgets which epochs there were. */
export const forgetsEpochs = wrongFunctions(
  {
    id: 'forgets-epochs-at-restart',
    breaks: ['JRN-008', 'INV-002'],
    says: 'Forgets at a restart which epochs of a machine were created.',
    caughtBy: ['restart-remembers-epochs', 'restart-remembers-given-back'],
  },
  (reference) => ({ recover: (records) => ({ ...reference.recover(records), epochs: new Map() }) }),
);
