/**
 * What a source host is told, what it asks for and what it remembers (chapter 05).
 * Events come from messages already decoded and authenticated, from decisions, the hypervisor and the journal.
 */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type {
  CancelResultJson,
  EstimateJson,
  FreezeBudgetJson,
  ProgressJson,
  PurposeJson,
  ReasonJson,
  RoundJson,
  RunningJson,
  StateDigestJson,
  StatementJson,
  StatusJson,
  SwapJson,
  SwapResultJson,
  TargetJson,
  TicketJson,
  VotesJson,
  WitnessJson,
} from '../protocol/generated/record-json.ts';
import type { PermitClaims, RecordValues, Resume, Verdict } from './records.ts';
import type { Timing } from './timing.ts';

/** The steps of the journal of a source host. */
export type SourceHostStep =
  'ordered' | 'frozen' | 'committed' | 'swapped' | 'source-done' | 'source-aborted' | 'regained';

/** A record of the journal of a source host; the endpoint adds the header and signs the permit. */
export type SourceHostRecord = { readonly step: SourceHostStep } & RecordValues;

/** What a source host is made of. Identifiers are lower-case hexadecimal digits. */
export interface SourceHostInput {
  readonly machine: string;
  readonly migration: string;
  /** The epoch that the migration is to create: one more than the epoch under which this host owns the machine. */
  readonly epoch: number;
  /** The id of the HID of this host. */
  readonly self: string;
  /** The id of the HID of the destination host. */
  readonly destination: string;
  /** Present after a restart. */
  readonly resume?: Resume<SourceHostStep>;
  readonly timing?: Timing;
}

/** What was ordered. */
export interface SourceOrder {
  readonly purpose: PurposeJson;
  readonly freezeBudget: FreezeBudgetJson;
  readonly ticket: TicketJson;
  readonly target: TargetJson;
  readonly witness: WitnessJson | null;
}

/** The events of a source host. */
export type SourceHostEvent =
  /** An order of the operator; repeated when the operator repeats it. The verdict is that on ticket and authority. */
  | ({ readonly type: 'order.migrate'; readonly verdict: Verdict } & SourceOrder)
  /** The operator has the failed journal of a doubtful commit mended and wants it tried again. */
  | { readonly type: 'order.retry' }
  /** The verdict is that on the chosen versions and on the transcript. */
  | { readonly type: 'received.OfferAccept'; readonly verdict: Verdict }
  | { readonly type: 'received.Refused'; readonly reason: ReasonJson }
  | { readonly type: 'received.Ready'; readonly votes: VotesJson }
  | { readonly type: 'received.DryRunReport'; readonly votes: VotesJson; readonly estimate: EstimateJson }
  | { readonly type: 'received.Progress'; readonly progress: ProgressJson }
  | { readonly type: 'received.Complete'; readonly stateDigest: StateDigestJson }
  | {
      readonly type: 'received.WitnessAnswer';
      /** Signed by the witness of the migration, or there is no event. */
      readonly statement: StatementJson;
      readonly swapResult: SwapResultJson;
    }
  | { readonly type: 'received.Running'; readonly running: RunningJson }
  | {
      readonly type: 'received.GiveBack';
      /** Signed by the destination, or there is no event. */
      readonly permit: PermitClaims;
      readonly reason: ReasonJson;
      /** Signed by the witness of the migration, or absent. */
      readonly statement?: StatementJson;
    }
  | { readonly type: 'received.Aborted'; readonly reason: ReasonJson }
  /** Whether the sender is the owner of the machine or the canceller of the ticket. */
  | { readonly type: 'received.Cancel'; readonly authorised: boolean }
  | { readonly type: 'received.StatusQuery' }
  | { readonly type: 'decide.nextRound' }
  | { readonly type: 'decide.freeze' }
  | { readonly type: 'decide.abort'; readonly reason: ReasonCode }
  | { readonly type: 'machine.copied'; readonly round: RoundJson }
  | { readonly type: 'machine.copyFailed' }
  | { readonly type: 'machine.frozen'; readonly round: RoundJson; readonly stateDigest: StateDigestJson }
  | { readonly type: 'machine.freezeFailed' }
  /** The copy here runs; also when it never stood still. */
  | { readonly type: 'machine.thawed' }
  | { readonly type: 'machine.discarded' }
  | { readonly type: 'journal.written'; readonly step: SourceHostStep }
  /** The record may be durable or not. A later record that is written stands behind it. */
  | { readonly type: 'journal.failed'; readonly step: SourceHostStep };

/** What a message of a source host says; the endpoint adds header, versions, profile, address and authenticator. */
export type SourceHostMessage =
  | {
      readonly type: 'Offer';
      readonly purpose: PurposeJson;
      readonly freezeBudget: FreezeBudgetJson;
      readonly ticket: TicketJson;
      readonly witness?: WitnessJson;
    }
  | { readonly type: 'Prepare' }
  | { readonly type: 'Manifest'; readonly round: RoundJson }
  | { readonly type: 'Freeze'; readonly round: RoundJson; readonly stateDigest: StateDigestJson }
  | { readonly type: 'WitnessSwap'; readonly ticket: TicketJson; readonly swap: SwapJson }
  | { readonly type: 'Commit'; readonly permit: PermitClaims; readonly statement?: StatementJson }
  | { readonly type: 'Running'; readonly running: RunningJson }
  | { readonly type: 'Abort'; readonly reason: ReasonJson }
  | { readonly type: 'Refused'; readonly reason: ReasonJson }
  | { readonly type: 'CancelAnswer'; readonly cancelResult: CancelResultJson }
  | { readonly type: 'StatusAnswer'; readonly status: StatusJson; readonly reason?: ReasonJson }
  | {
      readonly type: 'OrderAnswer';
      readonly status: StatusJson;
      readonly votes?: VotesJson;
      readonly estimate?: EstimateJson;
    };

/** The requests of a source host to its surroundings. */
export type SourceHostEffect =
  /** Send a message to the other host or to the witness. */
  | {
      readonly type: 'send';
      readonly params: { readonly to: 'destination' | 'witness'; readonly message: SourceHostMessage };
    }
  /**
   * Send an answer to everybody whose request of this kind is open, the one being handled included; maybe nobody.
   * A cancel or a question is open until it is answered; an order is open until the migration has ended, so that the
   * operator hears the result of a dry run.
   */
  | {
      readonly type: 'answer';
      readonly params: {
        readonly request: 'Order' | 'Cancel' | 'StatusQuery';
        readonly message: SourceHostMessage;
      };
    }
  /** Answer only the request that is being handled. */
  | {
      readonly type: 'refuse';
      readonly params: { readonly request: 'Cancel'; readonly reason: ReasonCode };
    }
  | { readonly type: 'writeJournal'; readonly params: { readonly record: SourceHostRecord } }
  | { readonly type: 'copyRound'; readonly params: { readonly round: number } }
  | { readonly type: 'freezeMachine'; readonly params: { readonly round: number } }
  /** Let the copy here run under an epoch; without effect when it runs. */
  | { readonly type: 'thawMachine'; readonly params: { readonly epoch: number } }
  | { readonly type: 'discardCopy'; readonly params: Readonly<Record<string, never>> }
  /** Decide whether another round, the freeze or an abort comes after this round. */
  | { readonly type: 'askRound'; readonly params: { readonly round: RoundJson } }
  /** Tell the operator and the log how the migration ended, or that it needs help. */
  | {
      readonly type: 'report';
      readonly params: {
        readonly what: 'done' | 'aborted' | 'dry-run' | 'regained' | 'superseded' | 'doubt' | 'refused';
        readonly reason: ReasonCode | null;
      };
    };

/** What a source host remembers. Plain data. */
export interface SourceHostContext {
  readonly machine: string;
  readonly migration: string;
  readonly epoch: number;
  readonly self: string;
  readonly destination: string;
  readonly timing: Timing;
  readonly resume: Resume<SourceHostStep> | null;
  readonly order: SourceOrder | null;
  readonly votes: VotesJson | null;
  readonly estimate: EstimateJson | null;
  /** The round that is being read or carried; its number is 0 before the first one. */
  readonly round: RoundJson;
  /** The most chunks of the round that the destination said it has. */
  readonly received: number;
  /** How often the timer of the state has fired in a row. */
  readonly count: number;
  /** Whether the destination knows that the migration has ended. */
  readonly informed: boolean;
  /** Whether a record of the migration is durable, so that a restart would know of it. */
  readonly recorded: boolean;
  /** Whether the machine was asked to stand still. */
  readonly frozen: boolean;
  /** The digest of the state that is handed over; empty before the freeze. */
  readonly stateDigest: string;
  /** What the witness said when it set the register. */
  readonly statement: StatementJson | null;
  /** The permit and the statement that came with the machine when it was given back. */
  readonly returned: { readonly permit: PermitClaims; readonly statement?: StatementJson } | null;
  /** Why the migration ended. */
  readonly reason: ReasonCode | null;
}
