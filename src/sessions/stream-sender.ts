/**
 * The sending half of a stream (chapter 16): what is sent when, and sent again. Windows, time-outs and losses come
 * together here; packets are made by the session that owns it.
 */
import { sessionLimits, sessionSizes } from '../../spec/registry/sessions.ts';
import type { Clock } from '../ports/clock.ts';
import { congestionWindow } from '../core/congestion-window.ts';
import { deadline } from './deadline.ts';
import { flight, type FlownSegment } from './flight.ts';
import { octetRing } from './octet-ring.ts';
import { roundTrip } from '../core/round-trip.ts';
import type { ReceivedRange, SegmentPacket } from './session-packet.ts';
import type { SessionTiming } from './session-timing.ts';
import type { PositionRange } from './range-list.ts';

/** What a sender wants to send; the session adds what it has received. */
export type Outgoing = Pick<SegmentPacket, 'offset' | 'data' | 'end' | 'ask'>;

/** What a sender counts. */
export interface SenderCounts {
  /** Octets of the application that were sent, each once. */
  readonly sentOctets: number;
  /** Octets of the application that the other end has acknowledged. */
  readonly acknowledgedOctets: number;
  /** Segments with data or an end that were sent, first and repeated ones. */
  readonly segments: number;
  /** Segments that were sent again. */
  readonly repeated: number;
  /** How often the retransmission time-out passed. */
  readonly timeouts: number;
  /** Milliseconds; undefined before the first sample. */
  readonly roundTrip: number | undefined;
  /** Octets. */
  readonly congestionWindow: number;
  /** Octets of packets. */
  readonly onTheirWay: number;
}

/** The sending half of a stream. */
export interface StreamSender {
  /** Copies octets into the buffer. @returns how many found room. */
  write(octets: Uint8Array): number;
  /** No octets follow. */
  end(): void;
  /** Whether an acknowledgement is of something that was sent. */
  fits(ack: number): boolean;
  /** Takes what a segment says about the direction of this sender. */
  received(ack: number, window: number, ranges: readonly ReceivedRange[]): void;
  /** Sends what may be sent. */
  flush(): void;
  moved(): void;
  resume(): void;
  /** @see sessionSizes for what a segment needs besides data. */
  packetsAre(octets: number): void;
  /** The position after the last octet that was sent. */
  position(): number;
  /** Whether the direction has ended and all of it is acknowledged. */
  isDone(): boolean;
  counts(): SenderCounts;
  /** Lets go of buffer and timers. */
  stop(): void;
}

/** What a sender needs. */
export interface StreamSenderOptions {
  readonly clock: Clock;
  readonly timing: SessionTiming;
  /** Octets of the buffer. */
  readonly sendOctets: number;
  readonly packetOctets: number;
  /** Sends a segment; false when the path takes nothing now. */
  readonly emit: (segment: Outgoing) => boolean;
  /** There is room again after a write that found too little. */
  readonly onRoom: () => void;
  /** Nothing was heard for the time GIVE_UP. */
  readonly onGiveUp: () => void;
  /** Runs a piece of work when the session is not busy; timers use it. */
  readonly turn: (work: () => void) => void;
}

const nothing = new Uint8Array(0);
/** Octets of a packet that are never data: the header and all ranges. */
const overhead = sessionSizes.segment + sessionLimits.ranges * sessionSizes.range;

/** Makes the sending half of a stream that has sent nothing. */
export function streamSender(options: StreamSenderOptions): StreamSender {
  const { clock, timing, sendOctets, emit, turn } = options;
  const ring = octetRing();
  const trip = roundTrip(timing);
  const flown = flight(trip);
  const window = congestionWindow(options.packetOctets, sessionLimits.initialSegments);
  const timer = deadline(clock, () => turn(due));
  let segmentOctets = options.packetOctets - overhead;

  let written = 0;
  let next = 0;
  let acknowledged = 0;
  let isEnding = false;
  let endSent = false;
  /** The lowest position for which the other end has no room. */
  let edge: number = sessionLimits.firstWindow;
  let widest: number = sessionLimits.firstWindow;

  let refused = false;
  let limited = false;
  let pathProbe = false;
  let tailProbed = false;
  let lacksRoom = false;
  let stopped = false;
  let timeoutsInARow = 0;
  let timeoutFrom = 0;
  let sentAt: number | undefined;
  let waitingSince = 0;

  let segments = 0;
  let repeated = 0;
  let timeouts = 0;

  const isShut = (): boolean => written > next && edge <= next;

  const leave = (segment: Outgoing): boolean => {
    refused = !emit(segment);
    return !refused;
  };
  const mayLeave = (octets: number): boolean => {
    if (flown.onTheirWay() === 0 || flown.onTheirWay() + octets <= window.size()) return true;
    limited = true;
    return false;
  };
  const noteSent = (isFirst: boolean): void => {
    const now = clock.now();
    if (isFirst) {
      timeoutFrom = now;
      waitingSince = Math.max(waitingSince, now);
    }
    sentAt = now;
    segments += 1;
  };

  const sendNew = (ask: boolean): boolean => {
    const waiting = written - next;
    const length = Math.max(0, Math.min(segmentOctets, waiting, edge - next));
    const end = isEnding && !endSent && length === waiting;
    if (length === 0 && !end) return false;
    // A sliver of a window that is nearly shut waits for more room (RFC 1122, silly window).
    if (length < Math.min(segmentOctets, waiting, widest / 2) && !flown.isEmpty()) return false;
    const octets = overhead + length;
    if (!mayLeave(octets)) return false;
    if (!leave({ offset: next, data: ring.read(next, length), end, ask })) return false;
    noteSent(flown.isEmpty());
    flown.sent(next, length + Number(end), octets, clock.now());
    next += length;
    endSent ||= end;
    return true;
  };

  const resend = (segment: FlownSegment, ask: boolean): boolean => {
    const { offset } = segment;
    const whole = Math.min(offset + segment.length, written) - offset;
    const length = Math.min(whole, segmentOctets);
    const end = length === whole && whole < segment.length;
    if (!leave({ offset, data: ring.read(offset, length), end, ask })) return false;
    noteSent(false);
    repeated += 1;
    flown.resent(segment, length + Number(end), overhead + length, clock.now());
    return true;
  };

  const sendEmpty = (ask: boolean): boolean => leave({ offset: next, data: nothing, end: false, ask });

  const probePath = (): void => {
    const oldest = flown.oldest();
    const sent =
      oldest === undefined ? sendNew(true) || (!refused && sendEmpty(isShut())) : resend(oldest, true);
    if (sent) pathProbe = false;
  };

  const flush = (): void => {
    if (stopped) return;
    limited = false;
    if (flown.isEmpty() && sentAt !== undefined && clock.now() - sentAt > trip.timeout()) window.idle();
    if (pathProbe && !refused) probePath();
    while (!refused) {
      const lost = flown.firstLost();
      if (lost === undefined ? !sendNew(false) : !(mayLeave(lost.octets) && resend(lost, false))) break;
    }
    arm();
  };

  const arm = (): void => {
    if (flown.isEmpty()) {
      const waits = isShut() || (refused && (written > next || (isEnding && !endSent)));
      if (waits) timer.set(timeoutFrom + trip.timeout());
      else timer.clear();
      return;
    }
    const timeoutAt = timeoutFrom + trip.timeout();
    timer.set(Math.min(timeoutAt, flown.lossAt() ?? timeoutAt, tailAt() ?? timeoutAt));
  };

  /** When one segment is sent as a probe, because nothing later shows what was lost. */
  const tailAt = (): number | undefined => {
    const smoothed = trip.smoothed();
    if (tailProbed || refused || smoothed === undefined || sentAt === undefined) return undefined;
    if (flown.newest() === undefined) return undefined;
    return sentAt + Math.max(timing.TAIL_LEAST, 2 * smoothed + timing.ACK_DELAY);
  };

  const due = (): void => {
    if (stopped) return;
    const now = clock.now();
    if (now - waitingSince >= timing.GIVE_UP) {
      options.onGiveUp();
      return;
    }
    const isTimeout = timeoutFrom + trip.timeout() <= now;
    if (refused && isTimeout) {
      // The path took nothing, so the silence says nothing about it.
      refused = false;
      timeoutFrom = now;
    } else if (flown.isEmpty()) {
      if (isShut() && isTimeout && sendEmpty(true)) trip.backOff();
      timeoutFrom = now;
    } else if ((flown.lossAt() ?? now + 1) <= now) {
      if (flown.detect(now)) window.lost();
    } else if ((tailAt() ?? now + 1) <= now) {
      tailProbed = true;
      timeoutFrom = now;
      probeTail();
    } else if (isTimeout) timeOut(now);
    flush();
  };

  /** One more segment, whatever the window: what is lost, or else new, or else the newest. */
  const probeTail = (): void => {
    const lost = flown.firstLost();
    if (lost === undefined && sendNew(true)) return;
    const again = lost ?? flown.newest();
    if (again !== undefined && !refused) resend(again, true);
  };

  const timeOut = (now: number): void => {
    timeouts += 1;
    timeoutsInARow += 1;
    if (timeoutsInARow === 1) window.timedOut(flown.onTheirWay());
    flown.allLost();
    trip.backOff();
    timeoutFrom = now;
  };

  return {
    write(octets) {
      if (stopped || isEnding) return 0;
      const room = sendOctets - (written - Math.min(acknowledged, written));
      const taken = octets.subarray(0, Math.max(0, room));
      lacksRoom ||= taken.length < octets.length;
      ring.write(written, taken);
      if (flown.isEmpty() && next === written) {
        waitingSince = clock.now();
        timeoutFrom = waitingSince;
      }
      written += taken.length;
      return taken.length;
    },
    end() {
      isEnding = true;
    },
    fits: (ack) => ack <= next + Number(endSent),
    received(ack, room, ranges) {
      const now = clock.now();
      waitingSince = now;
      if (ack + room > edge) {
        edge = ack + room;
        if (flown.isEmpty()) {
          timeoutFrom = now;
          trip.forgive();
        }
      }
      widest = Math.max(widest, room);
      const landing = flown.acknowledge(ack, absolute(ack, ranges), now);
      if (ack > acknowledged) {
        acknowledged = ack;
        ring.dropBelow(Math.min(ack, written));
      }
      if (landing.sample !== undefined) trip.sample(landing.sample);
      if (landing.any) {
        trip.forgive();
        timeoutsInARow = 0;
        tailProbed = false;
        timeoutFrom = now;
        if (limited) window.acknowledged(landing.octets);
      }
      if (flown.detect(now)) window.lost();
      flush();
      if (lacksRoom && written - acknowledged <= (7 / 8) * sendOctets) {
        lacksRoom = false;
        options.onRoom();
      }
    },
    flush,
    moved() {
      const now = clock.now();
      trip.newPath();
      window.newPath();
      flown.newPath();
      refused = false;
      tailProbed = false;
      timeoutsInARow = 0;
      timeoutFrom = now;
      waitingSince = now;
      pathProbe = true;
      flush();
    },
    resume() {
      refused = false;
      flush();
    },
    packetsAre(octets) {
      segmentOctets = octets - overhead;
      window.packetsAre(octets);
    },
    position: () => next,
    isDone: () => isEnding && acknowledged > written,
    counts: () => ({
      sentOctets: next,
      acknowledgedOctets: Math.min(acknowledged, written),
      segments,
      repeated,
      timeouts,
      roundTrip: trip.smoothed(),
      congestionWindow: window.size(),
      onTheirWay: flown.onTheirWay(),
    }),
    stop() {
      stopped = true;
      timer.stop();
      ring.dropBelow(written);
    },
  };
}

function absolute(ack: number, ranges: readonly ReceivedRange[]): readonly PositionRange[] {
  let last = ack;
  return ranges.map(({ gap, length }) => {
    const start = last + gap;
    last = start + length;
    return { start, end: last };
  });
}
