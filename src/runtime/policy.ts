/** What a host decides by itself: whom it takes in, how memory is carried, when it freezes. */
import { records } from '../../spec/registry/records.ts';
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
  /** Octets that a hypervisor that gives its state as a stream has still to hand over, as far as is known now. */
  readonly left?: number;
  /** How often such a hypervisor has gone through the memory; its rounds are only slices of that. */
  readonly pass?: number;
}

/** The decisions of a host. Each answers at once. */
export interface Policy {
  readonly admit: (admission: Admission) => 'accept' | ReasonCode;
  readonly afterRound: (situation: RoundSituation) => 'next-round' | 'freeze' | ReasonCode;
  /** What a source host offers, and a destination host accepts at most. */
  readonly transfer: TransferJson;
  /** Octets of a piece, offered and accepted at most; absent where nothing is known of the datagrams of the path. */
  readonly pieceSize?: number;
}

/** Numbers of the standard policy. */
export interface PolicyOptions {
  readonly admit?: Policy['admit'];
  /** Octets in a second that the path carries at most; by default a gigabit. What was measured counts if it is less. */
  readonly bandwidth?: number;
  /** Rounds after which the migration is given up, or passes through the memory where rounds are slices; by default 16. */
  readonly maxRounds?: number;
  /** Octets of a chunk; by default 4096. */
  readonly chunkSize?: number;
  /** Chunks that may be asked for and not yet there; by default 16, so that they fit the buffer of a socket. */
  readonly window?: number;
  /** Octets of a piece, 512 to 61 440; by default what all paths carry. */
  readonly pieceSize?: number;
}

/**
 * The standard policy: takes everybody in, and freezes when what is left to carry, or what the machine writes during one
 * more round, can be carried within the memory part of the freeze budget. The budget is a limit, not an aim: where the
 * hypervisor knows what is left, rounds go on while the next one is expected to leave less than half.
 *
 * @throws RangeError for octets of a piece that no offer can name.
 */
export function standardPolicy(options: PolicyOptions = {}): Policy {
  const { bandwidth = 125_000_000, maxRounds = 16, chunkSize = 4096, window = 16, pieceSize } = options;
  if (pieceSize !== undefined) checkPieceSize(pieceSize);
  return {
    admit: options.admit ?? (() => 'accept'),
    afterRound({ round, octets, elapsedMs, dirtyRate, budget, left, pass = round }) {
      // A slice of a stream may be short: then its time is that of going there and back, and tells nothing of the path.
      const isMeasured = elapsedMs > 0 && octets > 0 && (left === undefined || octets >= tellingOctets);
      const measured = isMeasured ? (octets * 1000) / elapsedMs : bandwidth;
      const rate = Math.max(1, Math.min(bandwidth, measured));
      const toCarry = left ?? Math.min(octets, (dirtyRate * octets) / rate);
      const microseconds = (toCarry / rate) * 1_000_000;
      const isLastRound = pass >= maxRounds;
      const isWorthAnother =
        left !== undefined && microseconds > shortFreeze && (pass === 1 || left < octets / 2) && !isLastRound;
      if (microseconds <= budget.memory && !isWorthAnother) return 'freeze';
      return isLastRound ? 'no-convergence' : 'next-round';
    },
    transfer: { modes: { preCopy: true, postCopy: false, diskCopy: false }, chunkSize, window },
    ...(pieceSize === undefined ? {} : { pieceSize }),
  };
}

/** Microseconds to carry the rest of a stream for which no further round is worth its while. */
const shortFreeze = 2_000;

/** Octets of a slice whose time tells how fast the path is. */
const tellingOctets = 1_048_576;

/** What a packet with a piece has besides the octets of the piece, with two addresses of three nodes. */
const packetOverhead = 302;

/** Octets of the chunks that are sent in long pieces: each part of a manifest is signed and answered. */
const longChunk = 262_144;

/** Octets that one machine may have on their way. */
const mostOnTheirWay = 2_097_152;

/**
 * How a path is used that carries datagrams of so many octets: pieces that fill them, chunks of whole pieces, and a
 * window wide enough that congestion alone decides how much is on its way.
 *
 * @throws RangeError when not even the shortest piece fits.
 */
export function optionsForDatagrams(
  octets: number,
): Required<Pick<PolicyOptions, 'pieceSize' | 'chunkSize' | 'window'>> {
  const most = records.pieceSize.fields[0].max;
  const pieceSize = Math.min(octets - packetOverhead, most);
  checkPieceSize(pieceSize);
  const chunkSize = pieceSize * Math.max(1, Math.floor(longChunk / pieceSize));
  return { pieceSize, chunkSize, window: Math.ceil(mostOnTheirWay / chunkSize) };
}

function checkPieceSize(octets: number): void {
  const { min, max } = records.pieceSize.fields[0];
  if (Number.isInteger(octets) && octets >= min && octets <= max) return;
  throw new RangeError(`a piece has ${min} to ${max} octets, not ${octets}`);
}
