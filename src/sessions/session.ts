/**
 * What a stream and a datagram session have in common (chapter 16). Sessions do no input or output of their own and ask
 * for no address: packets leave through `transmit` and come in through `receive`, time comes from a clock.
 */
import type { SessionPacket } from './session-packet.ts';

/**
 * Hands a session packet to the path, which owns its octets from there on when it takes it.
 *
 * @returns false when the path takes nothing now; nothing of the packet has left then, and `resume` is to be called.
 */
export type Transmit = (packet: Uint8Array) => boolean;

/**
 * Why a session is over: `done` both directions have ended, or a datagram session was closed here; `aborted` it was
 * given up here; `reset` the other end gave it up; `timeout` nothing was heard for the time GIVE_UP.
 */
export type ClosedReason = 'done' | 'aborted' | 'reset' | 'timeout';

/** What is known of a path. */
export interface SessionPath {
  /** The longest session packet that it carries, in octets. */
  readonly packetOctets?: number;
}

/** One end of a session. Its functions may be called from its own callbacks, and do nothing when it is over. */
export interface Session {
  readonly kind: 'stream' | 'datagram';
  /** Takes a packet of this session; one of another kind is dropped. The octets belong to the session. */
  receive(packet: SessionPacket): void;
  /** Says that the path is a new one, because either end has moved (SES-007). */
  moved(): void;
  /** Says that the path may take packets again; harmless when nothing waits. */
  resume(): void;
  /** Says what the path carries. @throws RangeError for packets too short to carry anything. */
  pathIs(path: SessionPath): void;
  /** Ends the own direction of a stream after what was sent, or a datagram session at once. */
  close(): void;
  /** Ends the session at once and says so to the other end, once. */
  abort(): void;
}
