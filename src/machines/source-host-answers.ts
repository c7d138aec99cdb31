/** The transitions that every state of a source host has: questions, repeated orders, cancels (chapter 05). */
import type { AnswerCode, OutcomeCode, PhaseCode, ReasonCode } from '../protocol/generated/codes.ts';
import { reasonOf, type Heard } from './heard.ts';
import { note } from './note.ts';
import type { SourceHostEvent, SourceHostStep } from './source-host-events.ts';
import { type Args, cancelAnswer, orderAnswer, record } from './source-host-messages.ts';
import { statusAnswer } from './standing.ts';

/** Answers a question for the status, and a repeated order, with what is known in the state. */
export function answers(outcome: OutcomeCode, phase: PhaseCode, runsHere: AnswerCode) {
  const standing = { outcome, phase, runsHere };
  return {
    'received.StatusQuery': {
      actions: {
        type: 'answer' as const,
        params: ({ context }: Args) => statusAnswer(context, standing),
      },
      ...note('A question for the status is answered.', 'SRC-027'),
    },
    'order.migrate': {
      actions: {
        type: 'answer' as const,
        params: ({ context }: Args) => orderAnswer(context, standing),
      },
      ...note('The order again: the status is told, and nothing begins anew.', 'SRC-003'),
    },
  };
}

/** A cancel while nothing is committed ends the migration; it is answered when that is recorded. */
export function cancelEnds() {
  return {
    'received.Cancel': [
      {
        guard: { type: 'isAuthorised' as const, params: authority },
        target: '#sourceHost.recordingAbort',
        actions: { type: 'because' as const, params: { reason: 'cancelled' as const } },
        ...note('The migration is cancelled.', 'SRC-024'),
      },
      cancelRefused(),
    ],
  };
}

/** A cancel that comes while a record is being written is answered when the fate of the record is known. */
export function cancelWaits(id: 'SRC-024' | 'SRC-025') {
  return {
    'received.Cancel': [
      {
        guard: { type: 'isAuthorised' as const, params: authority },
        ...note('The answer waits for the journal.', id),
      },
      cancelRefused(),
    ],
  };
}

/** A cancel that changes nothing any more is answered at once. */
export function cancelAnswered(outcome: 'done' | 'too-late' | 'unknown') {
  return {
    'received.Cancel': [
      {
        guard: { type: 'isAuthorised' as const, params: authority },
        actions: { type: 'answer' as const, params: cancelAnswer(outcome) },
        ...note(
          outcome === 'done'
            ? 'It will not commit.'
            : outcome === 'too-late'
              ? 'It has committed.'
              : 'Not known.',
          outcome === 'too-late' ? 'SRC-025' : 'SRC-024',
        ),
      },
      cancelRefused(),
    ],
  };
}

/**
 * The destination ends the migration before its commit.
 *
 * @param refusalEnds whether a host that refuses here holds nothing afterwards, so that it need not be told.
 */
export function othersEnd(refusalEnds: boolean) {
  return {
    'received.Refused': {
      target: '#sourceHost.recordingAbort',
      actions: [
        { type: 'because' as const, params: reasonOf },
        { type: 'keep' as const, params: { informed: refusalEnds } },
      ],
      ...note('The destination declines.', 'SRC-005'),
    },
    'received.Aborted': {
      target: '#sourceHost.recordingAbort',
      actions: [
        { type: 'because' as const, params: reasonOf },
        { type: 'keep' as const, params: { informed: true } },
      ],
      ...note('The destination has let the reservation go.', 'SRC-005'),
    },
  };
}

/** Writes the record of a step. */
export function write(step: SourceHostStep) {
  return {
    type: 'writeJournal' as const,
    params: ({ context }: Args) => ({ record: record(context, step) }),
  };
}

/** The guard that an answer of the journal is about the step. */
export function isOf(step: SourceHostStep) {
  return {
    type: 'isOf' as const,
    params: ({ event }: { event: { readonly step: SourceHostStep } }) => ({ step: event.step, asked: step }),
  };
}

/** Ends the migration with a reason. */
export function abortBecause(reason: ReasonCode) {
  return {
    target: '#sourceHost.recordingAbort' as const,
    actions: { type: 'because' as const, params: { reason } },
  };
}

function cancelRefused() {
  return {
    actions: {
      type: 'refuse' as const,
      params: { request: 'Cancel' as const, reason: 'not-authorised' as const },
    },
    ...note('Who asks may not cancel.', 'SRC-026'),
  };
}

function authority({ event }: Heard<SourceHostEvent, 'received.Cancel'>): { authorised: boolean } {
  return { authorised: event.authorised };
}
