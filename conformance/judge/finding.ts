/** What the judgement of a capture says. */
import type { RequirementId } from '../../spec/registry/requirements.ts';

/** Something in a capture that breaks a clause. */
export interface Finding {
  /** The number of the frame, from 1 on, as other tools count. */
  readonly frame: number;
  /** The id of the HID of who sent it, in hexadecimal; undefined when the octets do not say. */
  readonly by: string | undefined;
  readonly requirement: RequirementId;
  /** What is wrong, in a sentence without its full stop. */
  readonly says: string;
}

/** What could not be judged, and how often. */
export interface Unjudged {
  readonly why: string;
  /** The numbers of the frames. */
  readonly frames: readonly number[];
}
