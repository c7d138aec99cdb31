/** One device for several gateways: packets go to the one on whose side their source is. */
import type { PacketDevice } from '../ports/packet-device.ts';
import { covers, formatPrefix, type IpPrefix } from './ip-address.ts';
import { readIpPacket } from './ip-packet.ts';
import { type PrefixTable, prefixTable } from './prefix-table.ts';

/** A device that is shared. */
export interface SharedDevice {
  /**
   * Gives a part of the device: what comes from the addresses in `own`. Closing it leaves the device open.
   *
   * @throws RangeError when another part has one of the addresses.
   */
  part(own: readonly IpPrefix[]): PacketDevice;
}

interface Part {
  readonly own: readonly IpPrefix[];
  receive: (packet: Uint8Array) => void;
}

/** Shares a device, which stays the caller's. */
export function shareDevice(device: PacketDevice): SharedDevice {
  const parts = new Set<Part>();
  let table: PrefixTable<Part> = prefixTable([]);
  const renew = (): void => {
    table = prefixTable([...parts].flatMap((part) => part.own.map((prefix) => [prefix, part] as const)));
  };
  device.onPacket((octets) => {
    const packet = readIpPacket(octets);
    if (packet !== undefined) table.find(packet.source)?.receive(octets);
  });
  return {
    part(own) {
      const taken = [...parts].flatMap((part) => part.own);
      const clash = own.find((mine) => taken.some((other) => covers(mine, other) || covers(other, mine)));
      if (clash !== undefined)
        throw new RangeError(`${formatPrefix(clash)} is somebody else's on this device`);
      const part: Part = { own, receive: () => {} };
      parts.add(part);
      renew();
      return {
        send: (packet) => parts.has(part) && device.send(packet),
        onPacket(receiver) {
          part.receive = receiver;
        },
        drain: () => device.drain?.(),
        close() {
          parts.delete(part);
          renew();
          return Promise.resolve();
        },
      };
    },
  };
}
