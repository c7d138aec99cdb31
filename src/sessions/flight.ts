/**
 * What was sent and is not acknowledged: which segments arrived, which are lost, how much is on its way. Each
 * transmission has a number, so a segment counts as lost when later ones have arrived, also when it was sent again.
 */
import { sessionLimits } from '../../spec/registry/sessions.ts';
import type { PositionRange } from './range-list.ts';
import type { RoundTrip } from '../core/round-trip.ts';

/** A segment that was sent; changed by its flight only. */
export interface FlownSegment {
  /** Its first position. */
  readonly offset: number;
  /** How many positions it has, the end of the direction included. */
  readonly length: number;
  /** Octets of its packet. */
  readonly octets: number;
}

/** What an acknowledgement brought. */
export interface Landing {
  /** Whether something arrived that was not known to have. */
  readonly any: boolean;
  /** Octets of packets that arrived and were sent after the last reduction of the window. */
  readonly octets: number;
  /** A sample of the round trip in milliseconds, when there is an unambiguous one. */
  readonly sample: number | undefined;
}

/** The segments on their way in one direction, in the order of their positions. */
export interface Flight {
  /** A new segment was sent, behind all others. */
  sent(offset: number, length: number, octets: number, now: number): void;
  /** A segment was sent again; positions from `length` on become a segment of their own, which is lost. */
  resent(segment: FlownSegment, length: number, octets: number, now: number): void;
  /** Takes an acknowledgement: everything below `ack`, and what lies in the ranges. */
  acknowledge(ack: number, ranges: readonly PositionRange[], now: number): Landing;
  /** Looks for losses. @returns whether the window is to be reduced: once for what was sent before the last reduction. */
  detect(now: number): boolean;
  /** When the next segment will count as lost, if nothing arrives before; undefined for none. */
  lossAt(): number | undefined;
  /** The retransmission time-out passed: everything that has not arrived counts as lost. */
  allLost(): void;
  /** The path is another one: what is on its way takes no part of the window any more. */
  newPath(): void;
  /** The lost segment of the lowest position. */
  firstLost(): FlownSegment | undefined;
  /** The segment of the lowest position that is not known to have arrived. */
  oldest(): FlownSegment | undefined;
  /** The segment of the highest position that is not known to have arrived. */
  newest(): FlownSegment | undefined;
  /** Octets of packets that are on their way as far as is known. */
  onTheirWay(): number;
  isEmpty(): boolean;
}

interface Segment extends FlownSegment {
  offset: number;
  length: number;
  octets: number;
  /** The number of its last transmission. */
  order: number;
  sentAt: number;
  /** How often it was sent. */
  times: number;
  arrived: boolean;
  lost: boolean;
  /** Whether it is part of what is on its way. */
  counted: boolean;
}

/** Makes an empty flight; the estimate of the round trip tells how late is lost. */
export function flight(trip: RoundTrip): Flight {
  let segments: Segment[] = [];
  let order = 0;
  let highestArrived = 0;
  let pathOrder = 0;
  let reducedAt = 0;
  let way = 0;
  let lost = 0;
  let lossAt: number | undefined;

  const count = (segment: Segment, on: boolean): void => {
    if (segment.counted === on) return;
    segment.counted = on;
    way += on ? segment.octets : -segment.octets;
  };
  const setLost = (segment: Segment, on: boolean): void => {
    if (segment.lost === on) return;
    segment.lost = on;
    lost += on ? 1 : -1;
    if (on) count(segment, false);
  };
  const land = (segment: Segment, now: number): void => {
    // After a retransmission the acknowledgement may be that of the first one, if it comes too early for the second.
    if (segment.times === 1 || now - segment.sentAt >= trip.shortest())
      highestArrived = Math.max(highestArrived, segment.order);
    setLost(segment, false);
    count(segment, false);
    segment.arrived = true;
  };

  return {
    sent(offset, length, octets, now) {
      order += 1;
      const segment: Segment = {
        offset,
        length,
        octets,
        order,
        sentAt: now,
        times: 1,
        arrived: false,
        lost: false,
        counted: false,
      };
      segments.push(segment);
      count(segment, true);
    },
    resent(given, length, octets, now) {
      const at = segments.indexOf(given as Segment);
      const segment = segments[at];
      if (segment === undefined) throw new RangeError('the segment is not of this flight');
      setLost(segment, false);
      count(segment, false);
      if (length < segment.length) {
        const rest = { ...segment, offset: segment.offset + length, length: segment.length - length };
        segments.splice(at + 1, 0, rest);
        setLost(rest, true);
      }
      order += 1;
      Object.assign(segment, { length, octets, order, sentAt: now, times: segment.times + 1 });
      count(segment, true);
    },
    acknowledge(ack, ranges, now) {
      const arrived: Segment[] = [];
      let done = 0;
      for (const segment of segments) {
        const end = segment.offset + segment.length;
        const isBelow = end <= ack;
        if (isBelow) done += 1;
        else if (segment.offset < ack) Object.assign(segment, { offset: ack, length: end - ack });
        if (segment.arrived) continue;
        if (isBelow || ranges.some((range) => range.start <= segment.offset && end <= range.end))
          arrived.push(segment);
      }
      for (const segment of arrived) land(segment, now);
      if (done > 0) segments = segments.slice(done);
      const sampled = arrived.filter(({ times, order }) => times === 1 && order > pathOrder).at(-1);
      return {
        any: arrived.length > 0,
        octets: arrived.reduce((sum, { order, octets }) => sum + (order > reducedAt ? octets : 0), 0),
        sample: sampled && now - sampled.sentAt,
      };
    },
    detect(now) {
      const late = (9 / 8) * Math.max(trip.smoothed() ?? 0, trip.latest() ?? 0);
      const patience = late > 0 ? Math.max(1, late) : Number.POSITIVE_INFINITY;
      let reduces = false;
      lossAt = undefined;
      for (const segment of segments) {
        if (segment.arrived || segment.lost || segment.order >= highestArrived) continue;
        const at = segment.sentAt + patience;
        if (segment.order <= highestArrived - sessionLimits.reorderedSegments || at <= now) {
          if (segment.order > reducedAt) reduces = true;
          setLost(segment, true);
        } else if (at !== Number.POSITIVE_INFINITY) lossAt = Math.min(lossAt ?? at, at);
      }
      if (reduces) reducedAt = order;
      return reduces;
    },
    lossAt: () => lossAt,
    allLost() {
      for (const segment of segments) if (!segment.arrived) setLost(segment, true);
      reducedAt = order;
      lossAt = undefined;
    },
    newPath() {
      for (const segment of segments) count(segment, false);
      pathOrder = order;
      reducedAt = order;
      lossAt = undefined;
    },
    firstLost: () => (lost === 0 ? undefined : segments.find((segment) => segment.lost)),
    oldest: () => segments.find((segment) => !segment.arrived),
    newest: () => segments.findLast((segment) => !segment.arrived),
    onTheirWay: () => way,
    isEmpty: () => segments.length === 0,
  };
}
