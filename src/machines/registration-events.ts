/**
 * What is told to one who announces the place of a machine to a rendezvous, what it asks for and what it remembers:
 * one for each rendezvous (chapter 13).
 */
import type { ReasonCode } from '../protocol/generated/codes.ts';
import type { AttachmentJson, BindingJson, DelegationJson } from '../protocol/generated/record-json.ts';
import type { Timing } from './timing.ts';

/** What a registration is made of. */
export interface RegistrationInput {
  /** The id of the HID of the machine. */
  readonly machine: string;
  /** The right of a host to speak for the machine; null for the machine itself. */
  readonly delegation: DelegationJson | null;
  readonly timing?: Timing;
}

/** The events of a registration. All messages come from the rendezvous. */
export type RegistrationEvent =
  /** The machine is at this place from now on; also the first one. */
  | { readonly type: 'place.changed'; readonly attachment: AttachmentJson }
  /** An answer to the Register that was sent last, by its exchange. */
  | { readonly type: 'received.RegisterAnswer'; readonly binding: BindingJson }
  /** An answer to the Register that was sent last. */
  | { readonly type: 'received.Refused'; readonly reason: ReasonCode }
  /** Nothing is to be announced there any more. */
  | { readonly type: 'order.stop' };

/** What a message of a registration says; the endpoint adds header and authenticator. */
export interface RegistrationMessage {
  readonly type: 'Register';
  readonly attachment: AttachmentJson;
  readonly place: { readonly sequence: number };
  readonly delegation?: DelegationJson;
}

/** The requests of a registration to its surroundings. */
export type RegistrationEffect =
  /** Send to the rendezvous; an equal message in equal octets. */
  | { readonly type: 'send'; readonly params: { readonly message: RegistrationMessage } }
  /** Tell the log. */
  | {
      readonly type: 'report';
      readonly params: {
        readonly what: 'bound' | 'superseded' | 'refused';
        readonly reason: ReasonCode | null;
      };
    };

/** What a registration remembers. Plain data. */
export interface RegistrationContext {
  readonly machine: string;
  readonly delegation: DelegationJson | null;
  readonly timing: Timing;
  /** What is announced, or was announced last. */
  readonly attachment: AttachmentJson | null;
  readonly epoch: number;
  readonly sequence: number;
  /** How often the timer of the state has fired in a row. */
  readonly count: number;
}
