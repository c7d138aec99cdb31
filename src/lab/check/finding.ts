/** What the lab finds out about a machine: one thing that it has or lacks, and where Debian has it. */

/** What a part of the lab needs; scenarios name these. */
export type Need = 'network' | 'devices' | 'hypervisor' | 'bare-guest' | 'linux-guest' | 'disks' | 'programs';

/** One thing that was looked for. */
export interface Finding {
  readonly name: string;
  /** `unknown`: it could not be found out here, which is never taken for `yes`. */
  readonly found: 'yes' | 'no' | 'unknown';
  /** What was found, or what is wrong, for people. */
  readonly says: string;
  /** The Debian packages that have it; none when no package helps. */
  readonly packages: readonly string[];
  /** Whether these come from the backports of the release. */
  readonly backports?: boolean;
  /** What cannot be done without it; empty for what is only good to have. */
  readonly needed: readonly Need[];
}
