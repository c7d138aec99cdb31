/**
 * The XIP packets in what the kernel hands over as one: it joins datagrams of one length from one sender, and the octets
 * do not tell whether it did.
 */
import { xipFixedSize } from '../../spec/registry/identifiers.ts';
import { xipHeaderLength, xipOffset } from '../xia/index.ts';

/**
 * Cuts octets into packets of the length that the first one states, if each of them states the length that it has then;
 * else they are one packet, of whatever worth.
 */
export function packetsIn(octets: Uint8Array): readonly Uint8Array[] {
  const length = statedLength(octets);
  if (length === undefined || length >= octets.length) return [octets];
  const packets: Uint8Array[] = [];
  for (let start = 0; start < octets.length; start += length) {
    const packet = octets.subarray(start, start + length);
    if (statedLength(packet) !== packet.length) return [octets];
    packets.push(packet);
  }
  return packets;
}

/** How long a packet is as its header says; undefined where the octets are too few to say. */
function statedLength(octets: Uint8Array): number | undefined {
  if (octets.length < xipFixedSize) return undefined;
  const payload = (octets[xipOffset.payloadLength]! << 8) + octets[xipOffset.payloadLength + 1]!;
  return xipHeaderLength(octets) + payload;
}
