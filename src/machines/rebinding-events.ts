/**
 * What is told to one who announces the place of a machine to one correspondent, what it asks for and what it
 * remembers: one for each session (chapter 13). The machine itself has one, and so has a host that speaks for it.
 */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type { AttachmentJson, BindingJson, DelegationJson } from '../protocol/generated/record-json.ts';
import type { Announcement } from './announcements.ts';
import type { Timing } from './timing.ts';

/** What a rebinding is made of. */
export interface RebindingInput {
  /** The id of the HID of the machine. */
  readonly machine: string;
  /** The id of the session. */
  readonly session: string;
  /** What the correspondent knows of the machine from the opening; epoch 0 and sequence 0 for a delegate. */
  readonly known: Announcement;
  /** The right of a host to speak for the machine; null for the machine itself. */
  readonly delegation: DelegationJson | null;
  /** Whether the correspondent has a rendezvous by which it can be reached. */
  readonly hasRendezvous: boolean;
  readonly timing?: Timing;
}

/** The events of a rebinding. All messages come from the correspondent of the session. */
export type RebindingEvent =
  /** The machine is at another place, or was attached under another epoch. */
  | { readonly type: 'place.changed'; readonly attachment: AttachmentJson }
  /**
   * An answer to the Rebind that was sent last, by its exchange, or one with a challenge. An answer to an earlier one is no
   * event: somebody may have sent that one again.
   */
  | {
      readonly type: 'received.RebindAnswer';
      readonly binding: BindingJson;
      /** The nonce to be repeated; null when there is none. */
      readonly challenge: string | null;
    }
  /** Not authenticated; it answers a Rebind that was sent. */
  | { readonly type: 'received.RebindCookie'; readonly cookie: string }
  /** An answer to the Rebind that was sent last. */
  | { readonly type: 'received.Refused'; readonly reason: ReasonCode }
  /** The correspondent of this session is at another place itself. */
  | { readonly type: 'peer.moved' }
  | { readonly type: 'session.closed' };

/** What a message of a rebinding says; the endpoint adds header and authenticator. */
export type RebindingMessage =
  | {
      readonly type: 'Rebind';
      readonly attachment: AttachmentJson;
      readonly session: { readonly session: string };
      readonly place: { readonly sequence: number };
      readonly delegation?: DelegationJson;
      readonly cookie?: { readonly cookie: string };
    }
  | {
      readonly type: 'RebindProof';
      readonly session: { readonly session: string };
      readonly challenge: { readonly nonce: string };
    };

/** The requests of a rebinding to its surroundings. */
export type RebindingEffect =
  /**
   * Send to the correspondent: to the last place that is known of it, or by its rendezvous. The source address is the
   * place that is announced. An equal message is sent in equal octets.
   */
  | {
      readonly type: 'send';
      readonly params: { readonly by: 'place' | 'rendezvous'; readonly message: RebindingMessage };
    }
  /** Tell the log. */
  | {
      readonly type: 'report';
      readonly params: {
        readonly what: 'bound' | 'superseded' | 'refused';
        readonly reason: ReasonCode | null;
      };
    };

/** What a rebinding remembers. Plain data. */
export interface RebindingContext {
  readonly machine: string;
  readonly session: string;
  readonly delegation: DelegationJson | null;
  readonly hasRendezvous: boolean;
  readonly timing: Timing;
  /** What is announced, or was announced last. */
  readonly attachment: AttachmentJson | null;
  readonly epoch: number;
  readonly sequence: number;
  /** What the correspondent wants to see; empty for nothing. */
  readonly cookie: string;
  /** How often the timer of the state has fired in a row. */
  readonly count: number;
}
