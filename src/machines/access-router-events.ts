/**
 * What an access router is told of one machine, what it asks for and what it remembers (chapter 12). Packets never come
 * here: the surroundings keep and count them, and do with them what the row says.
 */
import type { AttachmentStateCode, StandingCode } from '../protocol/generated/codes.ts';
import type { AttachmentJson, ReasonJson } from '../protocol/generated/record-json.ts';
import type { Verdict } from './records.ts';
import type { Timing } from './timing.ts';

/** Who a machine is attached at, or prepared for, in the AD of this router. */
export interface AttachedHost {
  /** The id of the HID of the host. */
  readonly host: string;
  readonly epoch: number;
  /** The migration that created the epoch, or is to create it. */
  readonly migration: string;
}

/** The steps of the journal of an access router. */
export type AccessRouterStep = 'attached' | 'forwarding' | 'detached';

/**
 * A record of the journal of an access router. `epoch` and `migration` go into the header, `host` is the peer in it.
 * With `attached` the endpoint adds the statement of attachment that it signs: host, epoch, standing active.
 */
export interface AccessRouterRecord extends AttachedHost {
  readonly step: AccessRouterStep;
  /** Where the machine is now; null but with `forwarding`. */
  readonly place: AttachmentJson | null;
}

/** What an access router is made of: what it knows of one machine. */
export interface AccessRouterInput {
  /** The id of the HID of the machine. */
  readonly machine: string;
  /** After a restart: the last record of the machine. */
  readonly resume?: AccessRouterRecord;
  readonly timing?: Timing;
}

/** Who asks for something, about which migration. Retransmissions are equal. */
export interface AttachmentRequest {
  /** The id of the HID of the sender. */
  readonly from: string;
  /** Of the header: the epoch that the migration is to create. */
  readonly epoch: number;
  readonly migration: string;
}

/** The events of an access router about one machine. Verdicts are `valid` or the reason of the refusal. */
export type AccessRouterEvent =
  /**
   * `verdict` is that on the ticket, and on sender and epoch by the ticket. `right` is `none` when the Join prepares
   * (neither permit nor statement in it), or `policy` when it may not; else the verdict on permit or statement: by the
   * other host of the ticket, or by a trusted witness; this machine, epoch and migration, the sender as holder.
   */
  | ({
      readonly type: 'received.Join';
      readonly verdict: Verdict;
      readonly right: 'none' | Verdict;
    } & AttachmentRequest)
  | ({ readonly type: 'received.Transit'; readonly action: 'hold' | 'resume' } & AttachmentRequest)
  /**
   * A Transit with `forward`. `verdict` is that on permit and attachment together: signed as they must be, both of this
   * machine and of the epoch of the header, the holder of the permit the host of the attachment. `place` is null when
   * the attachment is of this AD, or there is none: the machine goes to another host here.
   */
  | ({
      readonly type: 'received.Forward';
      readonly verdict: Verdict;
      readonly place: AttachmentJson | null;
    } & AttachmentRequest)
  /** The sender is the machine. */
  | { readonly type: 'received.PlaceQuery'; readonly from: string }
  /** Of the operator: the machine begins here, by no migration. */
  | ({ readonly type: 'order.attach' } & AttachedHost)
  | { readonly type: 'journal.written'; readonly step: AccessRouterStep }
  /** The record may be durable or not. A later record that is written stands behind it. */
  | { readonly type: 'journal.failed'; readonly step: AccessRouterStep }
  /** An end mark for this epoch is here, and with it as many packets of the router that sent it as it counts. */
  | { readonly type: 'path.marked'; readonly epoch: number }
  /** As many octets as the limit allows were sent on to the new place. */
  | { readonly type: 'path.exhausted' };

/** What a message of an access router says; the endpoint signs, and adds what stands beside the fields. */
export type AccessRouterMessage =
  /** The endpoint makes the statement of attachment. `lease`: milliseconds; null when active. */
  | {
      readonly type: 'Joined';
      readonly attachment: {
        readonly host: string;
        readonly epoch: number;
        readonly standing: StandingCode;
      };
      readonly lease: number | null;
    }
  /** The endpoint adds how many packets are held and how many were dropped, as it is when all else is done. */
  | {
      readonly type: 'TransitAnswer';
      readonly transitState: { readonly state: AttachmentStateCode; readonly epoch: number };
    }
  | { readonly type: 'Refused'; readonly reason: ReasonJson };

/**
 * What the surroundings do with each packet for the machine until the next row. A packet has a *tag*: 0 when it came by
 * its own address, else the epoch in the head of the tunnel it came through.
 *
 * A tag above `epoch` (with `forward`: `epoch` or above): the packet waits when the tag is at most `expects`, else it is
 * dropped and counted. Every other packet:
 * - `none`: tag 0 is unreachable (the next edge of its address, chapter 03), others are dropped and counted;
 * - `deliver`: goes to `host`;
 * - `order`: with tag 0 it waits, others go to `host`;
 * - `hold`: waits;
 * - `forward`: goes to `place` through a tunnel with `epoch` as its epoch.
 * A packet waits at the end of one queue, or is dropped and counted when the queue is full.
 */
export interface AttachmentRow {
  readonly rule: 'none' | 'deliver' | 'order' | 'hold' | 'forward';
  /** What an answer, and the upper tester, call it. */
  readonly state: AttachmentStateCode;
  /** The host it goes to, or that is prepared or held for, or that the machine has left; empty when there is none. */
  readonly host: string;
  /** The epoch of the attachment or, with `forward`, of the place; 0 when the machine was never here. */
  readonly epoch: number;
  /** Where the machine is now; null but with `forward`. */
  readonly place: AttachmentJson | null;
  /** The highest epoch that somebody here is prepared for; 0 for none. */
  readonly expects: number;
}

/** The requests of an access router to its surroundings. */
export type AccessRouterEffect =
  /**
   * Answer the request of this type of this sender: the one at hand, or the one that was being recorded. With an empty
   * `to` nobody asked. The answer goes out when every other effect of the step is carried out.
   */
  | {
      readonly type: 'answer';
      readonly params: {
        readonly to: string;
        readonly request: 'Join' | 'Transit' | 'PlaceQuery';
        readonly message: AccessRouterMessage;
      };
    }
  | { readonly type: 'writeJournal'; readonly params: { readonly record: AccessRouterRecord } }
  | { readonly type: 'setRow'; readonly params: { readonly row: AttachmentRow } }
  /**
   * Every packet that waits, in order, whose tag is not above the epoch of the row (with `forward`: below it; with
   * `order`: and not 0): out to where the row, set just before, says.
   */
  | { readonly type: 'flush'; readonly params: Readonly<Record<string, never>> }
  /** Drop and count every packet that waits whose tag is in this range, both ends included. */
  | {
      readonly type: 'dropHeld';
      readonly params: { readonly least: number; readonly most: number };
    }
  /** Tell the router of the place, by EndMark, how many packets and octets were sent there since the row was set. */
  | { readonly type: 'sendMark'; readonly params: { readonly place: AttachmentJson } }
  /** Tell the log. */
  | {
      readonly type: 'report';
      readonly params: {
        readonly what: 'hold-limit' | 'handing-limit' | 'lease-expired' | 'journal' | 'stalled';
      };
    };

/** What an access router remembers of one machine. Plain data. */
export interface AccessRouterContext {
  readonly machine: string;
  readonly timing: Timing;
  /** The state to go back to when a record fails. */
  readonly standing: AttachmentStateCode | 'handing';
  /** Who is attached; while forwarding and after it: who was, under the epoch of the place. Epoch 0: nobody ever. */
  readonly attached: AttachedHost;
  /** Who is prepared, with the highest epoch asked for; null when nobody is. */
  readonly next: AttachedHost | null;
  /** Where the machine is now; null when not forwarding. */
  readonly place: AttachmentJson | null;
  /** The highest epoch whose end mark is complete. */
  readonly marked: number;
  /** Whether older packets may still come from the place where the machine was. */
  readonly awaitsMark: boolean;
  /** Migrations whose hold under the present attachment is over, the latest last. */
  readonly spent: readonly string[];
  /** The migration that holds; empty when none does. */
  readonly holder: string;
  /** What is being recorded; `from` is empty when it was no Join or Transit. */
  readonly pending: {
    readonly from: string;
    readonly attached: AttachedHost;
    readonly place: AttachmentJson | null;
  } | null;
}
