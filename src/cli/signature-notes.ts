/** What the signatures in a message are worth, in words. */
import { signatureFaultCodes } from '../../spec/registry/errors.ts';
import {
  carriesAuthenticator,
  type Message,
  verifyAttachment,
  verifyDelegation,
  verifyMessage,
  verifyTicket,
} from '../protocol/index.ts';

/** What was found about one signature. */
export interface SignatureNote {
  /** The TLV, or `authenticator`. */
  readonly of: 'authenticator' | 'ticket' | 'attachment' | 'delegation';
  readonly good: boolean;
  /** A sentence for people. */
  readonly text: string;
}

/**
 * Checks what can be checked of a message alone. Permits and statements are left out: who must have signed them is
 * known to the parties, not to the message.
 */
export function signatureNotes(octets: Uint8Array, message: Message): SignatureNote[] {
  const notes: SignatureNote[] = [];
  if (!carriesAuthenticator(message)) return notes;
  const verified = verifyMessage(octets, message);
  notes.push(note('authenticator', 'made by the sender', verified.ok ? undefined : verified.error));
  if ('ticket' in message) {
    const ticket = verifyTicket(message.ticket);
    notes.push(note('ticket', 'signed by the key behind the machine', ticket.ok ? undefined : ticket.error));
  }
  if ('attachment' in message && message.attachment !== undefined) {
    const attachment = verifyAttachment(message.attachment);
    const text = 'signed by the AD of the address';
    notes.push(note('attachment', text, attachment.ok ? undefined : attachment.error));
  }
  if ('delegation' in message && message.delegation !== undefined) {
    const delegation = verifyDelegation(message.delegation);
    const text = 'signed by the key behind the machine';
    notes.push(note('delegation', text, delegation.ok ? undefined : delegation.error));
  }
  return notes;
}

function note(
  of: SignatureNote['of'],
  good: string,
  fault: { readonly code: keyof typeof signatureFaultCodes; readonly requirement: string } | undefined,
): SignatureNote {
  if (fault === undefined) return { of, good: true, text: `good, ${good}` };
  return {
    of,
    good: false,
    text: `${fault.code}: ${signatureFaultCodes[fault.code]} (${fault.requirement})`,
  };
}
