/** What a host tells of a migration when it is asked for the status (chapters 05 and 06). */
import type { AnswerCode, OutcomeCode, PhaseCode, ReasonCode } from '../protocol/generated/codes.ts';
import type { ReasonJson, StatusJson } from '../protocol/generated/record-json.ts';
import { reasonRecord } from './records.ts';

/** What is known of a migration in a state, but for the epoch. */
export interface Standing {
  readonly outcome: OutcomeCode;
  readonly phase: PhaseCode;
  readonly runsHere: AnswerCode;
}

/** The answer to a question for the status. */
export interface StatusAnswer {
  readonly request: 'StatusQuery';
  readonly message: {
    readonly type: 'StatusAnswer';
    readonly status: StatusJson;
    readonly reason?: ReasonJson;
  };
}

/**
 * The status of a migration.
 *
 * @param epoch the epoch that the migration is to create.
 */
export function statusOf(epoch: number, standing: Standing): StatusJson {
  return { ...standing, epoch: knownEpoch(epoch, standing.outcome) };
}

/** The answer to a question for the status: with the reason, where the migration has ended for one. */
export function statusAnswer(
  { epoch, reason }: { readonly epoch: number; readonly reason: ReasonCode | null },
  standing: Standing,
): StatusAnswer {
  return {
    request: 'StatusQuery',
    message: {
      type: 'StatusAnswer',
      status: statusOf(epoch, standing),
      ...(reason === null ? {} : { reason: reasonRecord(reason) }),
    },
  };
}

/** The highest epoch that a host knows: before the commit the old one, after it the one that was created, or the next. */
function knownEpoch(epoch: number, outcome: OutcomeCode): number {
  switch (outcome) {
    case 'unknown':
    case 'active':
    case 'aborted':
      return epoch - 1;
    case 'committed':
    case 'done':
      return epoch;
    case 'given-back':
      return epoch + 1;
  }
}
