/**
 * Many messages in one call: the arrays of `struct mmsghdr` that `recvmmsg` and `sendmmsg` of Linux take, with memory of
 * their own for each message.
 */
import type { Libc } from './libc.ts';

/** Messages that are received or sent together. */
export interface MessageBatch {
  /** How many there may be. */
  readonly slots: number;
  /** The memory of a message; it is used again for the next batch. */
  memory(slot: number): Uint8Array;
  /** Receives as many as wait. @returns how many; 0 when none does, or the descriptor fails */
  receive(descriptor: number): number;
  /** How long a message is that was received, in octets. */
  lengthOf(slot: number): number;
  /** Says how long a message is that is to be sent, in octets. */
  setLength(slot: number, octets: number): void;
  /** Sends the first ones. @returns how many were taken */
  send(descriptor: number, count: number): number;
}

/** `struct mmsghdr`: a `struct msghdr` of 56 octets, then the length of what was received. */
const header = { octets: 64, vector: 16, vectors: 24, length: 56 } as const;
/** `struct iovec`: an address and a length. */
const vector = { octets: 16, length: 8 } as const;
const dontWait = 0x40;

/** Makes a batch of messages of at most so many octets. */
export function messageBatch(libc: Libc, slots: number, octets: number): MessageBatch {
  const data = Buffer.alloc(slots * octets);
  const memories = Array.from({ length: slots }, (_, slot) =>
    data.subarray(slot * octets, (slot + 1) * octets),
  );
  const vectors = Buffer.alloc(slots * vector.octets);
  const headers = Buffer.alloc(slots * header.octets);
  const [dataAt, vectorsAt] = [libc.addressOf(data), libc.addressOf(vectors)];
  for (let slot = 0; slot < slots; slot += 1) {
    vectors.writeBigUInt64LE(dataAt + BigInt(slot * octets), slot * vector.octets);
    vectors.writeBigUInt64LE(BigInt(octets), slot * vector.octets + vector.length);
    headers.writeBigUInt64LE(vectorsAt + BigInt(slot * vector.octets), slot * header.octets + header.vector);
    headers.writeBigUInt64LE(1n, slot * header.octets + header.vectors);
  }
  return {
    slots,
    memory: (slot) => memories[slot]!,
    receive: (descriptor) => Math.max(0, libc.recvmmsg(descriptor, headers, slots, dontWait, null)),
    lengthOf: (slot) => headers.readUInt32LE(slot * header.octets + header.length),
    setLength(slot, length) {
      vectors.writeUInt32LE(length, slot * vector.octets + vector.length);
    },
    send(descriptor, count) {
      let next = 0;
      let taken = 0;
      while (next < count) {
        const rest = headers.subarray(next * header.octets);
        const sent = libc.sendmmsg(descriptor, rest, count - next, dontWait);
        if (sent > 0) {
          taken += sent;
          next += sent;
        } else if (['EAGAIN', 'ENOBUFS'].includes(libc.errorName())) return taken;
        // One message that is refused is lost, those after it need not be.
        else next += 1;
      }
      return taken;
    },
  };
}
