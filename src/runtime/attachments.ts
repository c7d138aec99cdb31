/**
 * What a host asks of its network when machines come and go (chapters 11 and 12). A host without it migrates machines
 * and leaves their network alone.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import type {
  AttachmentJson,
  DelegationJson,
  HeaderJson,
  PermitJson,
  StatementJson,
  TicketJson,
} from '../protocol/index.ts';
import type { Subject } from './mailer.ts';
import type { Incoming } from './role.ts';

/** What shows that a machine may run at this host: a permit, or what a witness states, or both. */
export interface RunEvidence {
  readonly ticket: TicketJson;
  readonly permit?: PermitJson | undefined;
  readonly statement?: StatementJson | undefined;
  /** The machine lets this host say where it is. */
  readonly delegation?: DelegationJson | undefined;
}

/** The network of a host. Subjects name the epoch under which the machine is to be attached. */
export interface Attachments {
  /** Prepares the attachment of a machine that is to come; `done` gets the statement, or undefined for a vote of no. */
  prepare(subject: Subject, ticket: TicketJson, done: (attachment: AttachmentJson | undefined) => void): void;
  /** The machine may run here and is about to start: its traffic comes here from now on. */
  activate(subject: Subject, evidence: RunEvidence): void;
  /** The machine runs here. */
  started(subject: Subject): void;
  /** The machine does not come. */
  release(subject: Subject): void;
  /** The machine is about to be frozen; `done` is called when that may be, at the latest after a short wait. */
  hold(subject: Subject, done: () => void): void;
  /** The machine goes on here. */
  resume(subject: Subject): void;
  /** What lets the destination say where a machine is that is to leave; undefined when nobody here can give it. */
  readonly delegationFor?: (subject: Subject, destination: string) => DelegationJson | undefined;
  /** The machine has left; without an attachment for a host that is not known, or of this network. */
  forward(subject: Subject, permit: PermitJson, attachment: AttachmentJson | undefined): void;
  /** Whether a message may be an answer to one of these requests. */
  isExpected(type: MessageName, header: HeaderJson): boolean;
  /** Takes a message that is expected and authentic. */
  receive(incoming: Incoming): void;
  /** Takes a packet that came to this host and is not for it. */
  takeForeign(packet: Uint8Array): void;
  stop(): void;
}
