/** Faults of the signed records that a message carries: a ticket, a permit, a statement, and so on, each with its own signature. */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import type { Result } from '../../src/core/result.ts';
import {
  type Message,
  type SignatureFault,
  verifyAttachment,
  verifyDelegation,
  verifyPermit,
  verifyTicket,
} from '../../src/protocol/index.ts';
import type { Rule } from './rule.ts';

/** A fault of a record. */
export interface RecordFault {
  readonly requirement: RequirementId;
  readonly says: string;
}

/** Records have good signatures. Statements of witnesses are left out where the message does not say which witness it is. */
export function recordRule(): Rule {
  return ({ message, sender }, { broken, isAsked }) => {
    if (!isAsked(sender)) return;
    for (const { requirement, says } of recordFaults(message)) broken(requirement, says);
  };
}

/** Finds them in one message. */
export function recordFaults(message: Message): readonly RecordFault[] {
  return [
    ...('ticket' in message ? check(message, 'ticket', verifyTicket(message.ticket)) : []),
    ...('attachment' in message && message.attachment !== undefined
      ? check(message, 'statement of attachment', verifyAttachment(message.attachment))
      : []),
    ...('delegation' in message && message.delegation !== undefined
      ? check(message, 'delegation', verifyDelegation(message.delegation))
      : []),
    // Who hands the right to run over signs the permit; elsewhere it is a copy, and its giver is somebody else.
    ...(message.type === 'Commit' || message.type === 'GiveBack'
      ? check(message, 'permit', verifyPermit(message.permit, message.header.sender))
      : []),
  ];
}

function check(
  { type }: Message,
  what: string,
  result: Result<unknown, SignatureFault>,
): readonly RecordFault[] {
  if (result.ok) return [];
  const { code, requirement } = result.error;
  return [{ requirement, says: `${type} whose ${what} has ${code}` }];
}
