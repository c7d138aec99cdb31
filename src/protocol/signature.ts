/**
 * Ed25519 and SHA-256 for the protocol: identifiers from keys, signers from seeds, signatures over octets with
 * their context. Synchronous; keys are kept in a bounded cache because making key objects costs more than using them.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { xidTypes } from '../../spec/registry/identifiers.ts';
import { identifierContext, signatureContexts } from '../../spec/registry/limits.ts';
import type { Signer } from '../ports/keys.ts';

/** What a signature is about; each kind signs its own text before the octets. */
export type SignatureContext = keyof typeof signatureContexts;

/** The types of identifiers that are made of keys. */
export type KeyedType = 'HID' | 'SID' | 'AD';

/** The frame of an Ed25519 private key in PKCS #8 (RFC 8410); the seed follows. */
const privateFrame = Uint8Array.from(Buffer.from('302e020100300506032b657004220420', 'hex'));
/** The frame of an Ed25519 public key (RFC 8410); the key follows. */
const publicFrame = Uint8Array.from(Buffer.from('302a300506032b6570032100', 'hex'));
const cachedKeys = 256;

const keys = new Map<string, KeyObject>();
const encoder = new TextEncoder();
const contexts = Object.fromEntries(
  Object.entries(signatureContexts).map(([name, text]) => [name, encoder.encode(`${text}\0`)]),
) as Readonly<Record<SignatureContext, Uint8Array>>;

/** SHA-256 of octet strings, one after the other; 32 octets. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/**
 * The identifier of a key: the first 20 octets of SHA-256 over the context, the XID type in four octets, and the key.
 *
 * @see SIG-001
 */
export function identifierOf(type: KeyedType, key: Uint8Array): Uint8Array {
  const code = xidTypes.find(({ core }) => core === type)!.code;
  return sha256(encoder.encode(identifierContext), Uint8Array.of(0, 0, 0, code), key).subarray(0, 20);
}

/**
 * A signer with the key that a seed of 32 octets gives (RFC 8032, section 5.1.5).
 *
 * @throws RangeError when the seed has another length.
 */
export function signerFromSeed(seed: Uint8Array): Signer {
  if (seed.length !== 32) throw new RangeError(`a seed has 32 octets, not ${seed.length}`);
  const privateKey = createPrivateKey({
    key: Buffer.concat([privateFrame, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const exported = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(exported.subarray(publicFrame.length)),
    sign: (octets) => new Uint8Array(sign(null, octets, privateKey)),
  };
}

/** Signs octets under a context: the signature over the context text, a zero octet, and the octets. */
export function signIn(context: SignatureContext, octets: Uint8Array, signer: Signer): Uint8Array {
  return signer.sign(inContext(context, octets));
}

/** Tells whether a signature is good under a context. False for anything that is no key. */
export function verifyIn(
  context: SignatureContext,
  octets: Uint8Array,
  key: Uint8Array,
  signature: Uint8Array,
): boolean {
  const publicKey = publicKeyOf(key);
  return publicKey !== undefined && verify(null, inContext(context, octets), publicKey, signature);
}

function inContext(context: SignatureContext, octets: Uint8Array): Uint8Array {
  const text = contexts[context];
  const whole = new Uint8Array(text.length + octets.length);
  whole.set(text);
  whole.set(octets, text.length);
  return whole;
}

function publicKeyOf(key: Uint8Array): KeyObject | undefined {
  const name = Buffer.from(key).toString('latin1');
  const cached = keys.get(name);
  if (cached !== undefined) return cached;
  let made: KeyObject;
  try {
    made = createPublicKey({ key: Buffer.concat([publicFrame, key]), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
  if (keys.size >= cachedKeys) keys.delete(keys.keys().next().value!);
  keys.set(name, made);
  return made;
}
