/**
 * What the host is told that a machine leaves, about the packets at its access router, what it asks for and what it
 * remembers: one for each machine and migration (chapter 11).
 */
import type { AttachmentStateCode, ReasonCode } from '../protocol/generated/codes.ts';
import type { AttachmentJson, PermitJson } from '../protocol/generated/record-json.ts';
import type { Timing } from './timing.ts';

/** What a directing is made of. */
export interface DirectingInput {
  readonly machine: string;
  readonly migration: string;
  /** The epoch that the migration is to create. */
  readonly epoch: number;
  readonly timing?: Timing;
}

/** The events of a directing. All messages come from the access router of this host. */
export type DirectingEvent =
  /** The machine is about to be frozen. */
  | { readonly type: 'order.hold' }
  /** The machine goes on here. */
  | { readonly type: 'order.resume' }
  /** The permit is on its way; with the attachment of the new place when that is in another AD. */
  | {
      readonly type: 'order.forward';
      readonly permit: PermitJson;
      readonly attachment: AttachmentJson | null;
    }
  | { readonly type: 'received.TransitAnswer'; readonly state: AttachmentStateCode }
  | { readonly type: 'received.Refused'; readonly reason: ReasonCode };

/** What a message of a directing says; the endpoint adds header and authenticator. */
export interface DirectingMessage {
  readonly type: 'Transit';
  readonly transit: { readonly action: 'hold' | 'resume' | 'forward' };
  readonly permit?: PermitJson;
  readonly attachment?: AttachmentJson;
}

/** The requests of a directing to its surroundings. */
export type DirectingEffect =
  /** Send to the access router. */
  | { readonly type: 'send'; readonly params: { readonly message: DirectingMessage } }
  /**
   * Tell the host. `held`: packets are held, the freeze may begin. `unheld`: the freeze may begin, the router has not
   * answered. `resumed`, `forwarding`: it is done. `failed`: the router refuses, or does not answer.
   */
  | {
      readonly type: 'report';
      readonly params: {
        readonly what: 'held' | 'unheld' | 'resumed' | 'forwarding' | 'failed';
        readonly reason: ReasonCode | null;
      };
    };

/** What a directing remembers. Plain data. */
export interface DirectingContext {
  readonly machine: string;
  readonly migration: string;
  readonly epoch: number;
  readonly timing: Timing;
  readonly permit: PermitJson | null;
  readonly attachment: AttachmentJson | null;
  /** Whether the host was told that the freeze may begin. */
  readonly isReady: boolean;
  /** How often the timer of the state has fired in a row. */
  readonly count: number;
}
