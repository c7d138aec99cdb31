/** Keys in files: Ed25519 private keys as PEM (PKCS #8), as other tools write them too. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { toHex } from '../core/hex.ts';
import type { Signer } from '../ports/keys.ts';
import { identifierOf, signerFromSeed } from '../protocol/index.ts';
import { usageError } from './exit-code.ts';
import { readWholeFile, writeNewFile } from './file-errors.ts';

/** A key that was read, and what identifiers it stands for. */
export interface KeyFile {
  readonly signer: Signer;
  /** 32 octets; the private key itself, never to be shown. */
  readonly seed: Uint8Array;
  /** Ids in hexadecimal. */
  readonly hid: string;
  readonly sid: string;
  readonly ad: string;
}

/** Makes a key and writes it to a new file that only its owner may read. @throws CommandError */
export async function newKeyFile(file: string): Promise<KeyFile> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await writeNewFile(file, String(privateKey.export({ format: 'pem', type: 'pkcs8' })), 0o600);
  return fromKeyObject(privateKey, file);
}

/** Reads a key. @throws CommandError */
export async function readKeyFile(file: string): Promise<KeyFile> {
  const octets = await readWholeFile(file);
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(octets), format: 'pem' });
  } catch {
    throw usageError(`${file} holds no private key`, 'A key is a PEM file as xlmp key new writes it.');
  }
  return fromKeyObject(key, file);
}

function fromKeyObject(key: KeyObject, file: string): KeyFile {
  if (key.asymmetricKeyType !== 'ed25519')
    throw usageError(`${file} holds a key of type ${key.asymmetricKeyType}`, 'XLMP signs with ed25519.');
  const seed = new Uint8Array(Buffer.from(key.export({ format: 'jwk' }).d!, 'base64url'));
  const signer = signerFromSeed(seed);
  const id = (type: 'HID' | 'SID' | 'AD'): string => toHex(identifierOf(type, signer.publicKey));
  return { signer, seed, hid: id('HID'), sid: id('SID'), ad: id('AD') };
}
