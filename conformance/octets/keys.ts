/** Ed25519 and SHA-256 as cases need them, straight from Node's own library. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as ed25519Sign,
  verify,
} from 'node:crypto';
import { hexOf, octets, type Piece } from './octets.ts';

/** The DER that stands before a raw seed (PKCS #8) and before a raw public key (SPKI) of Ed25519. */
const seedPrefix = '302e020100300506032b657004220420';
const keyPrefix = '302a300506032b6570032100';

const privateKeys = new Map<string, KeyObject>();
const publicKeys = new Map<string, KeyObject>();

/** Making a key costs as much as using it; the cast has few, an implementation might show many. */
const keptPublicKeys = 64;

/** Cases say the same octets again and again, and each packet is read more than once; both are sure to come out alike. */
const keptResults = 4096;
const signatures = new Map<string, Uint8Array>();
const judgements = new Map<string, boolean>();

/** The signature of some octets by the key of a seed, 64 octets. */
export function signature(seed: string, value: Uint8Array): Uint8Array {
  return remembered(signatures, `${seed} ${hexOf(value)}`, () =>
    Uint8Array.from(ed25519Sign(null, value, privateKey(seed))),
  ).slice();
}

/** Tells whether a signature over some octets is good; a key that is none gives false. */
export function isSignatureOf(key: Uint8Array, value: Uint8Array, signed: Uint8Array): boolean {
  return remembered(judgements, [key, value, signed].map(hexOf).join(' '), () => {
    try {
      return verify(null, value, publicKey(key), signed);
    } catch {
      return false;
    }
  });
}

/** The public key of a seed, 32 octets. */
export function publicKeyOf(seed: string): Uint8Array {
  const der = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' });
  return Uint8Array.from(der.subarray(der.length - 32));
}

/** SHA-256 of pieces, one after the other. */
export function sha256(...pieces: readonly Piece[]): Uint8Array {
  return Uint8Array.from(
    createHash('sha256')
      .update(octets(...pieces))
      .digest(),
  );
}

/** The id of a key for an XID type (`00000011` a HID, `00000013` a SID), 20 octets. */
export function idOf(xidType: string, key: Piece): Uint8Array {
  return sha256(Buffer.from('XLMP-1 identifier'), xidType, key).subarray(0, 20);
}

function remembered<T>(results: Map<string, T>, name: string, make: () => T): T {
  const known = results.get(name);
  if (known !== undefined) return known;
  const made = make();
  if (results.size >= keptResults) results.clear();
  results.set(name, made);
  return made;
}

function publicKey(key: Uint8Array): KeyObject {
  const name = hexOf(key);
  const known = publicKeys.get(name);
  if (known !== undefined) return known;
  const made = createPublicKey({ key: Buffer.from(octets(keyPrefix, key)), format: 'der', type: 'spki' });
  if (publicKeys.size >= keptPublicKeys) publicKeys.clear();
  publicKeys.set(name, made);
  return made;
}

function privateKey(seed: string): KeyObject {
  const known = privateKeys.get(seed);
  if (known !== undefined) return known;
  const made = createPrivateKey({ key: Buffer.from(octets(seedPrefix, seed)), format: 'der', type: 'pkcs8' });
  privateKeys.set(seed, made);
  return made;
}
