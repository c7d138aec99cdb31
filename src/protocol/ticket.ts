/** The judgement over a ticket: whether it allows a migration (chapter 04, section Tickets). */
import { equalOctets } from '../core/compare.ts';
import type { ReasonCode, TransferModes } from './generated/codes.ts';
import type { Ticket } from './generated/records.ts';
import { verifyTicket } from './signed-records.ts';

/** What a ticket is asked to allow. */
export interface TicketUse {
  /** The id of the HID of the machine, 20 octets. */
  readonly machine: Uint8Array;
  /** The id of the HID of the source host. */
  readonly from: Uint8Array;
  /** The id of the HID of the destination host. */
  readonly to: Uint8Array;
  /** The epoch that the migration is to create. */
  readonly epoch: number;
  /** The modes that are to be used. */
  readonly modes: TransferModes;
  /** Seconds since 1970-01-01T00:00Z. */
  readonly wallSeconds: number;
  /** Whether a disk is shared without fencing. */
  readonly unfencedDisks?: boolean | undefined;
}

/** Why a ticket does not allow something. */
export type TicketReason = Extract<
  ReasonCode,
  'ticket-signature' | 'ticket-party' | 'ticket-time' | 'ticket-epoch' | 'ticket-mode' | 'unsafe-disk'
>;

/**
 * Judges a ticket: the first of signature, parties, time, epoch, modes and disks that does not fit, or `valid`.
 *
 * @see SIG-004 to SIG-009, SIG-015
 */
export function judgeTicket(ticket: Ticket, use: TicketUse): 'valid' | TicketReason {
  if (!verifyTicket(ticket).ok) return 'ticket-signature';
  const parties =
    equalOctets(ticket.machine, use.machine) &&
    equalOctets(ticket.fromHost, use.from) &&
    equalOctets(ticket.toHost, use.to);
  if (!parties) return 'ticket-party';
  if (use.wallSeconds < ticket.notBefore || use.wallSeconds > ticket.notAfter) return 'ticket-time';
  if (use.epoch < ticket.epochFirst || use.epoch > ticket.epochLast) return 'ticket-epoch';
  const { preCopy, postCopy, diskCopy } = use.modes;
  const allowed = ticket.modes;
  if ((preCopy && !allowed.preCopy) || (postCopy && !allowed.postCopy) || (diskCopy && !allowed.diskCopy)) {
    return 'ticket-mode';
  }
  if (use.unfencedDisks === true && ticket.unsafeDisks !== 'yes') return 'unsafe-disk';
  return 'valid';
}
