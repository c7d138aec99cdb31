/**
 * Packet sockets of Linux: Ethernet frames of one type, as they come from and go to an interface. Frames that are sent in
 * one turn of the event loop leave in one call, and those that wait are taken in one call.
 */
import { checkedInterfaceName, DeviceError } from './device-error.ts';
import { libc, type Libc } from './libc.ts';
import { messageBatch } from './message-batch.ts';
import { watchDescriptor } from './watched-descriptor.ts';
import { bufferOctets, bufferOptions, socketLevel } from './socket-buffers.ts';

/** Ethernet frames of one type. */
export interface PacketSocket {
  /** The address of the interface, 6 octets. */
  readonly address: Uint8Array;
  /** The most octets after the header of a frame. */
  readonly mtu: number;
  /** Sends a copy of `payload` to an address of 6 octets. @returns whether it fits into a frame */
  send(destination: Uint8Array, payload: Uint8Array): boolean;
  /** Names the one who gets what came; `source` and `payload` are its own. */
  onFrame(receiver: (payload: Uint8Array, source: Uint8Array) => void): void;
  /** Ends it. May be called again. */
  close(): Promise<void>;
}

/** Two addresses and the type. */
const frameHeader = { octets: 14, source: 6, type: 12 } as const;
const addressOctets = 6;
const afPacket = 17;
const rawNonBlocking = 3 | 0x800;
const getAddress = 0x8927;
const getMtu = 0x8921;
const requestOctets = 40;
const requestValue = 16;
/** Memory for one batch, and frames in it at most. */
const batchOctets = 1 << 20;
const batchFrames = 64;
/** Batches that are taken in one turn before others have theirs. */
const batchesPerTurn = 4;

/**
 * Opens a socket for frames of one type. Whoever is root, or has CAP_NET_RAW, may.
 *
 * @throws DeviceError (by rejection); its message says what to do.
 */
export async function openPacketSocket(interfaceName: string, type: number): Promise<PacketSocket> {
  const calls = await libc();
  const index = calls.if_nametoindex(checkedInterfaceName(interfaceName));
  if (index === 0)
    throw new DeviceError('NO_DEVICE', `there is no interface ${interfaceName}; ip link shows them`);
  const descriptor = calls.socket(afPacket, rawNonBlocking, swapped(type));
  if (descriptor < 0) throw socketError(calls.errorName(), interfaceName);
  try {
    const link = Buffer.alloc(20);
    link.writeUInt16LE(afPacket, 0);
    link.writeUInt16BE(type, 2);
    link.writeInt32LE(index, 4);
    if (calls.bind(descriptor, link, link.length) < 0) throw socketError(calls.errorName(), interfaceName);
    const size = Buffer.alloc(4);
    size.writeInt32LE(bufferOctets);
    for (const option of bufferOptions) calls.setsockopt(descriptor, socketLevel, option, size, size.length);
    const address = Uint8Array.from(
      asked(calls, descriptor, interfaceName, getAddress).subarray(2, 2 + addressOctets),
    );
    const mtu = asked(calls, descriptor, interfaceName, getMtu).readInt32LE(0);
    return packetSocket(calls, descriptor, type, address, mtu);
  } catch (error) {
    if (error instanceof DeviceError) calls.close(descriptor);
    throw error;
  }
}

function packetSocket(
  calls: Libc,
  opened: number,
  type: number,
  address: Uint8Array,
  mtu: number,
): PacketSocket {
  const frameOctets = frameHeader.octets + mtu;
  const slots = Math.max(4, Math.min(batchFrames, Math.floor(batchOctets / frameOctets)));
  const incoming = messageBatch(calls, slots, frameOctets);
  const outgoing = messageBatch(calls, slots, frameOctets);
  for (let slot = 0; slot < slots; slot += 1) {
    const memory = outgoing.memory(slot);
    memory.set(address, frameHeader.source);
    memory.set([type >> 8, type & 0xff], frameHeader.type);
  }
  const room = Buffer.alloc(frameOctets);
  let receive: ((payload: Uint8Array, source: Uint8Array) => void) | undefined;
  let closed = false;
  let queued = 0;

  const take = (frame: Uint8Array): void => {
    // Some interfaces hand over frames for others, too; the lowest bit of the first octet means many.
    const isForMany = (frame[0]! & 1) === 1;
    if (frame.length < frameHeader.octets || closed) return;
    if (!isForMany && !address.every((octet, i) => frame[i] === octet)) return;
    const source = frame.slice(frameHeader.source, frameHeader.type);
    receive?.(Uint8Array.from(frame.subarray(frameHeader.octets)), source);
  };
  const watched = watchDescriptor(calls, opened, room, (octets) => {
    take(Uint8Array.from(room.subarray(0, octets)));
    for (let batch = 0; batch < batchesPerTurn && !closed; batch += 1) {
      const count = incoming.receive(watched.descriptor);
      for (let slot = 0; slot < count; slot += 1)
        take(Uint8Array.from(incoming.memory(slot).subarray(0, incoming.lengthOf(slot))));
      if (count < slots) return;
    }
  });
  const flush = (): void => {
    const count = queued;
    queued = 0;
    // What is not taken is lost, which the protocol is made for.
    if (!closed && count > 0) outgoing.send(watched.descriptor, count);
  };
  return {
    address,
    mtu,
    send(destination, payload) {
      if (payload.length > mtu) return false;
      if (closed) return true;
      const memory = outgoing.memory(queued);
      memory.set(destination, 0);
      memory.set(payload, frameHeader.octets);
      outgoing.setLength(queued, frameHeader.octets + payload.length);
      queued += 1;
      if (queued === slots) flush();
      else if (queued === 1) queueMicrotask(flush);
      return true;
    },
    onFrame(receiver) {
      receive = receiver;
    },
    close() {
      flush();
      closed = true;
      return watched.close();
    },
  };
}

/** Asks for a property of an interface. */
function asked(calls: Libc, descriptor: number, name: string, request: number): Buffer {
  const octets = Buffer.alloc(requestOctets);
  octets.write(name, 'latin1');
  if (calls.ioctl(descriptor, request, octets) < 0) throw socketError(calls.errorName(), name);
  return octets.subarray(requestValue);
}

function swapped(word: number): number {
  return ((word & 0xff) << 8) | (word >> 8);
}

function socketError(why: string, name: string): DeviceError {
  switch (why) {
    case 'EPERM':
    case 'EACCES':
      return new DeviceError(
        'NOT_PERMITTED',
        `sending frames on ${name} is not allowed; run as root or with CAP_NET_RAW`,
      );
    case 'ENODEV':
    case 'ENXIO':
      return new DeviceError('NO_DEVICE', `there is no interface ${name} any more; ip link shows them`);
    default:
      return new DeviceError('DEVICE_FAILED', `cannot send frames on ${name}: ${why}`);
  }
}
