/**
 * What a host is told that attaches a machine to its access router, what it asks for and what it remembers: one for
 * each machine and migration, at the destination; at the source when the machine comes back (chapter 11).
 */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type {
  AttachmentJson,
  PermitJson,
  StatementJson,
  TicketJson,
} from '../protocol/generated/record-json.ts';
import type { Verdict } from './records.ts';
import type { Timing } from './timing.ts';

/** What an attaching is made of. */
export interface AttachingInput {
  readonly machine: string;
  readonly migration: string;
  /** The epoch under which the machine is to be attached. */
  readonly epoch: number;
  /** The ticket of the migration. */
  readonly ticket: TicketJson;
  readonly timing?: Timing;
}

/** What shows that the machine may run at this host. */
export interface Evidence {
  /** Absent when the statement of the witness is the permission. */
  readonly permit?: PermitJson;
  readonly statement?: StatementJson;
}

/** The events of an attaching. All messages but Moved are exchanged with the access router of this host. */
export type AttachingEvent =
  /** The reservation is made: the network is to vote. */
  | { readonly type: 'order.prepare' }
  /** The machine may run here, and is about to start. */
  | { readonly type: 'order.activate'; readonly evidence: Evidence }
  /** The machine will not run here, or has left. */
  | { readonly type: 'order.release' }
  /** The verdict is that on the statement: of this machine, this epoch, this host, signed by the AD of the router. */
  | {
      readonly type: 'received.Joined';
      readonly attachment: AttachmentJson;
      readonly verdict: Verdict;
    }
  | { readonly type: 'received.Refused'; readonly reason: ReasonCode };

/** What a message of an attaching says; the endpoint adds header, address and authenticator. */
export type AttachingMessage =
  | {
      readonly type: 'Join';
      readonly ticket: TicketJson;
      readonly permit?: PermitJson;
      readonly statement?: StatementJson;
    }
  | { readonly type: 'Moved'; readonly attachment: AttachmentJson };

/** The requests of an attaching to its surroundings. */
export type AttachingEffect =
  | {
      readonly type: 'send';
      readonly params: { readonly to: 'router' | 'machine'; readonly message: AttachingMessage };
    }
  /**
   * Tell the host. `prepared`: the network votes yes. `unprepared`: it votes no. `active`: traffic of the machine comes
   * here; a delegate announces it now. `refused`: the router will not attach it.
   */
  | {
      readonly type: 'report';
      readonly params: {
        readonly what: 'prepared' | 'unprepared' | 'active' | 'refused';
        readonly attachment: AttachmentJson | null;
        readonly reason: ReasonCode | null;
      };
    };

/** What an attaching remembers. Plain data. */
export interface AttachingContext {
  readonly machine: string;
  readonly migration: string;
  readonly epoch: number;
  readonly ticket: TicketJson;
  readonly timing: Timing;
  readonly evidence: Evidence | null;
  readonly attachment: AttachmentJson | null;
  /** How often the timer of the state has fired in a row. */
  readonly count: number;
}
