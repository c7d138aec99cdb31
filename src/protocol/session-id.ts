/** The id of a session, which both of its peers compute (chapter 04, section Session ids). */
import { sessionContext } from '../../spec/registry/limits.ts';
import { sha256 } from './signature.ts';

/** What was said when a session was opened. */
export interface SessionOpening {
  /** The id of the HID of the peer that opened it, 20 octets. */
  readonly initiator: Uint8Array;
  /** The id of the HID of the peer that accepted it, 20 octets. */
  readonly responder: Uint8Array;
  /** The nonce of the SessionOpen, 16 octets. */
  readonly initiatorNonce: Uint8Array;
  /** The nonce of the SessionAccept, 16 octets. */
  readonly responderNonce: Uint8Array;
}

/** The octets of a session id. */
const idOctets = 16;
const prefix = new TextEncoder().encode(`${sessionContext}\0`);

/**
 * The id of a session: the first 16 octets of SHA-256 over the context, a zero octet, both identifiers and both nonces.
 *
 * @see SIG-019
 */
export function sessionId(opening: SessionOpening): Uint8Array {
  const { initiator, responder, initiatorNonce, responderNonce } = opening;
  return sha256(prefix, initiator, responder, initiatorNonce, responderNonce).subarray(0, idOctets);
}
