/**
 * What a peer leaves to another process that goes on as the same peer, as a machine does that moves with the agent
 * beside it: plain data, bounded, without the key. No part of the protocol; both ends of a move are this program.
 */
import { toHex } from '../core/hex.ts';
import type { Announcement, CorrespondentContext, Place } from '../machines/index.ts';
import type { AttachmentJson } from '../protocol/index.ts';
import type { DatagramCounters } from '../sessions/index.ts';
import { encodeDag } from '../xia/index.ts';
import type { Rendezvous } from './peer-core.ts';

/** The version of the format. */
export const peerStateVersion = 1;

/** How many sessions travel with a peer at most. */
export const mostTravellingSessions = 128;

/** A rendezvous: the id of its HID, and the nodes of its address, both in hexadecimal. */
export interface RendezvousState {
  readonly host: string;
  readonly nodes: string;
}

/**
 * The numbers under which somebody was told last where the peer is. `due`: it was not confirmed, and is announced again
 * under the next number. `over`: a higher epoch is known there, or it is not wanted.
 */
export interface ToldState extends Announcement {
  readonly standing: 'done' | 'due' | 'over';
}

/** Where the other end of a session is, and what was proved of it. Places in hexadecimal, as they are announced. */
export interface CorrespondenceState extends Pick<
  CorrespondentContext,
  'nonce' | 'answerOctets' | 'received' | 'sent'
> {
  /** Where it was when the session was opened: the nodes of its place. */
  readonly home: string;
  /** The last place that was proved; null for none yet. */
  readonly good: Place | null;
  /** The place that is being tested; null when none is. One of the two is there. */
  readonly trial: Place | null;
  /** The latest announcement that was taken. */
  readonly latest: Announcement;
  /** The id of the SID of its XLMP service. */
  readonly service: string;
  readonly rendezvous: RendezvousState | null;
}

/** An open session of datagrams. */
export interface SessionState {
  /** Its id. */
  readonly id: string;
  /** The id of the HID of the other end. */
  readonly peer: string;
  readonly role: 'opens' | 'accepts';
  /** The nonce of the SessionOpen, so that it does not open the session again; empty at the end that sent it. */
  readonly offer: string;
  /** Whether anything has come in the session. */
  readonly hasHeard: boolean;
  readonly place: CorrespondenceState;
  readonly told: ToldState;
  readonly datagrams: DatagramCounters;
}

/** A peer between two processes. */
export interface PeerState {
  readonly version: typeof peerStateVersion;
  /** The id of its HID. */
  readonly machine: string;
  /** What its AD says of where it is; null for a peer that nobody has attached. */
  readonly attachment: AttachmentJson | null;
  /** The nodes of its place. */
  readonly nodes: string;
  readonly rendezvous: RendezvousState | null;
  /** What its rendezvous was told; null when it has none. */
  readonly registered: ToldState | null;
  readonly sessions: readonly SessionState[];
}

/** What a rebinding or a registration in this state says to who goes on with it. */
export function toldOf(state: string, { epoch, sequence }: Announcement): ToldState {
  const isDue = state === 'announcing' || state === 'proving' || state === 'registering';
  const isOver = state === 'superseded' || state === 'refused';
  return { epoch, sequence, standing: isDue ? 'due' : isOver ? 'over' : 'done' };
}

/** A rendezvous as it travels. */
export function rendezvousState({ hid, address }: Rendezvous): RendezvousState {
  return { host: hid, nodes: toHex(encodeDag(address)) };
}

/** Why a peer cannot go on elsewhere. */
export type PeerStateErrorCode = 'STREAM_SESSION' | 'TOO_MANY_SESSIONS';

/** A peer cannot be frozen as it is; the message says what to do. */
export class PeerStateError extends Error {
  readonly code: PeerStateErrorCode;

  constructor(code: PeerStateErrorCode, message: string) {
    super(message);
    this.name = 'PeerStateError';
    this.code = code;
  }
}
