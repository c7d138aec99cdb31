/**
 * The values that events and effects share: the records of messages in their JSON form, and their unsigned parts.
 * A machine signs nothing: it says what is to be signed, and the endpoint signs it.
 */
import type {
  AddressJson,
  AttachmentJson,
  FreezeBudgetJson,
  PermitJson,
  PlaceJson,
  PurposeJson,
  ReasonJson,
  RunningJson,
  StateDigestJson,
  StatementJson,
  TargetJson,
  TicketJson,
  WitnessJson,
} from '../protocol/generated/record-json.ts';
import type { ReasonCode } from '../protocol/generated/codes.ts';

/** What a signed record says, without what proves it. */
export type Unsigned<T> = Omit<T, 'algorithm' | 'hash' | 'key' | 'signature'>;

/** What a permit says. */
export type PermitClaims = Unsigned<PermitJson>;

/** What the register of a witness holds, or a statement says of it. */
export type RegisterClaims = Unsigned<StatementJson>;

/** What the endpoint found when it checked what only it can check: tickets, versions, transcripts, signatures. */
export type Verdict = 'valid' | ReasonCode;

/** The TLVs of journal records, by the names of the registry; a record has those that its step requires. */
export interface RecordValues {
  readonly purpose?: PurposeJson;
  readonly freezeBudget?: FreezeBudgetJson;
  readonly ticket?: TicketJson;
  readonly target?: TargetJson;
  readonly address?: AddressJson;
  readonly witness?: WitnessJson;
  readonly stateDigest?: StateDigestJson;
  readonly permit?: PermitClaims;
  readonly statement?: StatementJson;
  readonly running?: RunningJson;
  readonly reason?: ReasonJson;
  readonly attachment?: AttachmentJson;
  readonly place?: PlaceJson;
}

/** What a party resumes from. */
export interface Resume<Step extends string> {
  /** The last record of the migration, with the values of earlier ones where it has none: see `mergeRecords`. */
  readonly record: { readonly step: Step } & RecordValues;
  /**
   * Whether no later migration of the machine is in the journal, in any role. A migration that is over and not the
   * latest is remembered, so that questions are answered, but nothing is done for it.
   */
  readonly latest: boolean;
}

/** The reason record of a reason; what is written for people is added outside. */
export function reasonRecord(reason: ReasonCode): ReasonJson {
  return { reason, detail: '' };
}

/**
 * The record to resume from: the step of the last record, and every value in its latest form.
 *
 * @param records the records of one migration and role, oldest first; at least one.
 */
export function mergeRecords<Step extends string>(
  records: readonly ({ readonly step: Step } & RecordValues)[],
): { readonly step: Step } & RecordValues {
  if (records.length === 0) throw new RangeError('no record to resume from');
  return Object.assign({}, ...records) as { readonly step: Step } & RecordValues;
}
