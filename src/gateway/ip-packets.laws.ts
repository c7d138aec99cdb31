/** IP packets and devices in memory for the tests of this folder. */
import type { PacketDevice } from '../ports/packet-device.ts';
import { internetChecksum } from '../xia/index.ts';
import { type IpPrefix, parseIp, parsePrefix } from './ip-address.ts';

/** Makes a UDP packet of IPv4 or IPv6 between two addresses in text form, of so many octets. */
export function ipPacket(source: string, destination: string, length = 60, fill = 0x61): Uint8Array {
  const packet = new Uint8Array(length).fill(fill);
  const view = new DataView(packet.buffer);
  const from = parseIp(source)!;
  if (from.length === 4) {
    packet.set([0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0]);
    view.setUint16(2, length);
    packet.set(from, 12);
    packet.set(parseIp(destination)!, 16);
    view.setUint16(10, internetChecksum(packet, 0, 20));
  } else {
    packet.set([0x60, 0, 0, 0, 0, 0, 17, 64]);
    view.setUint16(4, length - 40);
    packet.set(from, 8);
    packet.set(parseIp(destination)!, 24);
  }
  return packet;
}

/** The prefix of a text that is one. */
export function prefixOf(text: string): IpPrefix {
  const prefix = parsePrefix(text);
  if (prefix === undefined) throw new RangeError(text);
  return prefix;
}

/** A device whose other side is a test. */
export interface MemoryDevice extends PacketDevice {
  /** What was sent to programs. */
  readonly got: Uint8Array[];
  /** A program sends a packet. */
  put(packet: Uint8Array): void;
}

/** Makes a device in memory. */
export function memoryDevice(): MemoryDevice {
  let receive: (packet: Uint8Array) => void = () => {};
  const got: Uint8Array[] = [];
  return {
    got,
    put: (packet) => receive(packet),
    send(packet) {
      got.push(packet.slice());
      return true;
    },
    onPacket(receiver) {
      receive = receiver;
    },
    close: () => Promise.resolve(),
  };
}
