/** Types, guards, changes and timers of the destination host: what its states are written with (chapter 06). */
import { assign, setup } from 'xstate';
import type { TimerName } from '../../spec/registry/timers.ts';
import type { OutcomeCode, ReasonCode } from '../protocol/generated/codes.ts';
import type { StatementJson, VotesJson } from '../protocol/generated/record-json.ts';
import type {
  DestinationHostContext,
  DestinationHostEffect,
  DestinationHostEvent,
  DestinationHostInput,
  DestinationHostStep,
} from './destination-host-events.ts';
import { requestOnly, type EffectActions } from './effects.ts';
import type { MachineMeta } from './note.ts';
import type { PermitClaims, Verdict } from './records.ts';
import { delayOf, nextCount } from './timing.ts';
import { noVote } from './votes.ts';

type Args = { readonly context: DestinationHostContext };

const effects: EffectActions<DestinationHostEffect> = {
  send: requestOnly,
  answer: requestOnly,
  writeJournal: requestOnly,
  askAdmission: requestOnly,
  reserve: requestOnly,
  loadRound: requestOnly,
  startMachine: requestOnly,
  releaseCopy: requestOnly,
  report: requestOnly,
};

/** The language in which the states of the destination host are written. */
export const destinationHostSetup = setup({
  types: {
    context: {} as DestinationHostContext,
    events: {} as DestinationHostEvent,
    input: {} as DestinationHostInput,
    meta: {} as MachineMeta,
    tags: {} as 'rest' | 'end',
  },
  actions: {
    ...effects,
    /** Remembers values. */
    keep: assign((_, values: Partial<DestinationHostContext>) => values),
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
    /** The endpoint has compared the octets. */
    isAnother: (_, { verdict }: { verdict: Verdict }) => verdict === 'unexpected-message',
    isDryRun: ({ context }) => context.offer?.purpose.purpose === 'dry-run',
    hasWitness: ({ context }) => context.offer?.witness != null,
    /** The journal speaks of the record that was asked for last. */
    isOf: (_, { step, asked }: { step: DestinationHostStep; asked: DestinationHostStep }) => step === asked,
    isNotReady: (_, { votes }: { votes: VotesJson }) => noVote(votes) !== null,
    /** The votes were told, and the migration ended with them. */
    hasVoted: ({ context }) => context.votes !== null && context.told,
    isTold: ({ context }) => context.told,
    isLoaded: ({ context }, { round }: { round: number }) => round <= context.loaded,
    isNext: ({ context }, { round }: { round: number }) => round === context.loaded + 1,
    /** The last round may follow on the rounds that are here. */
    isLast: ({ context }, { round }: { round: number }) =>
      round === context.loaded + 1 || (round === context.loaded && round > 0),
    isLastRound: ({ context }, { round }: { round: number }) => round === context.lastRound?.round,
    hasItsDigest: ({ context }, { digest }: { digest: string }) => digest === context.stateDigest,
    /** The permit names this machine, migration, epoch, host, state and ticket. */
    isUnfitPermit: ({ context }, { permit }: { permit: PermitClaims }) => !isFitPermit(context, permit),
    /** There is a witness, and the statement does not say that the machine is ours. */
    lacksStatement: ({ context }, { statement }: { statement: StatementJson | null }) =>
      context.offer?.witness != null && (statement === null || !isFitStatement(context, statement)),
    isFitStatement: ({ context }, { statement }: { statement: StatementJson }) =>
      isFitStatement(context, statement),
    isSuperseded: ({ context }, { statement }: { statement: StatementJson }) =>
      statement.known === 'yes' && statement.epoch >= context.epoch && !isFitStatement(context, statement),
    isAborted: (_, { outcome }: { outcome: OutcomeCode }) => outcome === 'aborted',
    /** The register holds what the return has set. */
    isSetBack: ({ context }, { statement }: { statement: StatementJson }) => isSetBack(context, statement),
    /** The register has gone further: the return was heard, and the machine moved again. */
    isPast: ({ context }, { statement }: { statement: StatementJson }) =>
      statement.known === 'yes' && statement.epoch > context.epoch && !isSetBack(context, statement),
    isNextEpoch: ({ context }, { epoch }: { epoch: number }) => epoch === context.epoch + 1,
    /** The journal ends where the commit is awaited, and there is a witness to be asked. */
    waitsWithWitness: ({ context }) =>
      context.resume?.record.step === 'complete' && context.offer?.witness != null,
    /** The journal ends with one of these steps; a migration that is not the latest is left as it is. */
    resumesFrom: (
      { context },
      { steps, latest }: { steps: readonly DestinationHostStep[]; latest?: boolean },
    ) =>
      context.resume !== null &&
      steps.includes(context.resume.record.step) &&
      (latest === undefined || latest === context.resume.latest),
  },
  delays: {
    OFFER_LEASE: ({ context }) => delayOf('OFFER_LEASE', 0, context.timing),
    PREPARE_LEASE: ({ context }) => delayOf('PREPARE_LEASE', 0, context.timing),
    DOUBT_RETRY: ({ context }) => delayOf('DOUBT_RETRY', context.count, context.timing),
    GIVE_BACK_RETRY: ({ context }) => delayOf('GIVE_BACK_RETRY', context.count, context.timing),
    DESTINATION_OPERATION: ({ context }) => delayOf('DESTINATION_OPERATION', 0, context.timing),
  },
});

/** What a destination host remembers when it begins. */
export function destinationHostContext(input: DestinationHostInput): DestinationHostContext {
  const record = input.resume?.record;
  const { purpose, ticket, address, witness } = record ?? {};
  const isReturned = record?.step === 'given-back';
  return {
    machine: input.machine,
    migration: input.migration,
    epoch: input.epoch,
    self: input.self,
    source: input.source,
    timing: input.timing ?? {},
    resume: input.resume ?? null,
    offer:
      purpose === undefined || ticket === undefined || address === undefined
        ? null
        : { purpose, ticket, address, witness: witness ?? null },
    votes: null,
    estimate: null,
    loaded: 0,
    lastRound: null,
    stateDigest: record?.stateDigest?.digest ?? '',
    permit: isReturned ? null : (record?.permit ?? null),
    statement: isReturned ? null : (record?.statement ?? null),
    told: false,
    count: 0,
    reason: record?.reason?.reason ?? null,
  };
}

function isFitPermit(context: DestinationHostContext, permit: PermitClaims): boolean {
  return (
    permit.machine === context.machine &&
    permit.migration === context.migration &&
    permit.epoch === context.epoch &&
    permit.holder === context.self &&
    permit.digest === context.stateDigest &&
    permit.serial === context.offer?.ticket.serial
  );
}

function isFitStatement(context: DestinationHostContext, statement: StatementJson): boolean {
  return (
    isOfMigration(context, statement) && statement.epoch === context.epoch && statement.owner === context.self
  );
}

function isSetBack(context: DestinationHostContext, statement: StatementJson): boolean {
  return (
    isOfMigration(context, statement) &&
    statement.epoch === context.epoch + 1 &&
    statement.owner === context.source
  );
}

function isOfMigration(context: DestinationHostContext, statement: StatementJson): boolean {
  return (
    statement.known === 'yes' &&
    statement.machine === context.machine &&
    statement.migration === context.migration &&
    statement.digest === context.stateDigest
  );
}
