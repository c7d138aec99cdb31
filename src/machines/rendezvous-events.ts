/** What a rendezvous is told of one machine, what it asks for and what it remembers (chapter 15). */
import type { AttachmentJson, BindingJson, ReasonJson } from '../protocol/generated/record-json.ts';
import type { Verdict } from './records.ts';
import type { Timing } from './timing.ts';

/** The steps of the journal of a rendezvous. */
export type RendezvousStep = 'bound';

/** Where a machine said it is, and when in the order of what it says. */
export interface Binding {
  readonly attachment: AttachmentJson;
  /** Counts the announcements inside an epoch, from 1. The epoch is that of the attachment. */
  readonly sequence: number;
}

/** A record of the journal of a rendezvous; the endpoint adds the header, with the epoch of the attachment. */
export interface RendezvousRecord extends Binding {
  readonly step: RendezvousStep;
}

/** What a rendezvous is made of: what it knows of one machine. */
export interface RendezvousInput {
  /** The id of the HID of the machine. */
  readonly machine: string;
  /** After a restart: the last record of the machine. */
  readonly resume?: RendezvousRecord;
  readonly timing?: Timing;
}

/** The events of a rendezvous about one machine. */
export type RendezvousEvent =
  /**
   * `verdict` is `valid` or the reason of the refusal. It is that on the sender (the machine, or a delegate with a good
   * delegation under this epoch) and on the attachment: active, good, of this machine and of the epoch of the header.
   */
  | {
      readonly type: 'received.Register';
      /** The id of the HID of the sender. */
      readonly from: string;
      readonly attachment: AttachmentJson;
      readonly sequence: number;
      readonly verdict: Verdict;
    }
  | { readonly type: 'received.Lookup'; readonly from: string }
  | { readonly type: 'journal.written'; readonly step: RendezvousStep }
  /** The record may be durable or not. A later record that is written stands behind it. */
  | { readonly type: 'journal.failed'; readonly step: RendezvousStep };

/** What a message of a rendezvous says. */
export type RendezvousMessage =
  | {
      readonly type: 'RegisterAnswer';
      readonly binding: BindingJson;
      /** Only in answer to a Lookup of a machine that is known. */
      readonly attachment?: AttachmentJson;
    }
  | { readonly type: 'Refused'; readonly reason: ReasonJson };

/** The requests of a rendezvous to its surroundings. */
export type RendezvousEffect =
  /** Answer the request of this type of this sender: the one at hand, or the one that was being recorded. */
  | {
      readonly type: 'answer';
      readonly params: {
        readonly to: string;
        readonly request: 'Register' | 'Lookup';
        readonly message: RendezvousMessage;
      };
    }
  | { readonly type: 'writeJournal'; readonly params: { readonly record: RendezvousRecord } }
  /** From now on packets whose next node is the HID of the machine go to the address of this attachment. */
  | { readonly type: 'setRoute'; readonly params: { readonly attachment: AttachmentJson } };

/** What a rendezvous remembers of one machine. Plain data. */
export interface RendezvousContext {
  readonly machine: string;
  readonly timing: Timing;
  /** What is durable; null when the machine never registered. */
  readonly binding: Binding | null;
  /** What is being recorded, and for whom. */
  readonly pending: ({ readonly from: string } & Binding) | null;
}
