/**
 * Runs of packets between the same two addresses: what the first one took to write or to read is kept for the next,
 * whose header differs only in lengths and hops. Results are those of `buildPacket` and `parsePacket`.
 */
import type { DecodeError } from '../core/decode-error.ts';
import { ok, type Result } from '../core/result.ts';
import type { Dag } from './dag.ts';
import type { buildPacket, PacketParts, ParsedPacket, parsePacket } from './packet.ts';
import { xipHeaderLength, xipOffset } from './xip-header.ts';

/** Octets of the header that differ within a run: the length of the payload, and the hops that are left. */
const varying: ReadonlySet<number> = new Set([
  xipOffset.payloadLength,
  xipOffset.payloadLength + 1,
  xipOffset.hopLimit,
]);

/** Packets are written one behind the other into slabs: memory of its own would cost more than a short packet. */
const slabOctets = 65_536;
/** Octets of a packet that goes into a slab at most. */
const shortPacket = slabOctets / 8;

/** Makes a function that builds packets as `build` does; it remembers the header of the last one. */
export function packetWriter(
  build: typeof buildPacket,
): (parts: Required<Pick<PacketParts, 'destination' | 'source' | 'nextHeader' | 'payload'>>) => Uint8Array {
  let destination: Dag | undefined;
  let source: Dag | undefined;
  let nextHeader = -1;
  let header = new Uint8Array(0);
  let slab = new Uint8Array(0);
  let used = 0;
  const room = (octets: number): Uint8Array => {
    if (octets > shortPacket) return new Uint8Array(octets);
    if (slab.length - used < octets) {
      slab = new Uint8Array(slabOctets);
      used = 0;
    }
    used += octets;
    return slab.subarray(used - octets, used);
  };
  return (parts) => {
    const { payload } = parts;
    // Addresses are never changed, so the same object is the same address.
    const isNext =
      parts.destination === destination && parts.source === source && parts.nextHeader === nextHeader;
    if (!isNext || payload.length > 0xffff) {
      const packet = build(parts);
      ({ destination, source, nextHeader } = parts);
      header = packet.slice(0, packet.length - payload.length);
      return packet;
    }
    const packet = room(header.length + payload.length);
    packet.set(header);
    packet[xipOffset.payloadLength] = payload.length >> 8;
    packet[xipOffset.payloadLength + 1] = payload.length;
    packet.set(payload, header.length);
    return packet;
  };
}

/** Makes a function that reads packets as `parse` does; it remembers the last one that was good. */
export function packetReader(
  parse: typeof parsePacket,
): (packet: Uint8Array) => Result<ParsedPacket, DecodeError> {
  let known: ParsedPacket | undefined;
  let header = new Uint8Array(0);
  return (packet) => {
    const { length } = header;
    const payloadLength = packet.length - length;
    const stated = (packet[xipOffset.payloadLength]! << 8) + packet[xipOffset.payloadLength + 1]!;
    const hasLength = payloadLength >= 0 && stated === payloadLength;
    if (known === undefined || !hasLength || !isSameRun(packet, header)) {
      const parsed = parse(packet);
      if (!parsed.ok) return parsed;
      known = parsed.value;
      header = packet.slice(0, xipHeaderLength(packet));
      return parsed;
    }
    const hopLimit = packet[xipOffset.hopLimit]!;
    return ok({
      header: { ...known.header, payloadLength, hopLimit },
      destination: known.destination,
      source: known.source,
      payload: packet.subarray(length),
    });
  };
}

function isSameRun(packet: Uint8Array, header: Uint8Array): boolean {
  for (let at = 0; at < header.length; at += 1) {
    if (packet[at] !== header[at] && !varying.has(at)) return false;
  }
  return true;
}
