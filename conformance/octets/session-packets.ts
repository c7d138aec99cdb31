/**
 * Packets of sessions (next header 0x59), laid out and read by hand against chapter 16, and the ways that an address
 * holds: where a packet is sent to is the first of them.
 */
import { hexOf, octets, type Piece, uint } from './octets.ts';

const [prefixOctets, segmentOctets, rangeOctets] = [20, 42, 8];
const nodeOctets = 28;

/** A segment of a stream, where it is not empty. */
export interface SegmentParts {
  /** `01` the end, `02` asks. */
  readonly flags?: string;
  readonly window?: number;
  readonly offset?: number;
  readonly ack?: number;
  /** Pairs of gap and length. */
  readonly ranges?: readonly (readonly [gap: number, length: number])[];
  readonly data?: Piece;
}

/** A segment: by default without data, with a window of 16384. */
export function segment(session: Piece, parts: SegmentParts = {}): Uint8Array {
  const { flags = '00', window = 16_384, offset = 0, ack = 0, ranges = [], data = '' } = parts;
  return octets(
    '5853 01 02',
    session,
    flags,
    uint(ranges.length, 1),
    uint(window, 4),
    uint(offset, 8),
    uint(ack, 8),
    ...ranges.flatMap(([gap, length]) => [uint(gap, 4), uint(length, 4)]),
    data,
  );
}

/** A close. */
export function closing(session: Piece): Uint8Array {
  return octets('5853 01 03', session);
}

/** What a session packet says. */
export interface SessionPacketView {
  readonly kind: number;
  readonly session: string;
  /** Of a datagram. */
  readonly sequence: number;
  /** Of a segment, as the ranges: start and end of what was received beyond `ack`. */
  readonly ask: boolean;
  readonly window: number;
  readonly offset: number;
  readonly ack: number;
  readonly ranges: readonly (readonly [start: number, end: number])[];
  readonly data: Uint8Array;
}

/** Reads the payload of a session packet; what its kind does not have is zero. */
export function readSessionPacket(payload: Uint8Array): SessionPacketView {
  const view = Buffer.from(payload);
  const kind = view[3]!;
  const isSegment = kind === 2;
  const count = isSegment ? view[21]! : 0;
  const ack = isSegment ? Number(view.readBigUInt64BE(34)) : 0;
  const ranges: [number, number][] = [];
  let last = ack;
  for (let i = 0; i < count; i += 1) {
    const at = segmentOctets + rangeOctets * i;
    const start = last + view.readUInt32BE(at);
    last = start + view.readUInt32BE(at + 4);
    ranges.push([start, last]);
  }
  const dataAt = isSegment ? segmentOctets + rangeOctets * count : kind === 1 ? 28 : prefixOctets;
  return {
    kind,
    session: hexOf(payload.subarray(4, prefixOctets)),
    sequence: kind === 1 ? Number(view.readBigUInt64BE(prefixOctets)) : 0,
    ask: isSegment && (view[20]! & 2) !== 0,
    window: isSegment ? view.readUInt32BE(22) : 0,
    offset: isSegment ? Number(view.readBigUInt64BE(26)) : 0,
    ack,
    ranges,
    data: payload.subarray(dataAt),
  };
}

/** The ids on the way that an address prefers, from the entry to the sink, in hexadecimal. */
export function preferredWay(nodes: Uint8Array): readonly string[] {
  const last = nodes.length / nodeOctets - 1;
  const edgeOf = (node: number): number => nodes[node * nodeOctets + 24]! & 0x7f;
  const ids: string[] = [];
  for (let node = edgeOf(last), steps = 0; steps <= last; node = edgeOf(node), steps += 1) {
    if (node > last) break;
    ids.push(hexOf(nodes.subarray(node * nodeOctets + 4, node * nodeOctets + 24)));
    if (node === last) break;
  }
  return ids;
}
