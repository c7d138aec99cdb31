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

/** Messages that each have an address of their own. */
export interface AddressedBatch extends MessageBatch {
  /** The address of a message, as octets of `struct sockaddr_in`: who sent it, or who is to get it. */
  address(slot: number): Buffer;
  /** Has a message that is to be sent leave as several ones of so many octets, the last one as long as it is; 0 for one. */
  setSegment(slot: number, octets: number): void;
  /** Sends some in one call. @returns how many were taken; not above 0 when the first of them is refused */
  sendSome(descriptor: number, first: number, count: number): number;
}

/** `struct mmsghdr`: a `struct msghdr` of 56 octets, then the length of what was received. */
const header = {
  octets: 64,
  address: 0,
  addressLength: 8,
  vector: 16,
  vectors: 24,
  control: 32,
  controlLength: 40,
  length: 56,
} as const;
/** `struct sockaddr_in`. */
const addressOctets = 16;
/** `struct cmsghdr` with one number of two octets, and what aligns the next one. */
const control = { octets: 24, level: 8, type: 12, value: 16, length: 18 } as const;
const solUdp = 17;
const udpSegment = 103;
/** `struct iovec`: an address and a length. */
const vector = { octets: 16, length: 8 } as const;
const dontWait = 0x40;

/** Makes a batch of messages of at most so many octets. */
export function messageBatch(libc: Libc, slots: number, octets: number): MessageBatch {
  return batchWithHeaders(libc, slots, octets).batch;
}

/** Makes a batch of messages of at most so many octets, with addresses of IPv4. */
export function addressedBatch(libc: Libc, slots: number, octets: number): AddressedBatch {
  const { batch, headers } = batchWithHeaders(libc, slots, octets);
  const addresses = Buffer.alloc(slots * addressOctets);
  const controls = Buffer.alloc(slots * control.octets);
  const [addressesAt, controlsAt] = [libc.addressOf(addresses), libc.addressOf(controls)];
  for (let slot = 0; slot < slots; slot += 1) {
    const at = slot * header.octets;
    headers.writeBigUInt64LE(addressesAt + BigInt(slot * addressOctets), at + header.address);
    headers.writeUInt32LE(addressOctets, at + header.addressLength);
    headers.writeBigUInt64LE(controlsAt + BigInt(slot * control.octets), at + header.control);
    const start = slot * control.octets;
    controls.writeBigUInt64LE(BigInt(control.length), start);
    controls.writeInt32LE(solUdp, start + control.level);
    controls.writeInt32LE(udpSegment, start + control.type);
  }
  return {
    ...batch,
    address: (slot) => addresses.subarray(slot * addressOctets, (slot + 1) * addressOctets),
    setSegment(slot, segment) {
      controls.writeUInt16LE(segment, slot * control.octets + control.value);
      headers.writeUInt32LE(segment === 0 ? 0 : control.octets, slot * header.octets + header.controlLength);
    },
    sendSome: (descriptor, first, count) =>
      libc.sendmmsg(descriptor, headers.subarray(first * header.octets), count, dontWait),
  };
}

function batchWithHeaders(
  libc: Libc,
  slots: number,
  octets: number,
): { readonly batch: MessageBatch; readonly headers: Buffer } {
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
  const batch: MessageBatch = {
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
  return { batch, headers };
}
