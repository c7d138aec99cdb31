/** The authenticator of messages: how it is made and how it is checked (chapter 04, section Authenticator). */
import { signatureRequirements } from '../../spec/registry/decode-requirements.ts';
import type { SignatureFaultCode } from '../../spec/registry/errors.ts';
import { limits } from '../../spec/registry/limits.ts';
import { messages } from '../../spec/registry/messages.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { equalOctets } from '../core/compare.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Signer } from '../ports/keys.ts';
import { encodeMessage } from './codec.ts';
import { isAuthenticated } from './generated/decode-messages.ts';
import { authenticatorOffsets, headerOffsets } from './generated/layout.ts';
import type { Message } from './generated/messages.ts';
import { readAuthenticator, readHeader } from './generated/read-records.ts';
import type { Header } from './generated/records.ts';
import { identifierOf, sha256, signIn, verifyIn } from './signature.ts';
import { Defect } from './source.ts';

/** Why something signed is not taken. */
export interface SignatureFault {
  readonly code: SignatureFaultCode;
  readonly requirement: RequirementId;
}

/** Why an authenticator is not good. */
type MessageFaultCode = keyof typeof signatureRequirements.message;

const signatureOctets = authenticatorOffsets.size - authenticatorOffsets.signature;
const noSignature = new Uint8Array(signatureOctets);

/** The messages that end with an authenticator. */
export type AuthenticatedMessage = Exclude<
  Message,
  { readonly type: UnauthenticatedName<keyof typeof messages> }
>;

type UnauthenticatedName<N extends keyof typeof messages> = N extends keyof typeof messages
  ? (typeof messages)[N]['authenticated'] extends false
    ? N
    : never
  : never;

/** Tells whether a message is of a type that ends with an authenticator. */
export function carriesAuthenticator(message: Message): message is AuthenticatedMessage {
  return messages[message.type].authenticated;
}

/**
 * Encodes a message and signs it; a message that carries no authenticator is only encoded.
 *
 * @returns fresh octets, owned by the caller.
 * @throws RangeError or TypeError as `encodeMessage` does, and RangeError when the key is not that of `header.sender`.
 */
export function sealMessage(message: Message, signer: Signer): Uint8Array {
  if (!carriesAuthenticator(message)) return encodeMessage(message);
  const key = signer.publicKey;
  if (!equalOctets(identifierOf('HID', key), message.header.sender)) {
    throw new RangeError('header.sender is not the id of the signer');
  }
  const authenticator = { algorithm: 'ed25519', hash: 'sha256-160', key, signature: noSignature } as const;
  const octets = encodeMessage({ ...message, authenticator });
  const end = octets.length - signatureOctets;
  octets.set(signIn('message', octets.subarray(0, end), signer), end);
  return octets;
}

/**
 * Checks the authenticator of a message that was decoded from the octets.
 *
 * @returns the message itself, or why it is not from whom it says. One without authenticator by its type is given back.
 * @see SIG-002, SIG-003
 */
export function verifyMessage(octets: Uint8Array, message: Message): Result<Message, SignatureFault> {
  if (!carriesAuthenticator(message)) return ok(message);
  const { authenticator, header } = message;
  if (authenticator === undefined) return err(fault('bad-signature'));
  const code = check(octets, header.sender, authenticator.key, authenticator.signature);
  return code === undefined ? ok(message) : err(fault(code));
}

/**
 * The header of octets that may not decode, when they end with a good authenticator of its sender: what a party needs
 * to know before it answers with an Error. Type, version and TLVs are not looked at.
 *
 * @see SIG-002, SIG-003
 */
export function authenticHeader(octets: Uint8Array): Header | undefined {
  const length = octets.length;
  const end = length - authenticatorOffsets.size;
  if (end < headerOffsets.size || length > limits.messageOctets) return undefined;
  if (((octets[0]! << 8) | octets[1]!) !== limits.magic) return undefined;
  if (((octets[headerOffsets.length]! << 8) | octets[headerOffsets.length + 1]!) !== length) return undefined;
  if (isAuthenticated(octets[headerOffsets.type]!) === false) return undefined;
  const source = { octets, buffer: octets.buffer, base: octets.byteOffset };
  try {
    const header = readHeader(source, 0);
    const { key, signature } = readAuthenticator(source, end, length, 'authenticator');
    return check(octets, header.sender, key, signature) === undefined ? header : undefined;
  } catch (thrown) {
    if (!(thrown instanceof Defect)) throw thrown;
    return undefined;
  }
}

/**
 * The digest that binds a message to what was said before: SHA-256 over whole messages, one after the other.
 *
 * @see SIG-014
 */
export function transcriptDigest(...messages: readonly Uint8Array[]): Uint8Array {
  return sha256(...messages);
}

function check(
  octets: Uint8Array,
  sender: Uint8Array,
  key: Uint8Array,
  signature: Uint8Array,
): MessageFaultCode | undefined {
  if (!equalOctets(identifierOf('HID', key), sender)) return 'wrong-key';
  const signed = octets.subarray(0, octets.length - signatureOctets);
  return verifyIn('message', signed, key, signature) ? undefined : 'bad-signature';
}

function fault(code: MessageFaultCode): SignatureFault {
  return { code, requirement: signatureRequirements.message[code] };
}
