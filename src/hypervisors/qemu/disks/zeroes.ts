/**
 * Octets that are zero, which disks have many of.
 */
import { Buffer } from 'node:buffer';

/** Octets of one write at most, as long as a chunk of the state image may be. */
export const longestWrite = 1_048_576;

/** As many zeroes as a write has at most; not to be changed by anybody. */
export const zeroes: Uint8Array = new Uint8Array(longestWrite);

/** Whether there is nothing but zeroes, in `longestWrite` octets at most. */
export function isZero(octets: Uint8Array): boolean {
  return Buffer.compare(octets, zeroes.subarray(0, octets.length)) === 0;
}
