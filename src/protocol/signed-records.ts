/** Tickets, permits and statements: records that carry a signature of their own (chapter 04). */
import { signatureRequirements } from '../../spec/registry/decode-requirements.ts';
import type { SignatureFaultCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { equalOctets } from '../core/compare.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Signer } from '../ports/keys.ts';
import { recordSizes } from './generated/layout.ts';
import type { Permit, Statement, Ticket } from './generated/records.ts';
import { writePermit, writeStatement, writeTicket } from './generated/write-records.ts';
import { identifierOf, signIn, verifyIn } from './signature.ts';
import type { SignatureFault } from './signed-message.ts';

/** The members that signing adds. */
export type Signed = 'algorithm' | 'hash' | 'key' | 'signature';

/** A ticket before it is signed. */
export type TicketBody = Omit<Ticket, Signed>;
/** A permit before it is signed. */
export type PermitBody = Omit<Permit, Signed>;
/** A statement before it is signed. */
export type StatementBody = Omit<Statement, Signed>;

/** A kind of signed record, its type, and how it is written. */
interface Kinds {
  readonly ticket: Ticket;
  readonly permit: Permit;
  readonly statement: Statement;
}

const writers: { readonly [K in keyof Kinds]: (out: Uint8Array, at: number, value: Kinds[K]) => number } = {
  ticket: writeTicket,
  permit: writePermit,
  statement: writeStatement,
};
const signatureOctets = 64;
const noSignature = new Uint8Array(signatureOctets);

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
): Result<Kinds[K], SignatureFault> {
  const requirements: Readonly<Record<SignatureFaultCode, RequirementId>> = signatureRequirements[kind];
  if (!equalOctets(identifierOf('HID', record.key), expected)) {
    return err({ code: 'wrong-key', requirement: requirements['wrong-key'] });
  }
  if (!verifyIn(kind, signedOctets(kind, record), record.key, record.signature)) {
    return err({ code: 'bad-signature', requirement: requirements['bad-signature'] });
  }
  return ok(record);
}

/** The octets of a record before its signature. */
function signedOctets<K extends keyof Kinds>(kind: K, record: Kinds[K]): Uint8Array {
  const octets = new Uint8Array(recordSizes[kind]);
  writers[kind](octets, 0, record);
  return octets.subarray(0, octets.length - signatureOctets);
}
