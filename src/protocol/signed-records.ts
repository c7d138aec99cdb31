/** Tickets, permits, statements, statements of attachment and delegations: records that carry a signature of their own (chapter 04). */
import { signatureRequirements } from '../../spec/registry/decode-requirements.ts';
import type { SignatureFaultCode } from '../../spec/registry/errors.ts';
import { limits } from '../../spec/registry/limits.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { equalOctets } from '../core/compare.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Signer } from '../ports/keys.ts';
import { decodeDag, xidType } from '../xia/index.ts';
import type { Attachment, Delegation, Permit, Statement, Ticket } from './generated/records.ts';
import {
  writeAttachment,
  writeDelegation,
  writePermit,
  writeStatement,
  writeTicket,
} from './generated/write-records.ts';
import { identifierOf, type KeyedType, signIn, verifyIn } from './signature.ts';
import type { SignatureFault } from './signed-message.ts';

/** The members that signing adds. */
export type Signed = 'algorithm' | 'hash' | 'key' | 'signature';

/** A ticket before it is signed. */
export type TicketBody = Omit<Ticket, Signed>;
/** A permit before it is signed. */
export type PermitBody = Omit<Permit, Signed>;
/** A statement before it is signed. */
export type StatementBody = Omit<Statement, Signed>;
/** A statement of attachment before it is signed. */
export type AttachmentBody = Omit<Attachment, Signed>;
/** A delegation before it is signed. */
export type DelegationBody = Omit<Delegation, Signed>;

/** A kind of signed record, its type, and how it is written. */
interface Kinds {
  readonly ticket: Ticket;
  readonly permit: Permit;
  readonly statement: Statement;
  readonly attachment: Attachment;
  readonly delegation: Delegation;
}

/** The faults that every kind of signed record can have. */
type RecordFaultCode = Exclude<SignatureFaultCode, 'wrong-address'>;

const writers: { readonly [K in keyof Kinds]: (out: Uint8Array, at: number, value: Kinds[K]) => number } = {
  ticket: writeTicket,
  permit: writePermit,
  statement: writeStatement,
  attachment: writeAttachment,
  delegation: writeDelegation,
};
const signatureOctets = 64;
const noSignature = new Uint8Array(signatureOctets);
const scratch = new Uint8Array(limits.messageOctets);

/** Signs a ticket with the identity key of the machine. @throws RangeError for a value that the wire cannot hold. */
export function signTicket(body: TicketBody, signer: Signer): Ticket {
  return signRecord('ticket', body, signer);
}

/** Signs a permit with the key of the host that gives the right to run away. @throws RangeError as {@link signTicket}. */
export function signPermit(body: PermitBody, signer: Signer): Permit {
  return signRecord('permit', body, signer);
}

/** Signs a statement with the key of the witness. @throws RangeError as {@link signTicket}. */
export function signStatement(body: StatementBody, signer: Signer): Statement {
  return signRecord('statement', body, signer);
}

/**
 * Signs a statement of attachment with the key of the AD.
 *
 * @throws RangeError as {@link signTicket}; whether the address fits is not looked at.
 */
export function signAttachment(body: AttachmentBody, signer: Signer): Attachment {
  return signRecord('attachment', body, signer);
}

/** Signs a delegation with the identity key of the machine. @throws RangeError as {@link signTicket}. */
export function signDelegation(body: DelegationBody, signer: Signer): Delegation {
  return signRecord('delegation', body, signer);
}

/** Checks that the key behind the machine signed the ticket. @see SIG-004, SIG-005 */
export function verifyTicket(ticket: Ticket): Result<Ticket, SignatureFault> {
  return verifyRecord('ticket', ticket, ticket.machine);
}

/** Checks that the host with the HID id `giver`, 20 octets, signed the permit. @see SIG-010, SIG-011 */
export function verifyPermit(permit: Permit, giver: Uint8Array): Result<Permit, SignatureFault> {
  return verifyRecord('permit', permit, giver);
}

/** Checks that the witness with the HID id `witness`, 20 octets, signed the statement. @see SIG-012, SIG-013 */
export function verifyStatement(
  statement: Statement,
  witness: Uint8Array,
): Result<Statement, SignatureFault> {
  return verifyRecord('statement', statement, witness);
}

/**
 * Checks that the address of a statement of attachment leads to the machine, and that the key of the AD in the address
 * signed it. Epoch, host and standing are not looked at.
 *
 * @see SIG-016, SIG-017
 */
export function verifyAttachment(attachment: Attachment): Result<Attachment, SignatureFault> {
  const address = decodeDag(attachment.nodes);
  const nodes = address.ok ? address.value.nodes : [];
  const sink = nodes.at(-1)?.xid;
  const ads = nodes.flatMap(({ xid }) => (xid.type === xidType.ad ? [xid.id] : []));
  if (ads.length === 0 || sink?.type !== xidType.hid || !equalOctets(sink.id, attachment.machine)) {
    return err({ code: 'wrong-address', requirement: signatureRequirements.attachment['wrong-address'] });
  }
  const signer = identifierOf('AD', attachment.key);
  const stranger = ads.find((ad) => !equalOctets(ad, signer));
  return verifyRecord('attachment', attachment, stranger ?? signer, 'AD');
}

/** Checks that the key behind the machine signed the delegation. @see SIG-018 */
export function verifyDelegation(delegation: Delegation): Result<Delegation, SignatureFault> {
  return verifyRecord('delegation', delegation, delegation.machine);
}

function signRecord<K extends keyof Kinds>(kind: K, body: Omit<Kinds[K], Signed>, signer: Signer): Kinds[K] {
  const unsigned = {
    ...body,
    algorithm: 'ed25519',
    hash: 'sha256-160',
    key: signer.publicKey,
    signature: noSignature,
  } as unknown as Kinds[K];
  return { ...unsigned, signature: signIn(kind, signedOctets(kind, unsigned), signer) };
}

function verifyRecord<K extends keyof Kinds>(
  kind: K,
  record: Kinds[K],
  expected: Uint8Array,
  type: KeyedType = 'HID',
): Result<Kinds[K], SignatureFault> {
  const requirements: Readonly<Record<RecordFaultCode, RequirementId>> = signatureRequirements[kind];
  if (!equalOctets(identifierOf(type, record.key), expected)) {
    return err({ code: 'wrong-key', requirement: requirements['wrong-key'] });
  }
  if (!verifyIn(kind, signedOctets(kind, record), record.key, record.signature)) {
    return err({ code: 'bad-signature', requirement: requirements['bad-signature'] });
  }
  return ok(record);
}

/** The octets of a record before its signature. */
function signedOctets<K extends keyof Kinds>(kind: K, record: Kinds[K]): Uint8Array {
  const end = writers[kind](scratch, 0, record);
  return scratch.slice(0, end - signatureOctets);
}
