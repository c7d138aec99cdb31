/**
 * UDP sockets of Linux through which many datagrams leave and arrive in one call. Those of one length to one place go to
 * the kernel as one large one that it cuts, and come from it in the same way, which costs a tenth of as many calls.
 */
import { createSocket, type SocketOptions } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { DeviceError } from './device-error.ts';
import { libc, type Libc } from './libc.ts';
import { addressedBatch } from './message-batch.ts';
import { bufferOctets, bufferOptions, socketLevel } from './socket-buffers.ts';

/** A UDP socket. */
export interface UdpSocket {
  readonly local: { readonly host: string; readonly port: number };
  /** Whether several datagrams of one sender may come as one; all but the last have the same length then. */
  readonly joins: boolean;
  /** Sends a datagram. The octets belong to the socket from here on. What cannot be sent is lost. */
  send(datagram: Uint8Array, host: string, port: number): void;
  /** Names the one who gets what comes; the octets are its own. */
  onDatagrams(receiver: (octets: Uint8Array, host: string, port: number) => void): void;
  /** Ends it. May be called again. */
  close(): Promise<void>;
}

const afInet = 2;
const datagramNonBlocking = 2 | 0x800 | 0x80000;
const solUdp = 17;
const udpSegment = 103;
const udpGro = 104;
/** The most octets of a datagram over IPv4. */
const mostOctets = 65_507;
/** Into how many datagrams the kernel cuts one. */
const mostSegments = 64;
const outgoingSlots = 16;
const incomingSlots = 8;
/** Where port and address are in `struct sockaddr_in`. */
const portAt = 2;
const hostAt = 4;

/** What waits in a slot. */
interface Queued {
  readonly host: string;
  readonly port: number;
  /** Octets of each datagram but the last one. */
  readonly segment: number;
  datagrams: number;
  octets: number;
}

/**
 * Opens a socket.
 *
 * @param options of the socket of Node.js that waits for datagrams, and sends what is not taken at once.
 * @param load gives the calls of the system.
 * @throws DeviceError (by rejection) when the system, the package koffi or the place does not allow it; a plain socket
 *   may do then, or say better why not.
 */
export async function openUdpSocket(
  host: string,
  port: number,
  options: SocketOptions,
  load: () => Promise<Libc> = libc,
): Promise<UdpSocket> {
  const calls = await load();
  const place = Buffer.alloc(16);
  if (!isIPv4(host)) throw new DeviceError('DEVICE_FAILED', `${host} is no address of IPv4; give one`);
  writePlace(place, host, port);
  const descriptor = calls.socket(afInet, datagramNonBlocking, 0);
  if (descriptor < 0 || calls.bind(descriptor, place, place.length) < 0) {
    const why = calls.errorName();
    if (descriptor >= 0) calls.close(descriptor);
    throw new DeviceError('DEVICE_FAILED', `cannot listen on UDP ${host}:${port}: ${why}`);
  }
  const socket = createSocket(options);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ fd: descriptor }, () => {
      socket.removeAllListeners('error');
      socket.on('error', () => {});
      resolve();
    });
  });
  const { address, port: bound } = socket.address();
  return batchedSocket(calls, descriptor, socket, { host: address, port: bound });
}

function batchedSocket(
  calls: Libc,
  descriptor: number,
  socket: ReturnType<typeof createSocket>,
  local: UdpSocket['local'],
): UdpSocket {
  const incoming = addressedBatch(calls, incomingSlots, mostOctets);
  const outgoing = addressedBatch(calls, outgoingSlots, mostOctets);
  const set = (level: number, name: number, value: number): boolean => {
    const octets = Buffer.alloc(4);
    octets.writeInt32LE(value);
    return calls.setsockopt(descriptor, level, name, octets, octets.length) === 0;
  };
  for (const option of bufferOptions) set(socketLevel, option, bufferOctets);
  let cutsDatagrams = set(solUdp, udpSegment, 0);
  const joins = set(solUdp, udpGro, 1);
  let receive: ((octets: Uint8Array, host: string, port: number) => void) | undefined;
  let closed = false;
  let queue: Queued[] = [];

  const sendPlainly = (slot: number, { host, port, segment, octets }: Queued): void => {
    const memory = outgoing.memory(slot).subarray(0, octets);
    for (let at = 0; at < octets; at += segment) {
      socket.send(new Uint8Array(memory.subarray(at, at + segment)), port, host);
    }
  };
  const flush = (): void => {
    const queued = queue;
    queue = [];
    if (closed) return;
    queued.forEach(({ segment, datagrams, octets }, slot) => {
      outgoing.setLength(slot, octets);
      outgoing.setSegment(slot, datagrams === 1 ? 0 : segment);
    });
    for (let at = 0; at < queued.length;) {
      const taken = outgoing.sendSome(descriptor, at, queued.length - at);
      if (taken > 0) {
        at += taken;
        continue;
      }
      const isFull = ['EAGAIN', 'ENOBUFS'].includes(calls.errorName());
      // The kernel cuts nothing into what is too long for the path.
      if (!isFull && queued[at]!.datagrams > 1) cutsDatagrams = false;
      const end = isFull ? queued.length : at + 1;
      for (; at < end; at += 1) sendPlainly(at, queued[at]!);
    }
  };
  const mayJoin = (last: Queued | undefined, octets: number, host: string, port: number): last is Queued =>
    last !== undefined &&
    cutsDatagrams &&
    last.host === host &&
    last.port === port &&
    octets > 0 &&
    octets <= last.segment &&
    last.octets === last.segment * last.datagrams &&
    last.octets + octets <= mostOctets &&
    last.datagrams < mostSegments;

  let from = { host: '', port: 0, octets: Buffer.alloc(0) };
  const senderOf = (octets: Buffer): { readonly host: string; readonly port: number } => {
    // They come in runs.
    if (!octets.equals(from.octets)) {
      const host = octets.subarray(hostAt, hostAt + 4).join('.');
      from = { host, port: octets.readUInt16BE(portAt), octets: Buffer.from(octets) };
    }
    return from;
  };
  socket.on('message', (octets, { address, port }) => {
    if (closed) return;
    receive?.(octets, address, port);
    const count = incoming.receive(descriptor);
    for (let slot = 0; slot < count && !closed; slot += 1) {
      const { host, port: sender } = senderOf(incoming.address(slot));
      receive?.(new Uint8Array(incoming.memory(slot).subarray(0, incoming.lengthOf(slot))), host, sender);
    }
  });
  return {
    local,
    joins,
    send(datagram, host, port) {
      if (closed || datagram.length > mostOctets) return;
      const last = queue.at(-1);
      if (mayJoin(last, datagram.length, host, port)) {
        outgoing.memory(queue.length - 1).set(datagram, last.octets);
        last.octets += datagram.length;
        last.datagrams += 1;
        return;
      }
      if (!isIPv4(host)) return socket.send(datagram, port, host);
      if (queue.length === outgoingSlots) flush();
      const slot = queue.length;
      queue.push({ host, port, segment: datagram.length, datagrams: 1, octets: datagram.length });
      outgoing.memory(slot).set(datagram);
      writePlace(outgoing.address(slot), host, port);
      if (slot === 0) queueMicrotask(flush);
    },
    onDatagrams(receiver) {
      receive = receiver;
    },
    close: () =>
      new Promise((resolve) => {
        if (closed) return resolve();
        flush();
        closed = true;
        socket.close(() => resolve());
      }),
  };
}

/** Writes a `struct sockaddr_in`. */
function writePlace(place: Buffer, host: string, port: number): void {
  place.writeUInt16LE(afInet, 0);
  place.writeUInt16BE(port, portAt);
  place.set(host.split('.').map(Number), hostAt);
}
