/** A reliable stream in both directions over packets that may be lost, repeated, reordered and delayed (chapter 16). */
import { sessionLimits } from '../../spec/registry/sessions.ts';
import type { Clock } from '../ports/clock.ts';
import { deadline } from './deadline.ts';
import { encodeSessionPacket, type SegmentPacket, type SessionPacket } from './session-packet.ts';
import { checkedPacketOctets } from './packet-octets.ts';
import { sessionTiming, type SessionTiming } from './session-timing.ts';
import type { ClosedReason, Session, Transmit } from './session.ts';
import { streamReceiver, type Urgency } from './stream-receiver.ts';
import { type Outgoing, type SenderCounts, streamSender } from './stream-sender.ts';
import { turns } from './turns.ts';

/** Limits of a stream, in octets; those of the registry when they are not given. */
export interface StreamLimits {
  /** What may wait to be sent or acknowledged. */
  readonly sendOctets: number;
  /** What may wait for earlier octets or for the application; at least `firstWindow` of the registry. */
  readonly receiveOctets: number;
  /** The longest session packet. */
  readonly packetOctets: number;
}

/** What one end of a stream needs. Callbacks may call the session. */
export interface StreamOptions {
  /** The id of the session, 16 octets. */
  readonly session: Uint8Array;
  readonly clock: Clock;
  readonly transmit: Transmit;
  /** Takes octets in order, each once; they belong to the callee. */
  readonly onData: (octets: Uint8Array) => void;
  /** The other end has ended its direction, and all of it was delivered. */
  readonly onEnd?: () => void;
  /** `send` took less than it was given, and there is room again. */
  readonly onRoom?: () => void;
  /** The session is over and may be forgotten; the last call. */
  readonly onClosed?: (reason: ClosedReason) => void;
  readonly limits?: Partial<StreamLimits>;
  readonly timing?: Partial<SessionTiming>;
}

/** What a stream counts. */
export interface StreamStatistics extends SenderCounts {
  /** `ending`: a direction has ended; `lingering`: both have. */
  readonly state: 'open' | 'ending' | 'lingering' | 'closed';
  /** Octets that were delivered to the application. */
  readonly receivedOctets: number;
  /** Octets that came more than once or had no room. */
  readonly needlessOctets: number;
  /** Segments without data that were sent. */
  readonly acknowledgements: number;
  /** Octets of memory for what was received and is not delivered. */
  readonly memory: number;
}

/** One end of a stream. */
export interface StreamSession extends Session {
  readonly kind: 'stream';
  /** Copies octets to be sent. @returns how many found room; fewer than given ask for a wait for `onRoom`. */
  send(octets: Uint8Array): number;
  /** Has `onData` and `onEnd` wait; the other end learns that there is no more room. */
  pauseReading(): void;
  /** Lets them go on. */
  continueReading(): void;
  statistics(): StreamStatistics;
}

/**
 * Makes one end of a stream; both ends begin alike, with nothing sent.
 *
 * @throws RangeError for limits and times outside their bounds.
 */
export function streamSession(options: StreamOptions): StreamSession {
  const { session, clock, transmit } = options;
  const timing = sessionTiming(options.timing);
  const receiveOctets = options.limits?.receiveOctets ?? sessionLimits.receiveOctets;
  if (
    !Number.isInteger(receiveOctets) ||
    receiveOctets < sessionLimits.firstWindow ||
    receiveOctets > 0xffffffff
  )
    throw new RangeError(
      `receiveOctets is a number from ${sessionLimits.firstWindow} to 2^32 - 1, not ${receiveOctets}`,
    );
  let packetOctets = checkedPacketOctets(options.limits?.packetOctets ?? sessionLimits.packetOctets);

  const turn = turns();
  let closed: ClosedReason | undefined;
  let isEnding = false;
  let isLingering = false;
  /** Segments that were received and not acknowledged. */
  let unacknowledged = 0;
  let owesSegment = false;
  let toldEdge = 0;
  let acknowledgements = 0;

  const receiver = streamReceiver({
    receiveOctets,
    onData: (octets) => {
      if (closed === undefined) options.onData(octets);
    },
    onEnd: () => {
      if (closed === undefined) options.onEnd?.();
    },
  });
  const emit = (outgoing: Outgoing): boolean => {
    const report = receiver.report();
    if (!transmit(encodeSessionPacket({ kind: 'segment', session, ...outgoing, ...report }))) return false;
    if (outgoing.data.length === 0 && !outgoing.end) acknowledgements += 1;
    toldEdge = report.ack + report.window;
    unacknowledged = 0;
    owesSegment = false;
    acknowledgeDeadline.clear();
    return true;
  };
  const sender = streamSender({
    clock,
    timing,
    sendOctets: options.limits?.sendOctets ?? sessionLimits.sendOctets,
    packetOctets,
    emit,
    turn,
    onRoom: () => options.onRoom?.(),
    onGiveUp: () => giveUp('timeout'),
  });
  const acknowledgeDeadline = deadline(clock, () => turn(acknowledge));
  const lingerDeadline = deadline(clock, () => turn(() => over('done')));

  const acknowledge = (): void => {
    if (closed !== undefined) return;
    owesSegment = true;
    emit({ offset: sender.position(), data: new Uint8Array(0), end: false, ask: false });
  };
  const acknowledgeWhen = (urgency: Urgency): void => {
    if (urgency === 'never') return;
    unacknowledged += 1;
    if (urgency === 'now' || unacknowledged >= 2) owesSegment = true;
    else acknowledgeDeadline.set(clock.now() + timing.ACK_DELAY);
  };
  const over = (reason: ClosedReason): void => {
    if (closed !== undefined) return;
    closed = reason;
    sender.stop();
    acknowledgeDeadline.stop();
    lingerDeadline.stop();
    options.onClosed?.(reason);
  };
  const giveUp = (reason: ClosedReason): void => {
    if (closed !== undefined) return;
    transmit(encodeSessionPacket({ kind: 'close', session }));
    over(reason);
  };
  const whileOpen = (work: () => void): void => {
    turn(() => {
      if (closed === undefined) work();
    });
  };
  /** Lingers once both directions have ended, and anew when the other end did not know that. */
  const lingerWhenDone = (isAsked: boolean): void => {
    if (isLingering ? !isAsked : !sender.isDone() || !receiver.hasEnded()) return;
    isLingering = true;
    lingerDeadline.set(clock.now() + timing.LINGER);
  };
  const take = (packet: SegmentPacket): void => {
    if (!sender.fits(packet.ack) || !receiver.fits(packet)) return;
    const urgency = receiver.take(packet);
    acknowledgeWhen(urgency);
    sender.received(packet.ack, packet.window, packet.ranges);
    if (owesSegment) acknowledge();
    lingerWhenDone(urgency !== 'never');
  };
  const readOn = (): void => {
    receiver.pause(false);
    const { ack, window } = receiver.report();
    const opened = ack + window - toldEdge;
    if (opened >= Math.min(receiveOctets / 2, 2 * packetOctets)) acknowledge();
    lingerWhenDone(false);
  };

  return {
    kind: 'stream',
    send(octets) {
      if (closed !== undefined) return 0;
      const taken = sender.write(octets);
      if (taken > 0) whileOpen(sender.flush);
      return taken;
    },
    receive(packet: SessionPacket) {
      whileOpen(() => {
        if (packet.kind === 'close') over(isLingering ? 'done' : 'reset');
        else if (packet.kind === 'segment') take(packet);
      });
    },
    moved: () => whileOpen(sender.moved),
    resume: () =>
      whileOpen(() => {
        sender.resume();
        if (owesSegment) acknowledge();
      }),
    pathIs(path) {
      if (path.packetOctets === undefined) return;
      packetOctets = checkedPacketOctets(path.packetOctets);
      sender.packetsAre(packetOctets);
    },
    close() {
      isEnding = true;
      sender.end();
      whileOpen(sender.flush);
    },
    abort: () => turn(() => giveUp('aborted')),
    pauseReading: () => receiver.pause(true),
    continueReading: () => whileOpen(readOn),
    statistics: () => ({
      ...sender.counts(),
      state:
        closed !== undefined
          ? 'closed'
          : isLingering
            ? 'lingering'
            : isEnding || receiver.hasEnded()
              ? 'ending'
              : 'open',
      receivedOctets: receiver.delivered(),
      needlessOctets: receiver.needless(),
      acknowledgements,
      memory: receiver.memory(),
    }),
  };
}
