/** What a machine that may be moved is told of its own place, what it asks for and what it remembers (chapter 13). */
import type { AttachmentJson } from '../protocol/generated/record-json.ts';
import type { Verdict } from './records.ts';
import type { Timing } from './timing.ts';

/** What a mover is made of. */
export interface MoverInput {
  /** The id of the HID of the machine. */
  readonly machine: string;
  /** Where it is; null when it does not know yet. */
  readonly attached: Attached | null;
  readonly timing?: Timing;
}

/** A statement of attachment, and the AD that its key is that of. */
export interface Attached {
  readonly attachment: AttachmentJson;
  /** The id of the AD; it is the one in the address of the statement, or the verdict is not `valid`. */
  readonly ad: string;
}

/** The events of a mover. */
export type MoverEvent =
  /**
   * Sent by the host that runs the machine. The verdict is that on the statement: signed by the AD in its address,
   * about this machine and the host that sent it.
   */
  | ({ readonly type: 'received.Moved'; readonly verdict: Verdict } & Attached)
  /** Signed by the AD that it names, or there is no event. */
  | { readonly type: 'received.Beacon'; readonly ad: string }
  /** An answer to a PlaceQuery of this machine. The verdict is that on the statement. */
  | ({ readonly type: 'received.Joined'; readonly verdict: Verdict } & Attached)
  /** The router that was asked does not have the machine. */
  | { readonly type: 'received.Refused'; readonly ad: string };

/** What a message of a mover says; the endpoint adds header and authenticator. */
export interface MoverMessage {
  readonly type: 'PlaceQuery';
}

/** The requests of a mover to its surroundings. */
export type MoverEffect =
  /** Send to the access router of an AD. */
  | { readonly type: 'send'; readonly params: { readonly ad: string; readonly message: MoverMessage } }
  /**
   * The machine is at another place: tell every rebinding and every registration (`place.changed`), and let the
   * sessions begin anew with what they know of the path.
   */
  | { readonly type: 'announce'; readonly params: Attached }
  /** Tell the log. */
  | { readonly type: 'report'; readonly params: { readonly what: 'moved' | 'silence' } };

/** What a mover remembers. Plain data. */
export interface MoverContext {
  readonly machine: string;
  readonly timing: Timing;
  /** Where it is. */
  readonly attached: Attached | null;
  /** The AD whose router is being asked; empty for none. */
  readonly asked: string;
  /** How often the timer of the state has fired in a row. */
  readonly count: number;
}
