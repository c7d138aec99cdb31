/** What a witness is told, what it asks for and what it remembers of one register (chapter 07). */
import type { SwapJson, SwapResultJson, TicketJson } from '../protocol/generated/record-json.ts';
import type { RegisterClaims, Resume, Verdict } from './records.ts';
import type { Timing } from './timing.ts';

/** The steps of the journal of a witness. */
export type WitnessStep = 'register';

/** A record of the journal of a witness; the endpoint adds the header and signs the statement. */
export interface WitnessRecord {
  readonly step: WitnessStep;
  readonly statement: RegisterClaims;
}

/** What a witness is made of: one register. */
export interface WitnessInput {
  /** The id of the HID of the machine. */
  readonly machine: string;
  /** Present after a restart. */
  readonly resume?: Resume<WitnessStep>;
  readonly timing?: Timing;
}

/** A compare-and-set that somebody asks for. */
export interface SwapRequest {
  /** The id of the HID of who asks. */
  readonly from: string;
  readonly migration: string;
  readonly swap: SwapJson;
}

/** The events of a witness. */
export type WitnessEvent =
  | { readonly type: 'received.WitnessRead'; readonly from: string }
  /** The verdict is that on the ticket: its signature, its time, its machine. */
  | ({
      readonly type: 'received.WitnessSwap';
      readonly ticket: TicketJson;
      readonly verdict: Verdict;
    } & SwapRequest)
  | { readonly type: 'journal.written'; readonly step: WitnessStep }
  /** The record may be durable or not. A later record that is written stands behind it. */
  | { readonly type: 'journal.failed'; readonly step: WitnessStep };

/** What a message of a witness says; the endpoint signs the statement and the message. */
export interface WitnessMessage {
  readonly type: 'WitnessAnswer';
  readonly statement: RegisterClaims;
  readonly swapResult: SwapResultJson;
}

/** The requests of a witness to its surroundings. */
export type WitnessEffect =
  /** Send an answer to a host, by the id of its HID. */
  | { readonly type: 'send'; readonly params: { readonly to: string; readonly message: WitnessMessage } }
  | { readonly type: 'writeJournal'; readonly params: { readonly record: WitnessRecord } };

/** What a witness remembers. Plain data. */
export interface WitnessContext {
  readonly machine: string;
  readonly timing: Timing;
  /** The register as it is durable; `known` is no when there is none. */
  readonly register: RegisterClaims;
  /** What is being recorded, and for whom. */
  readonly pending: { readonly from: string; readonly register: RegisterClaims } | null;
}
