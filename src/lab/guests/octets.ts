/** The octets that guests fill blocks and downloads with: known from their place alone. workload/mix.h says the same in C. */
import { createHash } from 'node:crypto';

/** The word of an index, both 32 bits without sign. */
export function mix(index: number): number {
  let word = (index + 1) >>> 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}

const batchWords = 16_384;

/** SHA-256, in hexadecimal, of the first octets that the Linux guest's `/cgi-bin/octets` serves. */
export function octetsDigest(length: number): string {
  const hash = createHash('sha256');
  const batch = Buffer.alloc(4 * batchWords);
  for (let at = 0; at < length; at += batch.length) {
    for (let i = 0; i < batchWords; i += 1) batch.writeUInt32LE(mix(at / 4 + i), 4 * i);
    hash.update(batch.subarray(0, Math.min(batch.length, length - at)));
  }
  return hash.digest('hex');
}
