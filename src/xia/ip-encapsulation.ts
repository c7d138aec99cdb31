/**
 * XIP in UDP over IPv4, for a stretch of IP network between XIA networks (chapter 03).
 */
import { dagLimits, encapsulation, xidSizes } from '../../spec/registry/identifiers.ts';
import { ipv4Of } from './four-id.ts';
import { internetChecksum } from './internet-checksum.ts';
import { ipHeader, udpChecksum, udpHeader, udpProtocol, versionAndLength } from './ip-layout.ts';
import { isAtEntry, readXip } from './xip-header.ts';
import { readXid } from './xid.ts';

/**
 * Finds where a packet goes next when it crosses an IP network: the IPv4 address of the 4ID that the first edge of
 * the node it stands at leads to (ENC-002).
 *
 * @returns undefined when the first edge leads to something else.
 */
export function nextIpv4(packet: Uint8Array): Uint8Array | undefined {
  const read = readXip(packet);
  if (!read.ok) return undefined;
  const { destination, last } = read.value.header;
  const count = destination.length / xidSizes.node;
  const at = isAtEntry(last) ? count - 1 : last;
  if (count === 0 || at >= count) return undefined;
  const next = destination[at * xidSizes.node + xidSizes.xid]! & dagLimits.unusedEdge;
  return next < count ? ipv4Of(readXid(destination, next * xidSizes.node)) : undefined;
}

/**
 * Wraps a packet in UDP and IPv4 (ENC-001).
 *
 * @returns undefined when the packet does not go to a 4ID next; see {@link nextIpv4}.
 * @throws RangeError when it is too long for IPv4.
 */
export function encapsulateInIp(packet: Uint8Array, source: Uint8Array): Uint8Array | undefined {
  const destination = nextIpv4(packet);
  return destination === undefined ? undefined : encapsulateBetween(packet, source, destination);
}

/**
 * Wraps a packet in UDP from one IPv4 address to another, wherever its address leads.
 *
 * @throws RangeError when it is too long for IPv4.
 */
export function encapsulateBetween(
  packet: Uint8Array,
  source: Uint8Array,
  destination: Uint8Array,
): Uint8Array {
  const udpStart = ipHeader.size;
  const octets = new Uint8Array(udpStart + udpHeader.size + packet.length);
  if (octets.length > 0xffff) throw new RangeError('too long for IPv4');
  octets[0] = versionAndLength;
  putWord(octets, ipHeader.length, octets.length);
  octets[ipHeader.timeToLive] = encapsulation.ipTimeToLive;
  octets[ipHeader.protocol] = udpProtocol;
  octets.set(source, ipHeader.source);
  octets.set(destination, ipHeader.destination);
  putWord(octets, ipHeader.checksum, internetChecksum(octets, 0, ipHeader.size));
  putWord(octets, udpStart, encapsulation.udpPort);
  putWord(octets, udpStart + 2, encapsulation.udpPort);
  putWord(octets, udpStart + udpHeader.length, octets.length - udpStart);
  octets.set(packet, udpStart + udpHeader.size);
  // Zero says "no checksum" in UDP, so a sum of zero is sent as its other spelling.
  putWord(octets, udpStart + udpHeader.checksum, udpChecksum(octets) || 0xffff);
  return octets;
}

function putWord(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >> 8;
  octets[at + 1] = value;
}
