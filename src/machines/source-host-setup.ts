/** Types, guards, changes and timers of the source host: what its states are written with (chapter 05). */
import { assign, setup } from 'xstate';
import type { TimerName } from '../../spec/registry/timers.ts';
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type { ProgressJson, StatementJson, VotesJson } from '../protocol/generated/record-json.ts';
import { requestOnly, type EffectActions } from './effects.ts';
import type { MachineMeta } from './note.ts';
import type { PermitClaims, Verdict } from './records.ts';
import type {
  SourceHostContext,
  SourceHostEffect,
  SourceHostEvent,
  SourceHostInput,
  SourceHostStep,
} from './source-host-events.ts';
import { delayOf, mayRepeat, nextCount } from './timing.ts';
import { noVote } from './votes.ts';

type Args = { readonly context: SourceHostContext };

const effects: EffectActions<SourceHostEffect> = {
  send: requestOnly,
  answer: requestOnly,
  refuse: requestOnly,
  writeJournal: requestOnly,
  copyRound: requestOnly,
  freezeMachine: requestOnly,
  thawMachine: requestOnly,
  discardCopy: requestOnly,
  askRound: requestOnly,
  report: requestOnly,
};

/** The language in which the states of the source host are written. */
export const sourceHostSetup = setup({
  types: {
    context: {} as SourceHostContext,
    events: {} as SourceHostEvent,
    input: {} as SourceHostInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<SourceHostContext>) => values),
    /** Counts one more firing of the timer of the state. */
    count: assign(({ context }: Args, { timer }: { timer: TimerName }) => ({
      count: nextCount(timer, context.count, context.timing),
    })),
    /** Forgets the count. */
    countAnew: assign({ count: 0 }),
    /** Remembers why the migration ends; the first reason stays. */
    because: assign(({ context }: Args, { reason }: { reason: ReasonCode }) => ({
      reason: context.reason ?? reason,
    })),
  },
  guards: {
    isValid: (_, { verdict }: { verdict: Verdict }) => verdict === 'valid',
    isAuthorised: (_, { authorised }: { authorised: boolean }) => authorised,
    isDryRun: ({ context }) => context.order?.purpose.purpose === 'dry-run',
    hasNoStatementYet: ({ context }) => context.order?.witness != null && context.statement === null,
    wasFrozen: ({ context }) => context.frozen,
    isInformed: ({ context }) => context.informed,
    mayRepeat: ({ context }, { timer }: { timer: TimerName }) =>
      mayRepeat(timer, context.count, context.timing),
    /** The journal speaks of the record that was asked for last. */
    isOf: (_, { step, asked }: { step: SourceHostStep; asked: SourceHostStep }) => step === asked,
    /** A restart would not know of the migration. */
    isUnrecorded: ({ context }) => !context.recorded,
    /** The journal speaks of the record that was asked for last, and a restart would not know of the migration. */
    isOfUnrecorded: ({ context }, { step, asked }: { step: SourceHostStep; asked: SourceHostStep }) =>
      step === asked && !context.recorded,
    /** Every part of the destination is ready, and this is no dry run. */
    isReady: ({ context }, { votes }: { votes: VotesJson }) =>
      noVote(votes) === null && context.order?.purpose.purpose === 'migrate',
    isNotReady: ({ context }, { votes }: { votes: VotesJson }) =>
      noVote(votes) !== null && context.order?.purpose.purpose === 'migrate',
    isComplete: ({ context }, { progress }: { progress: ProgressJson }) =>
      progress.round === context.round.round && progress.complete === 'yes',
    isFurther: ({ context }, { progress }: { progress: ProgressJson }) =>
      progress.round === context.round.round && progress.received > context.received,
    hasOurDigest: ({ context }, { digest }: { digest: string }) => digest === context.stateDigest,
    /** The register was set by this migration: for the destination, or back again for this host. */
    isHandedOver: ({ context }, { statement }: { statement: StatementJson }) =>
      isHandedOver(context, statement),
    /** The register holds an epoch of another migration that is as high as ours: ours will never be. */
    isSuperseded: ({ context }, { statement }: { statement: StatementJson }) =>
      statement.known === 'yes' && statement.epoch >= context.epoch && !isHandedOver(context, statement),
    /** The machine runs under the epoch that was created. */
    isCreatedEpoch: ({ context }, { epoch }: { epoch: number }) => epoch === context.epoch,
    /** The machine comes back to us under the next epoch, and the witness says so where there is one. */
    isGivenBack: (
      { context },
      { permit, statement }: { permit: PermitClaims; statement: StatementJson | null },
    ) =>
      isReturnPermit(context, permit) &&
      (context.order?.witness == null || (statement !== null && isReturned(context, statement))),
    /** The journal ends with one of these steps; a migration that is not the latest is left as it is. */
    resumesFrom: ({ context }, { steps, latest }: { steps: readonly SourceHostStep[]; latest?: boolean }) =>
      context.resume !== null &&
      steps.includes(context.resume.record.step) &&
      (latest === undefined || latest === context.resume.latest),
  },
  delays: {
    OFFER_RETRY: ({ context }) => delayOf('OFFER_RETRY', context.count, context.timing),
    PREPARE_RETRY: ({ context }) => delayOf('PREPARE_RETRY', context.count, context.timing),
    ROUND_RETRY: ({ context }) => delayOf('ROUND_RETRY', context.count, context.timing),
    FREEZE_RETRY: ({ context }) => delayOf('FREEZE_RETRY', context.count, context.timing),
    FREEZE_LIMIT: ({ context }) => delayOf('FREEZE_LIMIT', 0, context.timing),
    SWAP_RETRY: ({ context }) => delayOf('SWAP_RETRY', context.count, context.timing),
    COMMIT_RETRY: ({ context }) => delayOf('COMMIT_RETRY', context.count, context.timing),
    ABORT_RETRY: ({ context }) => delayOf('ABORT_RETRY', context.count, context.timing),
    SOURCE_OPERATION: ({ context }) => delayOf('SOURCE_OPERATION', 0, context.timing),
  },
});

/** What a source host remembers when it begins. */
export function sourceHostContext(input: SourceHostInput): SourceHostContext {
  const record = input.resume?.record;
  const { purpose, freezeBudget, ticket, target, witness } = record ?? {};
  return {
    machine: input.machine,
    migration: input.migration,
    epoch: input.epoch,
    self: input.self,
    destination: input.destination,
    timing: input.timing ?? {},
    resume: input.resume ?? null,
    order:
      purpose === undefined || freezeBudget === undefined || ticket === undefined || target === undefined
        ? null
        : { purpose, freezeBudget, ticket, target, witness: witness ?? null },
    votes: null,
    estimate: null,
    round: { round: 0, chunks: 0, octets: 0, digest: '' },
    received: 0,
    count: 0,
    informed: false,
    recorded: record !== undefined,
    frozen: record !== undefined && record.step !== 'ordered',
    stateDigest: record?.permit?.digest ?? '',
    statement: record?.statement ?? null,
    returned: null,
    reason: record?.reason?.reason ?? null,
  };
}

function isHandedOver(context: SourceHostContext, statement: StatementJson): boolean {
  const isGiven =
    statement.epoch === context.epoch &&
    statement.owner === context.destination &&
    statement.digest === context.stateDigest;
  return isOfMigration(context, statement) && (isGiven || isReturned(context, statement));
}

function isReturned(context: SourceHostContext, statement: StatementJson): boolean {
  return (
    isOfMigration(context, statement) &&
    statement.epoch === context.epoch + 1 &&
    statement.owner === context.self &&
    statement.digest === context.stateDigest
  );
}

function isOfMigration(context: SourceHostContext, statement: StatementJson): boolean {
  return (
    statement.known === 'yes' &&
    statement.machine === context.machine &&
    statement.migration === context.migration
  );
}

function isReturnPermit(context: SourceHostContext, permit: PermitClaims): boolean {
  return (
    permit.machine === context.machine &&
    permit.migration === context.migration &&
    permit.epoch === context.epoch + 1 &&
    permit.holder === context.self &&
    permit.digest === context.stateDigest
  );
}
