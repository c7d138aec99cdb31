/** What only an endpoint can judge: tickets, statements, permits. Verdicts become part of events. */
import { equalOctets } from '../core/compare.ts';
import { fromHex } from '../core/hex.ts';
import type { Verdict } from '../machines/records.ts';
import {
  type PermitJson,
  signedRecordFromJson,
  type StatementJson,
  type TicketJson,
  type TransferModes,
} from '../protocol/index.ts';
import type { Host } from './host.ts';
import type { Subject } from './mailer.ts';

type Judge = Pick<Host, 'functions' | 'clock'>;

/**
 * Judges a ticket for a migration between two hosts; disks are looked at apart.
 *
 * @param wallSeconds seconds since 1970; by default now.
 */
export function ticketVerdict(
  { functions, clock }: Judge,
  json: TicketJson,
  subject: Subject,
  hosts: { readonly from: string; readonly to: string },
  modes: TransferModes,
  wallSeconds = clock.wallSeconds(),
): Verdict {
  const ticket = signedRecordFromJson('ticket', json);
  if (!ticket.ok) return 'ticket-signature';
  return functions.judgeTicket(ticket.value, {
    machine: fromHex(subject.machine)!,
    from: fromHex(hosts.from)!,
    to: fromHex(hosts.to)!,
    epoch: subject.epoch,
    modes,
    wallSeconds,
  });
}

/** Whether the host with this HID signed the permit. */
export function isSignedPermit({ functions }: Judge, json: PermitJson, giver: string): boolean {
  const permit = signedRecordFromJson('permit', json);
  return permit.ok && functions.verifyPermit(permit.value, fromHex(giver)!).ok;
}

/** Whether the witness with this HID signed the statement. */
export function isSignedStatement({ functions }: Judge, json: StatementJson, witness: string): boolean {
  const statement = signedRecordFromJson('statement', json);
  return statement.ok && functions.verifyStatement(statement.value, fromHex(witness)!).ok;
}

/** Whether an id is zero, which stands for nobody. */
export function isNobody(id: string): boolean {
  const octets = fromHex(id);
  return octets === undefined || equalOctets(octets, new Uint8Array(octets.length));
}
