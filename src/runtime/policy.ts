/** What a host decides by itself: whom it takes in, how memory is carried, when it freezes. */
import type { FreezeBudgetJson, PurposeJson, ReasonCode, TransferJson } from '../protocol/index.ts';

/** A machine that wants to come. */
export interface Admission {
  readonly machine: string;
  readonly purpose: PurposeJson['purpose'];
  /** The id of the HID of the source host. */
  readonly source: string;
  /** Octets of memory; undefined when it is not known. */
  readonly memory: number | undefined;
}

/** Where pre-copy stands after a round. */
export interface RoundSituation {
  /** The number of the round that is complete, from 1. */
  readonly round: number;
  /** Octets of that round. */
  readonly octets: number;
  /** Milliseconds that it took to carry it. */
  readonly elapsedMs: number;
  /** Octets that the machine dirties in a second. */
  readonly dirtyRate: number;
  readonly budget: FreezeBudgetJson;
}

/** The decisions of a host. Each answers at once. */
export interface Policy {
  readonly admit: (admission: Admission) => 'accept' | ReasonCode;
  readonly afterRound: (situation: RoundSituation) => 'next-round' | 'freeze' | ReasonCode;
  /** What a source host offers, and a destination host accepts at most. */
  readonly transfer: TransferJson;
}

/** Numbers of the standard policy. */
export interface PolicyOptions {
  readonly admit?: Policy['admit'];
  /** Octets in a second that the path carries at most; by default a gigabit. What was measured counts if it is less. */
  readonly bandwidth?: number;
  /** Rounds after which the migration is given up; by default 16. */
  readonly maxRounds?: number;
  /** Octets of a chunk; by default 4096. */
  readonly chunkSize?: number;
  /** Chunks that may be asked for and not yet there; by default 16, so that they fit the buffer of a socket. */
  readonly window?: number;
}

/**
 * The standard policy: takes everybody in, and freezes when what the machine writes during one more round can be
 * carried within the memory part of the freeze budget.
 */
export function standardPolicy(options: PolicyOptions = {}): Policy {
  const { bandwidth = 125_000_000, maxRounds = 16, chunkSize = 4096, window = 16 } = options;
  return {
    admit: options.admit ?? (() => 'accept'),
    afterRound({ round, octets, elapsedMs, dirtyRate, budget }) {
      const measured = elapsedMs > 0 ? (octets * 1000) / elapsedMs : bandwidth;
      const rate = Math.max(1, Math.min(bandwidth, measured));
      const left = Math.min(octets, (dirtyRate * octets) / rate);
      const microseconds = (left / rate) * 1_000_000;
      if (microseconds <= budget.memory) return 'freeze';
      return round < maxRounds ? 'next-round' : 'no-convergence';
    },
    transfer: { modes: { preCopy: true, postCopy: false, diskCopy: false }, chunkSize, window },
  };
}
