/**
 * The state image of a machine under QEMU: the disks that are copied, flat and in their order, an end record, and the
 * migration stream. Its digest is taken over what was carried, since most of a stream is never seen twice.
 */
import { createHash } from 'node:crypto';
import type { Chunk } from '../../ports/hypervisor.ts';

/** Octets of the end record, which stands between disks and stream and is written in the last round only. */
export const endRecordOctets = 16;

const endMark = Buffer.from('XLMPQEMU', 'latin1');

/** Makes the end record of a stream; it tells the destination that it has all of it. */
export function writeEndRecord(streamOctets: number): Uint8Array {
  const octets = new Uint8Array(endRecordOctets);
  octets.set(endMark);
  new DataView(octets.buffer).setBigUint64(endMark.length, BigInt(streamOctets));
  return octets;
}

/** Reads how long the stream is; undefined when the octets are no end record. */
export function readEndRecord(octets: Uint8Array): number | undefined {
  if (octets.length !== endRecordOctets || !endMark.equals(octets.subarray(0, endMark.length)))
    return undefined;
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  return Number(view.getBigUint64(endMark.length));
}

/** A digest over chunks in the order in which they are carried. */
export interface StateDigest {
  add(chunk: Chunk): void;
  /** SHA-256 over place (8 octets), size (4) and SHA-256 of each chunk so far, in hexadecimal. */
  value(): string;
}

/** Makes a digest over nothing. */
export function stateDigest(): StateDigest {
  const hash = createHash('sha256');
  const head = Buffer.alloc(12);
  return {
    add({ place, octets, digest }) {
      head.writeBigUInt64BE(BigInt(place), 0);
      head.writeUInt32BE(octets.length, 8);
      hash.update(head).update(digest ?? digestOf(octets));
    },
    value: () => hash.copy().digest('hex'),
  };
}

/** SHA-256 of octets. */
export function digestOf(octets: Uint8Array): Uint8Array {
  return createHash('sha256').update(octets).digest();
}
