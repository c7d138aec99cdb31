/**
 * What a correspondent is told of the other end of one session, what it asks for and what it remembers (chapter 14).
 * Octets are those of whole packets, headers too.
 */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type { BindingJson } from '../protocol/generated/record-json.ts';
import type { Place } from './announcements.ts';
import type { Verdict } from './records.ts';
import type { Timing } from './timing.ts';

/** What a correspondent is made of: one session with one peer. */
export type CorrespondentInput = {
  /** The id of the HID of the other end. */
  readonly peer: string;
  /** Whether the other end has a rendezvous by which it can be reached. */
  readonly hasRendezvous: boolean;
  readonly timing?: Timing;
} & (
  | {
      /** This end opens the session. */
      readonly role: 'opens';
    }
  | {
      /** This end has got a SessionOpen, and accepts it. */
      readonly role: 'accepts';
      /** The id of the session. */
      readonly session: string;
      /** Where the other end says it is. */
      readonly place: Place;
      /** Octets of the SessionOpen; 0 when its source address is not the place. */
      readonly octets: number;
      /** Octets of the SessionAccept. */
      readonly answerOctets: number;
    }
);

/** A change of place that somebody announces. */
export interface RebindRequest {
  readonly place: Place;
  /** Octets of the packet; 0 when its source address is not the place in the statement of attachment. */
  readonly octets: number;
  /** Octets that the packet of an answer with a challenge takes. */
  readonly answerOctets: number;
  /** A fresh random nonce: the challenge, if there is to be one. */
  readonly nonce: string;
}

/** The events of a correspondent. */
export type CorrespondentEvent =
  /** The verdict is on whether the octets are good; the session id has been computed from both nonces. */
  | {
      readonly type: 'received.SessionAccept';
      readonly session: string;
      readonly place: Place;
      /** Whether the place is where the SessionOpen was sent that this answers. */
      readonly isWhereSent: boolean;
      readonly octets: number;
      readonly answerOctets: number;
      readonly nonce: string;
    }
  /** The same SessionOpen again. */
  | { readonly type: 'received.SessionOpen'; readonly octets: number }
  /** The other end refuses the session. */
  | { readonly type: 'received.Refused'; readonly reason: ReasonCode }
  /** A packet of the session has come, so its sender knows the id; needed until `isProved`. */
  | { readonly type: 'session.heard' }
  | { readonly type: 'session.closed' }
  /** A Rebind of this session has come and is not looked at: too many come, and it has no good cookie. */
  | { readonly type: 'rebind.unchecked' }
  /**
   * A Rebind of this session whose authenticator is good. The verdict is `delegation` when the sender is neither the
   * machine nor has a good delegation of it for this epoch, and `attachment` when the statement is not good, not
   * active, or of another machine or epoch.
   */
  | ({ readonly type: 'received.Rebind'; readonly verdict: Verdict } & RebindRequest)
  /** A RebindProof of this session, signed by the machine or its delegate. */
  | { readonly type: 'received.RebindProof'; readonly nonce: string }
  /** A packet whose source address is the place that is not proved; needed until `isProved`. */
  | { readonly type: 'octets.received'; readonly count: number }
  /** A packet of the session wants to go out; needed until `isProved`. The answer is `pass` or `hold`. */
  | { readonly type: 'octets.wanted'; readonly count: number };

/** What a message of a correspondent says; the endpoint adds the rest. */
export type CorrespondentMessage =
  | { readonly type: 'SessionOpen' }
  | { readonly type: 'SessionAccept' }
  | { readonly type: 'RebindCookie' }
  | {
      readonly type: 'RebindAnswer';
      readonly session: { readonly session: string };
      readonly binding: BindingJson;
      readonly challenge?: { readonly nonce: string };
    }
  | { readonly type: 'Refused'; readonly reason: { readonly reason: ReasonCode; readonly detail: string } };

/** The requests of a correspondent to its surroundings. */
export type CorrespondentEffect =
  /**
   * Send a message of the session: `open` to where the other end is looked for, `rendezvous` by its rendezvous,
   * `place` to the place in `nodes` and nowhere else, `sender` to the source address of what is being answered.
   */
  | {
      readonly type: 'send';
      readonly params: {
        readonly to: 'open' | 'rendezvous' | 'place' | 'sender';
        /** The place; empty when it goes elsewhere. */
        readonly nodes: string;
        readonly message: CorrespondentMessage;
      };
    }
  /** Data of the session go to this place from now on; see `isProved` for how much. */
  | { readonly type: 'direct'; readonly params: { readonly nodes: string; readonly isProved: boolean } }
  /** The packet that is asked for by `octets.wanted` may go to the place. */
  | { readonly type: 'pass'; readonly params: { readonly count: number } }
  /** The packet waits: there is too little from the place. Ask again when something came, or at `direct`. */
  | { readonly type: 'hold'; readonly params: { readonly count: number } }
  /** Tell the session and the log. */
  | {
      readonly type: 'report';
      readonly params: {
        readonly what: 'opened' | 'not-opened' | 'moved' | 'proved' | 'fallback' | 'lost';
        readonly reason: ReasonCode | null;
      };
    };

/** What a correspondent remembers. Plain data. */
export interface CorrespondentContext {
  readonly peer: string;
  readonly hasRendezvous: boolean;
  readonly timing: Timing;
  /** The id of the session; empty before it is known. */
  readonly session: string;
  /** The last place that was proved; null for none yet. */
  readonly good: Place | null;
  /** The place that is being tested. */
  readonly trial: Place | null;
  /** The latest announcement that was taken; a test that fails does not take it back. */
  readonly latest: { readonly epoch: number; readonly sequence: number };
  /** The challenge of the latest test; empty for none. */
  readonly nonce: string;
  /** Octets that an answer to the place under test takes. */
  readonly answerOctets: number;
  /** Octets that came from the place under test. */
  readonly received: number;
  /** Octets that went there. */
  readonly sent: number;
  /** How often the timer of the state has fired in a row. */
  readonly count: number;
}
