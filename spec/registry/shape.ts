/**
 * The types of the registry tables. The tables are data: no functions, nothing computed, so that other
 * languages get the same facts from `registry.json`.
 */
import type { PartyName } from './parties.ts';

/** The name of a table of codes in `codes.ts`. */
export type CodeTableName =
  | 'purpose'
  | 'diskMode'
  | 'vote'
  | 'reason'
  | 'messageType'
  | 'journalStep'
  | 'outcome'
  | 'phase'
  | 'answer'
  | 'swapOutcome'
  | 'cancelOutcome'
  | 'standing'
  | 'attachmentState'
  | 'transitAction'
  | 'bindOutcome'
  | 'sessionKind'
  | 'errorCode'
  | 'algorithm'
  | 'hash';

/** The name of a table of flag bits in `codes.ts`. */
export type FlagTableName = 'transferModes';

/** How a field stands on the wire. Integers are big-endian. */
export type FieldShape =
  /** An unsigned integer. Eight octets hold at most 2^53 - 1, so that every language keeps it exactly. */
  | { readonly kind: 'uint'; readonly size: 1 | 2 | 4 | 8; readonly min?: number; readonly max?: number }
  /** One of the values of a code table. */
  | { readonly kind: 'code'; readonly size: 1 | 2; readonly table: CodeTableName }
  /** A set of bits; bits that the table does not name are reserved. */
  | { readonly kind: 'flags'; readonly size: 2; readonly table: FlagTableName }
  /** A fixed number of octets. */
  | { readonly kind: 'octets'; readonly size: number }
  /** A two-octet length, then so many octets; the length is a multiple of `unit`, when that is given. */
  | { readonly kind: 'opaque'; readonly min: number; readonly max: number; readonly unit?: number }
  /** A two-octet length in octets, then UTF-8 without control characters (U+0000 to U+001F, U+007F). */
  | { readonly kind: 'text'; readonly max: number }
  /** A two-octet count, then so many records. */
  | { readonly kind: 'list'; readonly of: string; readonly max: number };

/** One field of a record or of the message header. */
export type FieldRow = FieldShape & {
  /** camelCase name, the same in types, JSON, vectors and prose. */
  readonly name: string;
  /** What it means, with its unit. */
  readonly doc: string;
};

/** A sequence of fields without gaps: the header, the authenticator, a list member, or the value of a TLV. */
export interface RecordRow {
  readonly doc: string;
  readonly fields: readonly FieldRow[];
}

/** A type-length-value field of a message. */
export interface TlvRow {
  /** The code without the critical bit, 1 to 0x7fff. */
  readonly code: number;
  /** Whether a receiver that does not know it refuses the message. */
  readonly critical: boolean;
  /** The record that is its value. */
  readonly record: string;
  readonly doc: string;
}

/** A message. */
export interface MessageRow {
  readonly code: number;
  readonly from: readonly PartyName[];
  readonly to: readonly PartyName[];
  /** The messages that it answers; empty for one that opens an exchange. */
  readonly answers: readonly string[];
  /** Whether it ends with an authenticator. */
  readonly authenticated: boolean;
  /** TLVs that must be there, in ascending order of code. */
  readonly required: readonly string[];
  /** TLVs that may be there. */
  readonly optional: readonly string[];
  /** The version of the control protocol that introduced it. */
  readonly since: number;
  readonly doc: string;
}

/** A value of a code table. */
export interface CodeRow {
  readonly code: number;
  readonly doc: string;
}

/** A timer of a party. */
export interface TimerRow {
  readonly party: PartyName;
  /** Milliseconds. */
  readonly standard: number;
  readonly least: number;
  readonly most: number;
  /** What the delay is multiplied by at each repetition, up to `ceiling`; 1 for a timer that does not back off. */
  readonly backOff: number;
  /** The longest delay in milliseconds that back-off reaches. */
  readonly ceiling: number;
  /** How often it may fire in a row before the party gives up; 0 for no limit. */
  readonly tries: number;
  readonly doc: string;
}
