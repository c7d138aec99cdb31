/** Source hosts that are wrong about aborts and cancels. */
import { type Asked, saying, wrongMachine, wrongStates, wrongSteps } from './wrong-source.ts';

/** The machine stays where it is. */
export const staysFrozen = wrongMachine(
  {
    id: 'stays-frozen-after-abort',
    breaks: ['SRC-023'],
    says: 'Tells the destination of an abort, and leaves the machine standing still.',
    caughtBy: ['abort-thaws-first'],
  },
  { guards: { wasFrozen: () => false } },
);

/** Abort is said too early. */
export const abortsFirst = wrongSteps(
  {
    id: 'sends-abort-before-it-runs',
    breaks: ['SRC-023'],
    says: 'Sends Abort before the hypervisor has let the machine run.',
    caughtBy: ['abort-thaws-first'],
  },
  {
    ask: (outputs) =>
      outputs.flatMap<Asked>((asked) =>
        asked.type === 'thawMachine'
          ? [
              asked,
              {
                type: 'send',
                params: {
                  to: 'destination',
                  message: { type: 'Abort', reason: { reason: 'timeout', detail: '' } },
                },
              } as const,
            ]
          : [asked],
      ),
  },
);

/** Abort is said once. */
export const abortsOnce = wrongStates(
  {
    id: 'sends-abort-once',
    breaks: ['SRC-023'],
    says: 'Sends Abort once.',
    caughtBy: ['abort-repeated'],
  },
  { informing: { after: { ABORT_RETRY: { target: 'aborted' } } } },
);

/** Abort is said although it was heard. */
export const abortsOn = wrongSteps(
  {
    id: 'goes-on-after-aborted',
    breaks: ['SRC-023'],
    says: 'Repeats Abort although Aborted has come.',
    caughtBy: ['aborted-ends-the-repetition'],
  },
  {
    hear: (event, state) =>
      event.type === 'received.Aborted' && state.value === 'informing' ? undefined : event,
  },
);

/** The hypervisor is asked once. */
export const thawsOnce = wrongStates(
  {
    id: 'asks-once-to-let-it-run',
    breaks: ['INV-003'],
    says: 'Waits for ever when the hypervisor could not let the machine run.',
    caughtBy: ['thaw-asked-again'],
  },
  { thawing: { after: { SOURCE_OPERATION: undefined } } },
);

/** A failing hypervisor is waited for. */
export const waitsForFailedCopy = wrongStates(
  {
    id: 'waits-for-a-failed-copy',
    breaks: ['SRC-023'],
    says: 'Waits on when the hypervisor has failed to read the machine.',
    caughtBy: ['copy-fails'],
  },
  { copying: { states: { reading: { on: { 'machine.copyFailed': undefined } } } } },
);

/** A cancel goes unanswered. */
export const cancelUnanswered = wrongStates(
  {
    id: 'ignores-cancel-while-copying',
    breaks: ['SRC-024', 'INV-007'],
    says: 'Ignores a cancel during pre-copy.',
    caughtBy: ['cancel-while-reading', 'cancel-while-carrying'],
  },
  { copying: { on: { 'received.Cancel': undefined } } },
);

const sayDone = {
  type: 'answer',
  params: { request: 'Cancel', message: { type: 'CancelAnswer', cancelResult: { outcome: 'done' } } },
} as const;

/** A cancel changes nothing. */
export const cancelsInName = wrongStates(
  {
    id: 'commits-after-cancel',
    breaks: ['SRC-024', 'INV-007'],
    says: 'Answers a cancel in the freeze by done, and goes on.',
    caughtBy: ['cancelled-never-commits', 'cancel-while-finalising', 'cancel-while-stopping'],
  },
  { freezing: { on: { 'received.Cancel': { actions: sayDone } } } },
);

/** A cancel is answered again as if there were nothing. */
export const forgetsCancel = wrongStates(
  {
    id: 'ignores-cancel-after-abort',
    breaks: ['SRC-024', 'INV-007'],
    says: 'Ignores a cancel after an abort.',
    caughtBy: ['cancel-after-abort'],
  },
  { informing: { on: { 'received.Cancel': undefined } } },
);

/** A promise without a record. */
export const promisesUnrecorded = wrongSteps(
  {
    id: 'promises-what-a-restart-forgets',
    breaks: ['SRC-024', 'INV-007'],
    says: 'Answers a cancel by done although no record of the migration is durable.',
    caughtBy: ['cancel-before-first-record', 'cancel-unknown'],
  },
  {
    ask: saying((message) =>
      message.type === 'CancelAnswer' && message.cancelResult.outcome === 'unknown'
        ? { ...message, cancelResult: { outcome: 'done' } }
        : message,
    ),
  },
);

/** A cancel is promised too late. */
export const cancelsAfterCommit = wrongSteps(
  {
    id: 'says-done-after-commit',
    breaks: ['SRC-025', 'INV-007'],
    says: 'Answers a cancel after the commit by done.',
    caughtBy: ['cancel-too-late', 'cancel-while-swapping', 'cancel-after-return'],
  },
  {
    ask: saying((message) =>
      message.type === 'CancelAnswer' && message.cancelResult.outcome === 'too-late'
        ? { ...message, cancelResult: { outcome: 'done' } }
        : message,
    ),
  },
);

/** A cancel ends a committed migration. */
export const obeysLateCancel = wrongStates(
  {
    id: 'obeys-a-late-cancel',
    breaks: ['SRC-025', 'SRC-017', 'INV-007'],
    says: 'Cancels a migration that is committed and not answered yet.',
    caughtBy: ['cancel-too-late', 'cancel-while-swapping'],
  },
  {
    handingOver: {
      on: {
        'received.Cancel': {
          target: '#sourceHost.recordingAbort',
          actions: { type: 'because', params: { reason: 'cancelled' } },
        },
      },
    },
  },
);

/** A cancel is answered before the outcome is known. */
export const answersDuringCommit = wrongStates(
  {
    id: 'answers-cancel-during-commit',
    breaks: ['SRC-025'],
    says: 'Answers a cancel by done while the commit record is being written.',
    caughtBy: ['cancel-during-commit'],
  },
  { committing: { on: { 'received.Cancel': { actions: sayDone } } } },
);

/** A cancel during the commit gets lost. */
export const forgetsCancelDuringCommit = wrongStates(
  {
    id: 'forgets-cancel-during-commit',
    breaks: ['SRC-025', 'INV-007'],
    says: 'Does not answer a cancel that came while the commit record was being written.',
    caughtBy: ['cancel-during-commit'],
  },
  { committing: { on: { 'journal.written': { target: 'handingOver', actions: [] } } } },
);

/** Anybody may cancel. */
export const cancelsForAnyone = wrongSteps(
  {
    id: 'cancels-for-anyone',
    breaks: ['SRC-026'],
    says: 'Cancels a migration for whoever asks.',
    caughtBy: [
      'cancel-by-stranger',
      'cancel-by-destination',
      'cancel-by-operator-without-right',
      'cancel-by-stranger-after-commit',
    ],
  },
  { hear: (event) => (event.type === 'received.Cancel' ? { ...event, authorised: true } : event) },
);

/** Nobody may cancel. */
export const cancelsForNobody = wrongSteps(
  {
    id: 'cancels-for-nobody',
    breaks: ['SRC-026', 'SRC-024'],
    says: 'Refuses a cancel of the owner of the machine.',
    caughtBy: ['cancel-by-owner'],
  },
  { hear: (event) => (event.type === 'received.Cancel' ? { ...event, authorised: false } : event) },
);

/** A cancel of a stranger goes unanswered. */
export const ignoresStrangers = wrongSteps(
  {
    id: 'ignores-cancels-of-strangers',
    breaks: ['SRC-026'],
    says: 'Does not answer a cancel of somebody who may not cancel.',
    caughtBy: ['cancel-by-stranger'],
  },
  { hear: (event) => (event.type === 'received.Cancel' && !event.authorised ? undefined : event) },
);

/** A cancel goes unanswered before pre-copy. */
export const cancelUnansweredEarly = wrongStates(
  {
    id: 'ignores-cancel-before-pre-copy',
    breaks: ['SRC-024', 'INV-007'],
    says: 'Ignores a cancel until memory is carried.',
    caughtBy: ['cancel-while-offering', 'cancel-while-preparing'],
  },
  { offering: { on: { 'received.Cancel': undefined } }, preparing: { on: { 'received.Cancel': undefined } } },
);

const sayTooLate = {
  type: 'answer',
  params: { request: 'Cancel', message: { type: 'CancelAnswer', cancelResult: { outcome: 'too-late' } } },
} as const;

/** A cancel is given up in doubt. */
export const givesUpInDoubt = wrongStates(
  {
    id: 'says-too-late-in-doubt',
    breaks: ['SRC-025', 'INV-007'],
    says: 'Answers a cancel by too-late while it is in doubt about the commit record.',
    caughtBy: ['cancel-during-failed-commit'],
  },
  { doubt: { on: { 'received.Cancel': { actions: sayTooLate } } } },
);

/** Over, and busy. */
export const neverFree = wrongStates(
  {
    id: 'is-busy-after-abort',
    breaks: ['DST-038'],
    says: 'Refuses other migrations of a machine because of one that was aborted.',
    caughtBy: ['another-order-when-aborted', 'another-order-when-given-up'],
  },
  { aborted: { tags: [] } },
);
