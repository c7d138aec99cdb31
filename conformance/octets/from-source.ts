/** The messages that a source host sends, as the kit sends them when it plays one. */
import { epoch } from '../cast.ts';
import { firstRound, type ImageChunk, part, round, stateDigest } from './image.ts';
import { sha256 } from './keys.ts';
import { type Envelope, message, tlv } from './message.ts';
import { octets, opaque, text, uint } from './octets.ts';
import { delegation, type DelegationParts } from './place-records.ts';
import {
  addressOf,
  hostAndAddress,
  permit,
  type PermitParts,
  reason,
  type ReasonName,
  ticket,
  type TicketParts,
} from './records.ts';

/** An envelope from the source to the destination, with what is to be different. */
type Differences = Partial<Envelope>;

function envelope(exchange: number, differences: Differences): Envelope {
  return { from: 'source', to: 'destination', exchange, ...differences };
}

/** What an offer says, where it is not the usual. */
export interface OfferParts {
  readonly exchange?: number;
  /** The six numbers of the record, as octets. */
  readonly versions?: string;
  readonly dryRun?: boolean;
  /** The value of the TLV `disks`; by default none. */
  readonly disks?: Uint8Array;
  readonly ticket?: TicketParts;
  /** Octets of a ticket, instead of `ticket`. */
  readonly ticketOctets?: Uint8Array;
  readonly modes?: number;
  readonly witness?: boolean;
  /** The machine lets the destination speak for it; only what is not the usual need be said. */
  readonly delegation?: DelegationParts;
  /** Octets of a piece; by default not named. */
  readonly pieceSize?: number;
  /** Pieces that one Fetch with runs is answered by; by default no runs are taken. */
  readonly pieceRuns?: number;
  readonly envelope?: Differences;
}

/** Offer: control, state and rebind version 1; 1024 octets of memory; pre-copy with chunks of 512 octets. */
export function offer(parts: OfferParts = {}): Uint8Array {
  return message(
    'Offer',
    envelope(parts.exchange ?? 0x0ffe0001, parts.envelope ?? {}),
    tlv('versions', parts.versions ?? '01 01 0001 0001 01 01'),
    tlv('purpose', parts.dryRun === true ? '02' : '01'),
    tlv('profile', uint(1024, 8), uint(512, 4), uint(1, 2), text('simulated')),
    tlv('disks', parts.disks ?? '0000'),
    tlv('transfer', uint(parts.modes ?? 1, 2), uint(512, 4), uint(8, 2)),
    tlv('freezeBudget', ...[200_000, 50_000, 50_000, 50_000, 50_000].map((part_) => uint(part_, 4))),
    tlv('ticket', parts.ticketOctets ?? ticket(parts.ticket)),
    tlv('address', addressOf('source')),
    ...(parts.witness === true ? [tlv('witness', hostAndAddress('witness'))] : []),
    ...(parts.delegation === undefined ? [] : [tlv('delegation', delegation(parts.delegation))]),
    ...(parts.pieceSize === undefined ? [] : [tlv('pieceSize', uint(parts.pieceSize, 2))]),
    ...(parts.pieceRuns === undefined ? [] : [tlv('pieceRuns', uint(parts.pieceRuns, 2))]),
  );
}

/** One disk in the TLV `disks`: mode 1 shared-fenced, 2 shared-unfenced, 3 copied, 4 read-only, 5 absent. */
export function oneDisk(mode: 1 | 2 | 3 | 4 | 5): Uint8Array {
  return octets('0001', text('vda'), uint(mode, 1), uint(4096, 8));
}

/** Prepare, bound to an offer and its acceptance. */
export function prepare(
  said: readonly Uint8Array[],
  exchange = 0x9e000001,
  differences: Differences = {},
): Uint8Array {
  return message(
    'Prepare',
    envelope(exchange, differences),
    tlv('transcript', sha256(...said)),
    tlv('lease', uint(30_000, 4)),
  );
}

/** Manifest of a whole round in one part. */
export function manifest(
  number = 1,
  chunks: readonly ImageChunk[] = firstRound,
  exchange = 0x3a000000 + number,
  differences: Differences = {},
): Uint8Array {
  return message(
    'Manifest',
    envelope(exchange, differences),
    tlv('round', round(number, chunks)),
    tlv('part', part(chunks)),
  );
}

/** A piece: by default a whole chunk of the first round. It has no authenticator. */
export function piece(
  chunk: ImageChunk,
  cid: Uint8Array,
  exchange: number,
  at = 0,
  data?: Uint8Array,
): Uint8Array {
  const content = data ?? chunk.octets.subarray(at, at + 1024);
  return message('Piece', envelope(exchange, {}), tlv('piece', cid, uint(at, 4), opaque(content)));
}

/** Freeze: the last round, and the digest of the whole state. */
export function freeze(
  number: number,
  chunks: readonly ImageChunk[],
  digest: Uint8Array = stateDigest,
  exchange = 0xf0000001,
  differences: Differences = {},
): Uint8Array {
  return message(
    'Freeze',
    envelope(exchange, differences),
    tlv('round', round(number, chunks)),
    tlv('stateDigest', digest),
  );
}

/** Commit with a permit, and with a statement of the witness if one is given. */
export function commit(
  parts: Partial<PermitParts> = {},
  statementOctets?: Uint8Array,
  exchange = 0xc0000001,
  differences: Differences = {},
): Uint8Array {
  return message(
    'Commit',
    envelope(exchange, differences),
    tlv('permit', permit({ digest: stateDigest, ...parts })),
    ...(statementOctets === undefined ? [] : [tlv('statement', statementOctets)]),
  );
}

/** Abort. */
export function abort(
  why: ReasonName = 'cancelled',
  exchange = 0xab000001,
  differences: Differences = {},
): Uint8Array {
  return message('Abort', envelope(exchange, differences), tlv('reason', reason(why)));
}

/** Running under an epoch, as a source says it after it got the machine back. */
export function runningAtSource(under = epoch + 1, exchange = 0x60000001): Uint8Array {
  return message('Running', envelope(exchange, {}), tlv('running', uint(under, 8)));
}
