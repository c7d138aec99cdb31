/** A datagram session (chapter 16): each datagram at most once, in no particular order. */
import { sessionLimits, sessionSizes } from '../../spec/registry/sessions.ts';
import { checkedPacketOctets } from './packet-octets.ts';
import { sequenceWindow, type WindowState } from './sequence-window.ts';
import { type DatagramPacket, encodeSessionPacket } from './session-packet.ts';
import type { ClosedReason, Session, Transmit } from './session.ts';

/** Limits of a datagram session; those of the registry when they are not given. */
export interface DatagramLimits {
  /** The longest session packet, in octets. */
  readonly packetOctets: number;
  /** Datagrams that wait while the path takes none. */
  readonly heldDatagrams: number;
  /** Octets of the datagrams that wait. */
  readonly heldOctets: number;
}

/** What one end of a datagram session needs. Callbacks may call the session. */
export interface DatagramOptions {
  /** The id of the session, 16 octets. */
  readonly session: Uint8Array;
  readonly transmit: Transmit;
  /** Takes a datagram, which belongs to the callee, and its sequence. */
  readonly onData: (octets: Uint8Array, sequence: number) => void;
  /** The session is over; the last call. */
  readonly onClosed?: (reason: ClosedReason) => void;
  readonly limits?: Partial<DatagramLimits>;
  /** Where the session goes on, when its end was in another process before. */
  readonly resume?: DatagramCounters;
}

/** How far one end of a datagram session has come, as plain data. */
export interface DatagramCounters {
  /** The last sequence that was given to a datagram; 0 for none. */
  readonly sent: number;
  /** The sequences of the other end. */
  readonly heard: WindowState;
}

/** What became of a datagram: on its way, waiting for the path, dropped because too many wait, or too long for the path. */
export type DatagramFate = 'sent' | 'held' | 'dropped' | 'too-long';

/** What a datagram session counts. */
export interface DatagramStatistics {
  readonly state: 'open' | 'closed';
  /** Datagrams that the path took. */
  readonly sent: number;
  /** Datagrams that wait for the path. */
  readonly held: number;
  /** Datagrams that were dropped because too many waited. */
  readonly dropped: number;
  /** Datagrams that were delivered. */
  readonly received: number;
  /** Datagrams that came again. */
  readonly repeated: number;
  /** Datagrams that came too late to tell whether they came again. */
  readonly old: number;
}

/** One end of a datagram session. */
export interface DatagramSession extends Session {
  readonly kind: 'datagram';
  /** Sends a copy of a datagram. */
  send(octets: Uint8Array): DatagramFate;
  /** The longest datagram that the path carries, in octets. */
  longest(): number;
  statistics(): DatagramStatistics;
  /** What its end has to know that goes on elsewhere; datagrams that wait are not part of it. */
  counters(): DatagramCounters;
}

/** Makes one end of a datagram session. @throws RangeError for packets too short to carry anything. */
export function datagramSession(options: DatagramOptions): DatagramSession {
  const { session, transmit } = options;
  const heldDatagrams = options.limits?.heldDatagrams ?? sessionLimits.heldDatagrams;
  const heldOctets = options.limits?.heldOctets ?? sessionLimits.heldOctets;
  let packetOctets = checkedPacketOctets(options.limits?.packetOctets ?? sessionLimits.packetOctets);

  const heard = sequenceWindow(options.resume?.heard);
  let held: Uint8Array[] = [];
  let waiting = 0;
  let sequence = options.resume?.sent ?? 0;
  let isOpen = true;
  let isFlushing = false;
  const counts = { sent: 0, dropped: 0, received: 0, repeated: 0, old: 0 };

  const longest = (): number => packetOctets - sessionSizes.datagram;

  const over = (reason: ClosedReason): void => {
    if (!isOpen) return;
    isOpen = false;
    held = [];
    waiting = 0;
    options.onClosed?.(reason);
  };
  const giveUp = (reason: ClosedReason): void => {
    if (isOpen) transmit(encodeSessionPacket({ kind: 'close', session }));
    over(reason);
  };
  const pass = (packet: Uint8Array): boolean => {
    if (!transmit(packet)) return false;
    counts.sent += 1;
    return true;
  };
  /** Sends what waits, in order, until the path refuses. */
  const flush = (): void => {
    // The path may call back before it has taken the first one.
    if (isFlushing) return;
    isFlushing = true;
    let taken = 0;
    while (taken < held.length && pass(held[taken]!)) taken += 1;
    isFlushing = false;
    waiting -= held.slice(0, taken).reduce((sum, { length }) => sum + length, 0);
    held = held.slice(taken);
  };
  const take = (packet: DatagramPacket): void => {
    switch (heard.judge(packet.sequence)) {
      case 'new':
        counts.received += 1;
        options.onData(packet.data, packet.sequence);
        return;
      case 'repeated':
        counts.repeated += 1;
        return;
      case 'old':
        counts.old += 1;
    }
  };

  return {
    kind: 'datagram',
    longest,
    send(octets) {
      if (!isOpen) return 'dropped';
      if (octets.length > longest()) return 'too-long';
      sequence += 1;
      const packet = encodeSessionPacket({ kind: 'datagram', session, sequence, data: octets });
      if (held.length === 0 && pass(packet)) return 'sent';
      if (held.length >= heldDatagrams || waiting + packet.length > heldOctets) {
        counts.dropped += 1;
        return 'dropped';
      }
      held.push(packet);
      waiting += packet.length;
      return 'held';
    },
    receive(packet) {
      if (!isOpen) return;
      if (packet.kind === 'datagram') take(packet);
      else if (packet.kind === 'close') over('reset');
    },
    moved: flush,
    resume: flush,
    pathIs(path) {
      if (path.packetOctets !== undefined) packetOctets = checkedPacketOctets(path.packetOctets);
    },
    close: () => giveUp('done'),
    abort: () => giveUp('aborted'),
    statistics: () => ({ state: isOpen ? 'open' : 'closed', held: held.length, ...counts }),
    counters: () => ({ sent: sequence, heard: heard.state() }),
  };
}
