/** What a peer is made of, and what it does for its host and its applications. */
import type { Timing } from '../machines/index.ts';
import type { Clock } from '../ports/clock.ts';
import type { Signer } from '../ports/keys.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Transport } from '../ports/transport.ts';
import type { AttachmentJson, SessionKindCode } from '../protocol/index.ts';
import type { Dag } from '../xia/index.ts';
import type { CookiePolicy } from './cookie.ts';
import type { DelegatedSession } from './delegate.ts';
import type { OwnPlace, Rendezvous } from './peer-core.ts';
import type { PeerFunctions } from './peer-functions.ts';
import type { PeerIdentity } from './peer-identity.ts';
import type { PeerSession } from './peer-session.ts';
import type { PeerState } from './peer-state.ts';
import type { Reach } from './reach.ts';

/** What a peer decides by itself. */
export interface PeerPolicy {
  /** How it stays reachable and reaches others; by default `combined`. */
  readonly reach?: Reach;
  /** When a Rebind has to bring a cookie; by default more than 1000 came in a second. */
  readonly cookie?: CookiePolicy;
  /** Whether it takes a session that somebody opens; by default every one. */
  readonly accept?: (peer: string, kind: SessionKindCode) => boolean;
}

/** What a peer is made of. */
export interface PeerOptions {
  readonly signer: Signer;
  /** Where it is: what its AD says, or only an address, for one that nobody has attached. One that resumes knows it. */
  readonly at?: AttachmentJson | Dag;
  /** What another process of the same peer has left, as it was read; its sessions go on at once. */
  readonly resume?: PeerState;
  /** Where others look for it when it is not where they think; by default what it resumes with. */
  readonly rendezvous?: Rendezvous;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly random: Random;
  readonly functions: PeerFunctions;
  readonly policy?: PeerPolicy;
  /** Other delays than the standard ones. */
  readonly timing?: Timing;
  readonly log?: Log;
  /** Called when somebody has opened a session. */
  readonly onSession?: (session: PeerSession) => void;
  /** Called when the peer has learnt that it is at another place. */
  readonly onMoved?: (attachment: AttachmentJson) => void;
}

/** Somebody to open a session with. */
export interface PeerAddress {
  /** The id of the HID, in hexadecimal. */
  readonly hid: string;
  /** The address of its XLMP service; without it it is looked for by its rendezvous. */
  readonly address?: Dag;
  readonly rendezvous?: Rendezvous;
}

/** A session, for people and tests. */
export interface SessionView {
  readonly id: string;
  readonly peer: string;
  readonly state: PeerSession['state'];
  /** Where packets for the other end go. */
  readonly destination: string;
  readonly isProved: boolean;
  /** The states of correspondent and rebinding. */
  readonly parties: readonly string[];
}

/** A peer that runs. */
export interface Peer {
  readonly identity: PeerIdentity;
  /** Where it is. */
  here(): OwnPlace;
  /** Opens a session. @throws RangeError when neither an address nor a rendezvous is given */
  open(to: PeerAddress, kind: SessionKindCode): PeerSession;
  /** Tells it where it is, as its host does in the same process; a statement that is no news changes nothing. */
  moved(attachment: AttachmentJson): void;
  /** What a host has to know to announce its place for it. */
  delegated(): readonly DelegatedSession[];
  view(): readonly SessionView[];
  /** The sessions that are open. */
  sessions(): readonly PeerSession[];
  /**
   * What another process has to know to go on as this peer: its open sessions of datagrams and the numbers of its
   * announcements, without the key. Sessions that are being opened, and datagrams that wait, are not part of it.
   *
   * @throws PeerStateError when a stream is open, or there are more than {@link mostTravellingSessions} sessions.
   */
  state(): PeerState;
  /** Stops as a crash does: nothing more is sent. The ports stay the caller's. */
  stop(): void;
}
