/** The state image of the virtual machine of the cast: small, and changed once between two rounds. */
import { sha256 } from './keys.ts';
import { octets, uint } from './octets.ts';

/** A chunk: where it belongs, and its octets. */
export interface ImageChunk {
  readonly place: number;
  readonly octets: Uint8Array;
}

/** The first round: 512 octets of 5a and 512 of a5. */
export const firstRound: readonly ImageChunk[] = [
  { place: 0, octets: octets('5a'.repeat(512)) },
  { place: 512, octets: octets('a5'.repeat(512)) },
];

/** The last round: the second chunk again, with other octets. */
export const lastRound: readonly ImageChunk[] = [{ place: 512, octets: octets('c3'.repeat(512)) }];

/** SHA-256 of the whole image after the last round. */
export const stateDigest = sha256('5a'.repeat(512), 'c3'.repeat(512));

/** SHA-256 of the whole image after the first round. */
export const firstDigest = sha256('5a'.repeat(512), 'a5'.repeat(512));

/** The id of the CID of a chunk: the first 20 octets of its SHA-256. */
export function cidOf(chunk: ImageChunk): Uint8Array {
  return sha256(chunk.octets).subarray(0, 20);
}

/** The chunk records of a round, as on the wire: CID, place, size. */
export function chunkRecords(chunks: readonly ImageChunk[]): Uint8Array {
  return octets(
    ...chunks.flatMap((chunk) => [cidOf(chunk), uint(chunk.place, 8), uint(chunk.octets.length, 4)]),
  );
}

/** The value of the TLV `round`: number, chunks, octets, digest of the chunk records. */
export function round(number: number, chunks: readonly ImageChunk[]): Uint8Array {
  const total = chunks.reduce((sum, chunk) => sum + chunk.octets.length, 0);
  return octets(uint(number, 2), uint(chunks.length, 4), uint(total, 8), sha256(chunkRecords(chunks)));
}

/** The value of the TLV `part` that holds all chunks of a round. */
export function part(chunks: readonly ImageChunk[]): Uint8Array {
  return octets(uint(0, 4), uint(chunks.length, 2), chunkRecords(chunks));
}
