/** One way in which the octets of a message are wrong: what the generators of faults give. */
import type { messageRequirements } from '../../spec/registry/decode-requirements.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';

/** What a variant says of itself; id, path and requirement are completed. */
export interface Variant {
  readonly id: string;
  readonly says: string;
  readonly octets: Uint8Array;
  readonly code: keyof typeof messageRequirements;
  readonly offset: number;
  /** The path; one that begins with a dot or is empty stands behind the name of the message. */
  readonly path: string;
  readonly requirement?: RequirementId;
}
