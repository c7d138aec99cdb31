/** What only the endpoint of an access router can judge: tickets, permits, statements, statements of attachment. */
import { equalOctets } from '../core/compare.ts';
import { fromHex } from '../core/hex.ts';
import type { Verdict } from '../machines/records.ts';
import { type AttachmentJson, type MessageOfJson, signedRecordFromJson } from '../protocol/index.ts';
import { isSignedPermit, isSignedStatement, ticketVerdict } from '../runtime/judgement.ts';
import type { ProtocolFunctions } from '../runtime/index.ts';
import type { Host } from '../runtime/host.ts';

/** What judging needs of an access router. */
type Judge = Pick<Host, 'functions' | 'clock'>;

const noModes = { preCopy: false, postCopy: false, diskCopy: false };

/** Whom an access router trusts. */
export interface RouterTrust {
  /** Whether a host may prepare machines here; by default every host may. Who has the right to run one needs no leave. */
  readonly admits?: (host: string) => boolean;
  /** The ids of the HIDs of the witnesses whose statements count, in hexadecimal. */
  readonly witnesses?: readonly string[];
}

/**
 * Judges the ticket of a Join. Its sender is the host to which the ticket lets the machine go, or the host
 * to which it comes back, under an epoch of the ticket or the one after its last.
 */
export function joinVerdict(station: Judge, _trust: RouterTrust, join: MessageOfJson<'Join'>): Verdict {
  const { ticket, header } = join;
  const { machine, migration, epoch, sender } = header;
  const comesBack = sender !== ticket.toHost && sender === ticket.fromHost;
  const hosts = { from: ticket.fromHost, to: comesBack ? ticket.toHost : sender };
  const isAfterLast = comesBack && epoch === ticket.epochLast + 1;
  const subject = { machine, migration, epoch: isAfterLast ? ticket.epochLast : epoch };
  // With the right to run, time is over: a ticket that has run out must not keep a machine from its network.
  const isCommitted = join.permit !== undefined || join.statement !== undefined;
  const wallSeconds = isCommitted ? ticket.notBefore : station.clock.wallSeconds();
  return ticketVerdict(station, ticket, subject, hosts, noModes, wallSeconds);
}

/** Judges the right to run that a Join shows; `none` when it shows none and its sender may prepare. */
export function rightVerdict(
  station: Judge,
  trust: RouterTrust,
  join: MessageOfJson<'Join'>,
): Verdict | 'none' {
  const { ticket, header, permit, statement } = join;
  const { machine, migration, epoch, sender } = header;
  if (permit === undefined && statement === undefined)
    return trust.admits?.(sender) === false ? 'policy' : 'none';
  const giver = sender === ticket.toHost ? ticket.fromHost : ticket.toHost;
  const isPermitted =
    permit?.machine === machine &&
    permit.epoch === epoch &&
    permit.migration === migration &&
    permit.holder === sender &&
    isSignedPermit(station, permit, giver);
  const isStated =
    statement?.machine === machine &&
    statement.known === 'yes' &&
    statement.epoch === epoch &&
    statement.migration === migration &&
    statement.owner === sender &&
    (trust.witnesses ?? []).some((witness) => isSignedStatement(station, statement, witness));
  return isPermitted || isStated ? 'valid' : 'not-authorised';
}

/** Judges the evidence of a Transit that wants to forward: the permit, and the attachment at the new place. */
export function forwardVerdict(station: Judge, transit: MessageOfJson<'Transit'>): Verdict {
  const { header, permit, attachment } = transit;
  const { machine, migration, epoch, sender } = header;
  const isPermitted =
    permit?.machine === machine &&
    permit.epoch === epoch &&
    permit.migration === migration &&
    isSignedPermit(station, permit, sender);
  if (!isPermitted) return 'not-authorised';
  const isThere =
    attachment?.machine === machine &&
    attachment.epoch === epoch &&
    attachment.host === permit.holder &&
    isSignedAttachment(station, attachment);
  return isThere ? 'valid' : 'attachment';
}

/** Whether an AD signed the statement, which is in its own address. */
export function isSignedAttachment(
  { functions }: { readonly functions: Pick<ProtocolFunctions, 'verifyAttachment'> },
  json: AttachmentJson,
): boolean {
  const attachment = signedRecordFromJson('attachment', json);
  return attachment.ok && functions.verifyAttachment(attachment.value).ok;
}

/** Whether a statement is one of the AD of this router. */
export function isOwn({ identity }: Pick<Host, 'identity'>, { key }: AttachmentJson): boolean {
  const octets = fromHex(key);
  return octets !== undefined && equalOctets(octets, identity.signer.publicKey);
}
