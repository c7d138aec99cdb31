/**
 * What a decoder says about octets it refuses: a code, where, and which requirement.
 * Shared by the XIP layer and the message codec; the closed set of codes is in `spec/registry/errors.ts`.
 */
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';

/** The reason why octets are not what they should be. */
export interface DecodeError {
  readonly code: DecodeErrorCode;
  /** Offset in octets from the start of the decoded input to the first octet at fault. */
  readonly offset: number;
  /** The field at fault, outermost first, such as `offer.disks[2].name`; empty for the whole input. */
  readonly path: string;
  /** The requirement that the input breaks. */
  readonly requirement: RequirementId;
}
