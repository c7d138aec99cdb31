/** Keys of the parties of a run, in files as `xlmp key new` writes them. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { toHex } from '../core/hex.ts';
import { identifierOf } from '../protocol/index.ts';

/** A key and what it stands for; ids in hexadecimal. */
export interface LabKey {
  readonly file: string;
  readonly hid: string;
  readonly sid: string;
  readonly ad: string;
}

/** Makes a key and writes it. */
export function makeKey(file: string): LabKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, String(privateKey.export({ format: 'pem', type: 'pkcs8' })), {
    mode: 0o600,
    flag: 'wx',
  });
  const key = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'));
  return {
    file,
    hid: toHex(identifierOf('HID', key)),
    sid: toHex(identifierOf('SID', key)),
    ad: toHex(identifierOf('AD', key)),
  };
}
