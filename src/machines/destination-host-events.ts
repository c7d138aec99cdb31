/**
 * What a destination host is told, what it asks for and what it remembers (chapter 06).
 * Events come from messages already decoded and authenticated, from decisions, the hypervisor and the journal.
 */
import type { AnswerCode, OutcomeCode, ReasonCode } from '../protocol/generated/codes.ts';
import type {
  AddressJson,
  EstimateJson,
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
  TicketJson,
  VotesJson,
  WitnessJson,
} from '../protocol/generated/record-json.ts';
import type { PermitClaims, RecordValues, Resume, Verdict } from './records.ts';
import type { Timing } from './timing.ts';

/** The steps of the journal of a destination host. */
export type DestinationHostStep =
  'accepted' | 'prepared' | 'complete' | 'permitted' | 'running' | 'given-back' | 'released';

/** A record of the journal of a destination host; the endpoint adds the header and signs the permit of a return. */
export type DestinationHostRecord = { readonly step: DestinationHostStep } & RecordValues;

/** What a destination host is made of. Identifiers are lower-case hexadecimal digits. */
export interface DestinationHostInput {
  readonly machine: string;
  readonly migration: string;
  /** The epoch that the migration is to create. */
  readonly epoch: number;
  /** The id of the HID of this host. */
  readonly self: string;
  /** The id of the HID of the source host. */
  readonly source: string;
  /** Present after a restart. */
  readonly resume?: Resume<DestinationHostStep>;
  readonly timing?: Timing;
}

/** What was offered, as far as the rest of the migration needs it. */
export interface DestinationOffer {
  readonly purpose: PurposeJson;
  readonly ticket: TicketJson;
  readonly address: AddressJson;
  readonly witness: WitnessJson | null;
}

/** The events of a destination host. */
export type DestinationHostEvent =
  /** The verdict is that on versions, ticket, epoch, other migrations of the machine, and disks. */
  | {
      readonly type: 'received.Offer';
      readonly verdict: Verdict;
      readonly purpose: PurposeJson;
      readonly ticket: TicketJson;
      readonly address: AddressJson;
      readonly witness?: WitnessJson;
    }
  /** The verdict is that on the transcript. */
  | { readonly type: 'received.Prepare'; readonly verdict: Verdict }
  | { readonly type: 'received.Manifest'; readonly round: RoundJson }
  | { readonly type: 'received.Freeze'; readonly round: RoundJson; readonly stateDigest: StateDigestJson }
  | {
      readonly type: 'received.Commit';
      /** Signed by the source host, or there is no event. */
      readonly permit: PermitClaims;
      /** Signed by the witness of the migration, or absent. */
      readonly statement?: StatementJson;
    }
  | { readonly type: 'received.Running'; readonly running: RunningJson }
  | { readonly type: 'received.Abort'; readonly reason: ReasonJson }
  | { readonly type: 'received.StatusQuery' }
  | {
      readonly type: 'received.StatusAnswer';
      readonly status: { readonly outcome: OutcomeCode };
      readonly reason?: ReasonJson;
    }
  | {
      readonly type: 'received.WitnessAnswer';
      /** Signed by the witness of the migration, or there is no event. */
      readonly statement: StatementJson;
      readonly swapResult: SwapResultJson;
    }
  | { readonly type: 'decide.accept' }
  | { readonly type: 'decide.refuse'; readonly reason: ReasonCode }
  | { readonly type: 'machine.reserved'; readonly votes: VotesJson; readonly estimate: EstimateJson }
  | { readonly type: 'machine.reserveFailed'; readonly reason: ReasonCode }
  | { readonly type: 'machine.started' }
  /** Certain: not one instruction ran. A start of which that is not certain gives no event. */
  | { readonly type: 'machine.startFailed'; readonly reason: ReasonCode }
  | { readonly type: 'machine.released' }
  /** Verified chunks of a round so far. */
  | { readonly type: 'transfer.progress'; readonly round: number; readonly received: number }
  /** Every chunk of a round is verified and loaded. */
  | { readonly type: 'transfer.loaded'; readonly round: number; readonly received: number }
  /** Every chunk of the last round is verified and loaded, and this is the digest of the whole state. */
  | { readonly type: 'transfer.complete'; readonly round: number; readonly digest: string }
  | { readonly type: 'transfer.failed'; readonly reason: ReasonCode }
  | { readonly type: 'journal.written'; readonly step: DestinationHostStep }
  /** The record may be durable or not. A later record that is written stands behind it. */
  | { readonly type: 'journal.failed'; readonly step: DestinationHostStep };

/** What a message of a destination host says; the endpoint adds header, versions, transcript, lease and authenticator. */
export type DestinationHostMessage =
  | { readonly type: 'OfferAccept' }
  | { readonly type: 'Refused'; readonly reason: ReasonJson }
  | { readonly type: 'Ready'; readonly votes: VotesJson; readonly estimate: EstimateJson }
  | { readonly type: 'DryRunReport'; readonly votes: VotesJson; readonly estimate: EstimateJson }
  | { readonly type: 'Progress'; readonly progress: ProgressJson }
  | { readonly type: 'Complete'; readonly stateDigest: StateDigestJson }
  | { readonly type: 'Running'; readonly running: RunningJson }
  | {
      readonly type: 'GiveBack';
      readonly permit: PermitClaims;
      readonly reason: ReasonJson;
      readonly statement?: StatementJson;
    }
  | { readonly type: 'Aborted'; readonly reason: ReasonJson }
  | { readonly type: 'StatusQuery' }
  | { readonly type: 'StatusAnswer'; readonly status: StatusJson; readonly reason?: ReasonJson }
  | { readonly type: 'WitnessRead' }
  | { readonly type: 'WitnessSwap'; readonly ticket: TicketJson; readonly swap: SwapJson };

/** The requests of a destination host to its surroundings. */
export type DestinationHostEffect =
  /** Send a message to the other host or to the witness. `Refused` answers the message that is being handled. */
  | {
      readonly type: 'send';
      readonly params: { readonly to: 'source' | 'witness'; readonly message: DestinationHostMessage };
    }
  /** Send an answer to everybody whose request of this kind is open, the one being handled included. */
  | {
      readonly type: 'answer';
      readonly params: { readonly request: 'StatusQuery'; readonly message: DestinationHostMessage };
    }
  | { readonly type: 'writeJournal'; readonly params: { readonly record: DestinationHostRecord } }
  /** Decide whether the machine is welcome. */
  | {
      readonly type: 'askAdmission';
      readonly params: { readonly purpose: PurposeJson; readonly ticket: TicketJson };
    }
  | { readonly type: 'reserve'; readonly params: Readonly<Record<string, never>> }
  /** Fetch, verify and load the chunks of a round; `last` when the digest of the whole state is wanted, too. */
  | { readonly type: 'loadRound'; readonly params: { readonly round: RoundJson; readonly last: AnswerCode } }
  | { readonly type: 'startMachine'; readonly params: { readonly epoch: number } }
  | { readonly type: 'releaseCopy'; readonly params: Readonly<Record<string, never>> }
  /** Tell the log how the migration ended. */
  | {
      readonly type: 'report';
      readonly params: {
        readonly what: 'running' | 'released' | 'given-back' | 'refused';
        readonly reason: ReasonCode | null;
      };
    };

/** What a destination host remembers. Plain data. */
export interface DestinationHostContext {
  readonly machine: string;
  readonly migration: string;
  readonly epoch: number;
  readonly self: string;
  readonly source: string;
  readonly timing: Timing;
  readonly resume: Resume<DestinationHostStep> | null;
  readonly offer: DestinationOffer | null;
  readonly votes: VotesJson | null;
  readonly estimate: EstimateJson | null;
  /** The last round that is complete; 0 before the first. */
  readonly loaded: number;
  /** The round that `Freeze` named; null before. */
  readonly lastRound: RoundJson | null;
  /** The digest that `Freeze` named; empty before. */
  readonly stateDigest: string;
  /** The permit that came with `Commit`; null when the statement alone is the right to run, or before. */
  readonly permit: PermitClaims | null;
  /** The statement that gives the right to run, or the one of the return. */
  readonly statement: StatementJson | null;
  /** Whether the source host was told by an answer why the migration ended. */
  readonly told: boolean;
  /** How often the timer of the state has fired in a row. */
  readonly count: number;
  /** Why the migration ended. */
  readonly reason: ReasonCode | null;
}
