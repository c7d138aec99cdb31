/**
 * Session packets (chapter 16): read and written by the layouts of `spec/registry/sessions.ts`.
 * Reading never copies: session id and data are views of the packet.
 */
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import {
  datagramLayout,
  rangeLayout,
  segmentFlags,
  segmentLayout,
  sessionKinds,
  sessionLimits,
  sessionPrefixLayout,
  sessionSizes,
} from '../../spec/registry/sessions.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';

/** One datagram. */
export interface DatagramPacket {
  readonly kind: 'datagram';
  /** 16 octets; a view when it was read. */
  readonly session: Uint8Array;
  /** 1 to 2^53 - 1. */
  readonly sequence: number;
  /** A view when it was read. */
  readonly data: Uint8Array;
}

/** Positions that were received after `gap` missing ones; both at least 1. */
export interface ReceivedRange {
  readonly gap: number;
  readonly length: number;
}

/** A piece of a stream, an acknowledgement, or both. */
export interface SegmentPacket {
  readonly kind: 'segment';
  /** 16 octets; a view when it was read. */
  readonly session: Uint8Array;
  /** The stream ends after the data. */
  readonly end: boolean;
  /** The receiver is to answer at once. */
  readonly ask: boolean;
  /** Octets after `ack` for which there is room. */
  readonly window: number;
  /** The position of the first octet of data. */
  readonly offset: number;
  /** The first position of the other direction that has not been received. */
  readonly ack: number;
  /** At most three, in ascending order by construction. */
  readonly ranges: readonly ReceivedRange[];
  /** A view when it was read. */
  readonly data: Uint8Array;
}

/** The other end has given the session up. */
export interface ClosePacket {
  readonly kind: 'close';
  /** 16 octets; a view when it was read. */
  readonly session: Uint8Array;
}

/** A session packet. */
export type SessionPacket = DatagramPacket | SegmentPacket | ClosePacket;

const at = {
  ...offsets(sessionPrefixLayout),
  ...offsets(datagramLayout),
  ...offsets(segmentLayout),
};
const inRange = offsets(rangeLayout);
const flagBits = segmentFlags.end.bit | segmentFlags.ask.bit;
const word = 0x1_0000_0000;

/**
 * The session id of a packet without a look at the rest, to find out whose it is; a view.
 *
 * @returns undefined when the prefix is not that of a session packet.
 */
export function sessionOf(octets: Uint8Array): Uint8Array | undefined {
  return prefixFault(octets) === undefined ? octets.subarray(at.session, sessionSizes.prefix) : undefined;
}

/** Reads a session packet (SES-001); total, and nothing is copied. */
export function decodeSessionPacket(octets: Uint8Array): Result<SessionPacket, DecodeError> {
  const fault = prefixFault(octets);
  if (fault !== undefined) return err(fault);
  const session = octets.subarray(at.session, sessionSizes.prefix);
  switch (octets[at.kind]) {
    case sessionKinds.datagram.code:
      return decodeDatagram(octets, session);
    case sessionKinds.segment.code:
      return decodeSegment(octets, session);
    case sessionKinds.close.code:
      if (octets.length > sessionSizes.prefix) return fail('trailing-octets', sessionSizes.prefix, 'close');
      return ok({ kind: 'close', session });
    default:
      return fail('unknown-type', at.kind, 'kind');
  }
}

/**
 * Writes a session packet; the octets belong to the caller.
 *
 * @throws RangeError when a number does not fit its field, or there are too many ranges.
 */
export function encodeSessionPacket(packet: SessionPacket): Uint8Array {
  switch (packet.kind) {
    case 'datagram': {
      const octets = begin(packet, sessionSizes.datagram + packet.data.length);
      putLong(octets, at.sequence, checked(packet.sequence, 1, sessionLimits.integer));
      octets.set(packet.data, sessionSizes.datagram);
      return octets;
    }
    case 'segment': {
      const { ranges, data } = packet;
      checked(ranges.length, 0, sessionLimits.ranges);
      checked(packet.offset + data.length + Number(packet.end), 0, sessionLimits.integer);
      const dataAt = sessionSizes.segment + ranges.length * sessionSizes.range;
      const octets = begin(packet, dataAt + data.length);
      octets[at.flags] = (packet.end ? segmentFlags.end.bit : 0) | (packet.ask ? segmentFlags.ask.bit : 0);
      octets[at.ranges] = ranges.length;
      putWord(octets, at.window, checked(packet.window, 0, word - 1));
      putLong(octets, at.offset, checked(packet.offset, 0, sessionLimits.integer));
      putLong(octets, at.ack, checked(packet.ack, 0, sessionLimits.integer));
      let last = packet.ack;
      ranges.forEach(({ gap, length }, i) => {
        last = checked(last + gap + length, 0, sessionLimits.integer);
        const start = sessionSizes.segment + i * sessionSizes.range;
        putWord(octets, start + inRange.gap, checked(gap, 1, word - 1));
        putWord(octets, start + inRange.length, checked(length, 1, word - 1));
      });
      octets.set(data, dataAt);
      return octets;
    }
    case 'close':
      return begin(packet, sessionSizes.prefix);
  }
}

function prefixFault(octets: Uint8Array): DecodeError | undefined {
  if (octets.length < sessionSizes.prefix) return fault('truncated', octets.length, 'prefix');
  if (((octets[at.magic]! << 8) | octets[at.magic + 1]!) !== sessionLimits.magic)
    return fault('bad-magic', at.magic, 'magic');
  if (octets[at.version] !== sessionLimits.version)
    return fault('unsupported-version', at.version, 'version');
  return undefined;
}

function decodeDatagram(octets: Uint8Array, session: Uint8Array): Result<DatagramPacket, DecodeError> {
  if (octets.length < sessionSizes.datagram) return fail('truncated', octets.length, 'datagram');
  const sequence = readLong(octets, at.sequence);
  if (sequence < 1 || sequence > sessionLimits.integer)
    return fail('out-of-range', at.sequence, 'datagram.sequence');
  return ok({ kind: 'datagram', session, sequence, data: octets.subarray(sessionSizes.datagram) });
}

function decodeSegment(octets: Uint8Array, session: Uint8Array): Result<SegmentPacket, DecodeError> {
  if (octets.length < sessionSizes.segment) return fail('truncated', octets.length, 'segment');
  const flags = octets[at.flags]!;
  if ((flags & ~flagBits) !== 0) return fail('reserved-bits', at.flags, 'segment.flags');
  const count = octets[at.ranges]!;
  if (count > sessionLimits.ranges) return fail('too-many', at.ranges, 'segment.ranges');
  const dataAt = sessionSizes.segment + count * sessionSizes.range;
  if (octets.length < dataAt) return fail('truncated', octets.length, 'segment.ranges');
  const end = (flags & segmentFlags.end.bit) !== 0;
  const offset = readLong(octets, at.offset);
  if (offset + (octets.length - dataAt) + Number(end) > sessionLimits.integer)
    return fail('out-of-range', at.offset, 'segment.offset');
  const ack = readLong(octets, at.ack);
  if (ack > sessionLimits.integer) return fail('out-of-range', at.ack, 'segment.ack');
  const ranges: ReceivedRange[] = [];
  let last = ack;
  for (let i = 0; i < count; i += 1) {
    const start = sessionSizes.segment + i * sessionSizes.range;
    const gap = readWord(octets, start + inRange.gap);
    if (gap === 0) return fail('out-of-range', start + inRange.gap, `segment.ranges[${i}].gap`);
    const length = readWord(octets, start + inRange.length);
    last += gap + length;
    if (length === 0 || last > sessionLimits.integer)
      return fail('out-of-range', start + inRange.length, `segment.ranges[${i}].length`);
    ranges.push({ gap, length });
  }
  return ok({
    kind: 'segment',
    session,
    end,
    ask: (flags & segmentFlags.ask.bit) !== 0,
    window: readWord(octets, at.window),
    offset,
    ack,
    ranges,
    data: octets.subarray(dataAt),
  });
}

function begin(packet: SessionPacket, size: number): Uint8Array {
  if (packet.session.length !== sessionSizes.session)
    throw new RangeError(`a session id has ${sessionSizes.session} octets, not ${packet.session.length}`);
  const octets = new Uint8Array(size);
  octets[at.magic] = sessionLimits.magic >> 8;
  octets[at.magic + 1] = sessionLimits.magic & 0xff;
  octets[at.version] = sessionLimits.version;
  octets[at.kind] = sessionKinds[packet.kind].code;
  octets.set(packet.session, at.session);
  return octets;
}

function offsets<Row extends { readonly name: string; readonly offset: number }>(
  layout: readonly Row[],
): Readonly<Record<Row['name'], number>> {
  return Object.fromEntries(layout.map(({ name, offset }) => [name, offset])) as Record<Row['name'], number>;
}

function readWord(octets: Uint8Array, start: number): number {
  return (
    ((octets[start]! << 24) | (octets[start + 1]! << 16) | (octets[start + 2]! << 8) | octets[start + 3]!) >>>
    0
  );
}

/** May be above 2^53 - 1 and inexact then, which the callers refuse. */
function readLong(octets: Uint8Array, start: number): number {
  return readWord(octets, start) * word + readWord(octets, start + 4);
}

function putWord(octets: Uint8Array, start: number, value: number): void {
  octets[start] = value >>> 24;
  octets[start + 1] = value >>> 16;
  octets[start + 2] = value >>> 8;
  octets[start + 3] = value;
}

function putLong(octets: Uint8Array, start: number, value: number): void {
  putWord(octets, start, Math.floor(value / word));
  putWord(octets, start + 4, value % word);
}

function checked(value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most)
    throw new RangeError(`not a number from ${least} to ${most}: ${value}`);
  return value;
}

function fault(code: DecodeErrorCode, offset: number, path: string): DecodeError {
  return { code, offset, path, requirement: 'SES-001' };
}

function fail(code: DecodeErrorCode, offset: number, path: string): Result<never, DecodeError> {
  return err(fault(code, offset, path));
}
