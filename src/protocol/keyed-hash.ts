/**
 * HMAC-SHA256 under a secret that never leaves its owner, and the comparison that goes with it. Only who made a
 * value can check it, so nothing of this is on the wire but the value.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 of octet strings, one after the other; 32 octets, owned by the caller. */
export function keyedHash(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** Tells whether two octet strings are equal, in a time that depends on nothing but their lengths. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
