/**
 * A table by content identifier. The octets of an identifier are a digest, so the first four of them are a good key as
 * they are; text for each piece that comes or goes would cost more than the piece.
 */
import { equalOctets } from '../core/compare.ts';

/** A table by content identifier. */
export interface CidTable<T extends { readonly cid: Uint8Array }> {
  get(cid: Uint8Array): T | undefined;
  set(cid: Uint8Array, value: T): void;
  size(): number;
}

/** Makes an empty table. */
export function cidTable<T extends { readonly cid: Uint8Array }>(): CidTable<T> {
  const buckets = new Map<number, T[]>();
  let size = 0;
  return {
    get: (cid) => buckets.get(keyOf(cid))?.find((value) => equalOctets(value.cid, cid)),
    set(cid, value) {
      const bucket = buckets.get(keyOf(cid));
      if (bucket === undefined) buckets.set(keyOf(cid), [value]);
      else bucket.push(value);
      size += 1;
    },
    size: () => size,
  };
}

function keyOf(cid: Uint8Array): number {
  return (cid[0]! << 24) | (cid[1]! << 16) | (cid[2]! << 8) | cid[3]!;
}
