/** What a correspondence is made of, and what it does for its session. */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { Place } from '../machines/announcements.ts';
import type { CorrespondentEffect } from '../machines/index.ts';
import type { HeaderJson, MessageJson, SessionKindCode } from '../protocol/index.ts';
import type { Dag, Xid } from '../xia/index.ts';
import type { Rendezvous } from './peer-core.ts';
import type { Arrived } from './peer-stack.ts';
import type { CorrespondenceState } from './peer-state.ts';
import type { Whereabouts } from './reach.ts';

/** A message of the other end, or of a host that speaks for it, and what it came in. */
export interface Heard {
  readonly json: MessageJson;
  readonly arrived: Arrived;
  /** The key of the sender; empty octets for a message without authenticator. */
  readonly key: Uint8Array;
}

/** How a session begins. */
export type CorrespondenceStart =
  | {
      readonly role: 'opens';
      /** The address of the XLMP service of the other end. */
      readonly to: Dag;
      readonly nonce: string;
      readonly kind: SessionKindCode;
    }
  | {
      readonly role: 'accepts';
      readonly session: string;
      readonly place: Place;
      readonly service: Xid;
      /** Octets of the SessionOpen that count for the place. */
      readonly octets: number;
      /** The SessionAccept, which is the same as often as it is sent. */
      readonly accept: Uint8Array;
    }
  | {
      /** The session was opened in another process of this peer. */
      readonly role: 'resumes';
      readonly session: string;
      readonly state: CorrespondenceState;
    };

/** What a correspondence is made of. */
export interface CorrespondenceOptions {
  /** The id of the HID of the other end, in hexadecimal. */
  readonly peer: string;
  readonly rendezvous: Rendezvous | undefined;
  readonly start: CorrespondenceStart;
  /** Called when data go to another place, or to the same one without limit. */
  readonly onDirect: (hasMoved: boolean) => void;
  readonly onReport: (what: ReportName, reason: string | null) => void;
}

/** What a correspondence tells of. */
export type ReportName = Extract<CorrespondentEffect, { type: 'report' }>['params']['what'];

/** Where the other end of one session is. */
export interface Correspondence {
  start(): void;
  /** Whether this message may have a place here; it is to be verified then. */
  isExpected(type: MessageName, header: HeaderJson): boolean;
  /** Says that a Rebind is not checked, as there are too many: asks for a cookie. */
  leaveUnchecked(heard: Heard): void;
  /** Takes a message that was verified. @param session the id that follows from a SessionAccept. */
  receive(heard: Heard, session?: string): void;
  /** Takes note of a packet of the session. */
  heardData(arrived: Arrived): void;
  /** Whether so many octets may go to the place now; they count as sent then. */
  may(octets: number): boolean;
  /** Where the other end is believed to be; undefined before the session is open. */
  whereabouts(): Whereabouts | undefined;
  isProved(): boolean;
  /** The XLMP service of the other end. */
  service(): Xid | undefined;
  /** Where the address of the other end was taken from something else than a message, for mutants. */
  divert(place: Dag): void;
  state(): string;
  /** What goes on with this elsewhere has to know; undefined before the session is open. */
  travelling(): CorrespondenceState | undefined;
  stop(): void;
}
