/** The receiving half of a stream (chapter 16): puts segments in order, and says what was received and what has room. */
import { sessionLimits } from '../../spec/registry/sessions.ts';
import { octetRing } from './octet-ring.ts';
import { type PositionRange, rangeList } from './range-list.ts';
import type { SegmentPacket } from './session-packet.ts';

/** What a segment says about the other direction. */
export type Incoming = Pick<SegmentPacket, 'ack' | 'window' | 'ranges'>;

/** When what was received is to be acknowledged. */
export type Urgency = 'now' | 'later' | 'never';

/** The receiving half of a stream. */
export interface StreamReceiver {
  /** Whether a segment agrees with what is known about the end of the direction. */
  fits(segment: SegmentPacket): boolean;
  /** Takes the data of a segment, and delivers what is in order. */
  take(segment: SegmentPacket): Urgency;
  /** What is to be said about this direction. */
  report(): Incoming;
  /** Holds back what is in order, or lets it go. */
  pause(on: boolean): void;
  /** Whether the end was delivered. */
  hasEnded(): boolean;
  /** Octets that were delivered. */
  delivered(): number;
  /** Octets that came again, or beyond the room there was. */
  needless(): number;
  /** Octets of memory that hold what is not delivered. */
  memory(): number;
}

/** Makes the receiving half of a stream that has received nothing. */
export function streamReceiver(options: {
  /** Octets that may wait. */
  readonly receiveOctets: number;
  readonly onData: (octets: Uint8Array) => void;
  readonly onEnd: () => void;
}): StreamReceiver {
  const ring = octetRing();
  const ranges = rangeList(sessionLimits.keptRanges);
  /** The first position that is missing; the end of the direction is a position. */
  let next = 0;
  let delivered = 0;
  let endAt: number | undefined;
  let isPaused = false;
  let ended = false;
  let latest = 0;
  let needless = 0;

  const highest = (): number => Math.max(next, ranges.all().at(-1)?.end ?? 0);

  const deliver = (): void => {
    const inOrder = Math.min(next, endAt ?? next);
    if (!isPaused && delivered < inOrder) {
      const octets = ring.read(delivered, inOrder - delivered);
      delivered = inOrder;
      ring.dropBelow(delivered);
      options.onData(octets);
    }
    if (!isPaused && !ended && delivered === endAt && next > endAt) {
      ended = true;
      options.onEnd();
    }
  };

  return {
    fits({ offset, data, end }) {
      const dataEnd = offset + data.length;
      if (data.length === 0 && !end) return true;
      if (endAt !== undefined && (dataEnd > endAt || (end && dataEnd !== endAt))) return false;
      return !end || endAt !== undefined || highest() <= dataEnd;
    },
    take({ offset, data, end, ask }) {
      const hadGap = ranges.all().length > 0;
      const dataEnd = offset + data.length;
      const roomEnd = delivered + options.receiveOctets;
      if (data.length === 0 && !end) return ask ? 'now' : 'never';
      const keepsEnd = end && dataEnd <= roomEnd;
      const from = Math.max(offset, next);
      const to = Math.min(dataEnd, roomEnd) + Number(keepsEnd);
      if (from >= to) {
        needless += data.length;
        return 'now';
      }
      needless += from - offset + (dataEnd - Math.min(dataEnd, roomEnd));
      const isInOrder = from === next;
      if (!isInOrder && !ranges.add({ start: from, end: to })) return 'now';
      if (keepsEnd) endAt = dataEnd;
      latest = from;
      const fresh = data.subarray(from - offset, Math.min(dataEnd, roomEnd) - offset);
      if (isInOrder && !hadGap && !isPaused && delivered === next) {
        next = to;
        delivered += fresh.length;
        ring.dropBelow(delivered);
        if (fresh.length > 0) options.onData(fresh);
      } else {
        if (fresh.length > 0) ring.write(from, fresh);
        if (isInOrder) next = ranges.takeFrom(to);
      }
      deliver();
      return ask || end || hadGap || !isInOrder || from > offset ? 'now' : 'later';
    },
    report: () => ({
      ack: next,
      window: Math.max(0, delivered + options.receiveOctets - Math.min(next, endAt ?? next)),
      ranges: relative(next, chosen(ranges.all(), latest)),
    }),
    pause(on) {
      isPaused = on;
      deliver();
    },
    hasEnded: () => ended,
    delivered: () => delivered,
    needless: () => needless,
    memory: () => ring.capacity(),
  };
}

/** The range that grew last, which tells most, and the lowest of the others. */
function chosen(ranges: readonly PositionRange[], latest: number): readonly PositionRange[] {
  if (ranges.length <= sessionLimits.ranges) return ranges;
  const lowest = ranges.slice(0, sessionLimits.ranges);
  const grown = ranges.find(({ start, end }) => start <= latest && latest < end);
  if (grown === undefined || lowest.includes(grown)) return lowest;
  return [...lowest.slice(0, -1), grown];
}

function relative(ack: number, ranges: readonly PositionRange[]): Incoming['ranges'] {
  let last = ack;
  return ranges.map(({ start, end }) => {
    const range = { gap: start - last, length: end - start };
    last = end;
    return range;
  });
}
