/**
 * TUN: a network interface whose packets go to this process. The interface is made here; bringing it up, its addresses
 * and its routes are the operator's, with `ip`.
 */
import { closeSync, constants, openSync } from 'node:fs';
import type { PacketDevice } from '../ports/packet-device.ts';
import { checkedInterfaceName, DeviceError } from './device-error.ts';
import { libc, type Libc } from './libc.ts';
import { watchDescriptor } from './watched-descriptor.ts';

/** Which device is opened. */
export interface TunOptions {
  /** The name of the interface, at most 15 octets. */
  readonly name: string;
  /** The longest packet in octets; the kernel is told. By default what the interface has. */
  readonly mtu?: number;
}

const device = '/dev/net/tun';
/** `struct ifreq`: the name in 16 octets, then a union of 24. */
const requestOctets = 40;
const nameOctets = 16;
const tunSetInterface = 0x400454ca;
const setMtu = 0x8922;
const setQueueLength = 0x8943;
const withoutHeader = 0x1000;
const tunFlag = 0x0001;
const afInet = 2;
const datagrams = 2;
/** The longest IP packet. */
const packetRoom = 65_535;
/** Packets that are read in one turn before others have theirs. */
const packetsPerTurn = 64;
/**
 * Packets that wait in the kernel while this process does something else; by itself it drops all but 500, which a
 * process that has to wait for its processor is soon behind by.
 */
const queuedPackets = 4096;

/**
 * Opens a TUN device; makes its interface unless there is one already. Whoever is root, or has CAP_NET_ADMIN, may.
 *
 * @throws DeviceError (by rejection); its message says what to do.
 */
export async function openTun({ name, mtu }: TunOptions): Promise<PacketDevice> {
  const calls = await libc();
  const request = requestFor(name);
  request.writeUInt16LE(tunFlag | withoutHeader, nameOctets);
  const descriptor = openDevice();
  if (calls.ioctl(descriptor, tunSetInterface, request) < 0) {
    const why = calls.errorName();
    closeSync(descriptor);
    throw tunError(why, name);
  }
  try {
    const refused = mtu === undefined ? undefined : tell(calls, name, setMtu, mtu);
    if (refused !== undefined)
      throw new DeviceError('DEVICE_FAILED', `${name} takes no MTU of ${mtu}: ${refused}`);
    // Who may open an interface that somebody else has made need not be allowed this; then fewer wait.
    tell(calls, name, setQueueLength, queuedPackets);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return tunDevice(calls, descriptor);
}

function tunDevice(calls: Libc, opened: number): PacketDevice {
  const room = Buffer.alloc(packetRoom);
  let receive: ((packet: Uint8Array) => void) | undefined;
  let closed = false;
  const take = (first: number, most: number): void => {
    let octets = first;
    for (let count = 1; octets > 0 && !closed; count += 1) {
      receive?.(Uint8Array.from(room.subarray(0, octets)));
      if (count === most || closed) return;
      octets = calls.read(watched.descriptor, room, packetRoom);
    }
  };
  const watched = watchDescriptor(calls, opened, room, (octets) => take(octets, packetsPerTurn));
  return {
    send: (packet) => !closed && calls.write(watched.descriptor, packet, packet.length) === packet.length,
    onPacket(receiver) {
      receive = receiver;
    },
    drain() {
      if (!closed) take(calls.read(watched.descriptor, room, packetRoom), queuedPackets);
    },
    close() {
      closed = true;
      return watched.close();
    },
  };
}

function requestFor(name: string): Buffer {
  const request = Buffer.alloc(requestOctets);
  request.write(checkedInterfaceName(name), 'latin1');
  return request;
}

function openDevice(): number {
  try {
    return openSync(device, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM')
      throw new DeviceError('NOT_PERMITTED', `${device} is not allowed; run as root`, error);
    throw new DeviceError(
      'NO_DEVICE',
      `${device} cannot be opened (${code}); load the kernel module tun with modprobe tun`,
      error,
    );
  }
}

function tunError(why: string, name: string): DeviceError {
  switch (why) {
    case 'EPERM':
    case 'EACCES':
      return new DeviceError(
        'NOT_PERMITTED',
        `opening ${name} is not allowed; run as root or with CAP_NET_ADMIN`,
      );
    case 'EBUSY':
      return new DeviceError(
        'DEVICE_BUSY',
        `${name} is open in another process; end it or choose another name`,
      );
    case 'EINVAL':
      return new DeviceError('BAD_NAME', `${name} is an interface already, and no TUN; choose another name`);
    default:
      return new DeviceError('DEVICE_FAILED', `cannot open ${name}: ${why}`);
  }
}

/** Tells the kernel a number of an interface, through a socket, whichever. @returns why it does not take it */
function tell(calls: Libc, name: string, what: number, value: number): string | undefined {
  const request = requestFor(name);
  request.writeInt32LE(value, nameOctets);
  const socket = calls.socket(afInet, datagrams, 0);
  const refused = calls.ioctl(socket, what, request) < 0 ? calls.errorName() : undefined;
  calls.close(socket);
  return refused;
}
