/** What the specification leaves to a party. */
import type { Role } from '../manifest.ts';

/** Something that is up to a party. */
export interface Freedom {
  /** What is free, in a sentence without its full stop. */
  readonly says: string;
  /** Requirements, entries of the register of ambiguities, or sections. */
  readonly by: readonly string[];
  readonly parties: readonly Role[];
}
