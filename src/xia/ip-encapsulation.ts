/**
 * XIP in UDP over IPv4, for a stretch of IP network between XIA networks (chapter 03).
 */
import { dagLimits, encapsulation, xidSizes, xipFixedSize } from '../../spec/registry/identifiers.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { ipv4Of } from './four-id.ts';
import { foldedSum, internetChecksum } from './internet-checksum.ts';
import { isAtEntry, readXip } from './xip-header.ts';
import { readXid } from './xid.ts';

const ipHeader = {
  size: 20,
  length: 2,
  timeToLive: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
} as const;
const udpHeader = { size: 8, length: 4, checksum: 6 } as const;
const udpProtocol = 17;
const versionAndLength = 0x45;

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

/** Takes the XIP packet out of an IPv4 packet; the result is a view (ENC-001). */
export function decapsulateFromIp(octets: Uint8Array): Result<Uint8Array, DecodeError> {
  const fail = (code: DecodeError['code'], offset: number, path: string): Result<never, DecodeError> =>
    err({ code, offset, path, requirement: 'ENC-001' });
  const start = ipHeader.size + udpHeader.size;
  if (octets.length < start + xipFixedSize) return fail('truncated', octets.length, 'ip');
  if (octets[0] !== versionAndLength) return fail('unsupported-version', 0, 'ip.version');
  if (word(octets, ipHeader.length) !== octets.length)
    return fail('length-mismatch', ipHeader.length, 'ip.length');
  if (octets[ipHeader.protocol] !== udpProtocol)
    return fail('unknown-type', ipHeader.protocol, 'ip.protocol');
  if (internetChecksum(octets, 0, ipHeader.size) !== 0)
    return fail('bad-checksum', ipHeader.checksum, 'ip.checksum');
  if (word(octets, ipHeader.size + 2) !== encapsulation.udpPort)
    return fail('out-of-range', ipHeader.size + 2, 'udp.port');
  const udpLength = ipHeader.size + udpHeader.length;
  if (word(octets, udpLength) !== octets.length - ipHeader.size)
    return fail('length-mismatch', udpLength, 'udp.length');
  const checksumAt = ipHeader.size + udpHeader.checksum;
  if (word(octets, checksumAt) !== 0 && udpChecksum(octets) !== 0)
    return fail('bad-checksum', checksumAt, 'udp.checksum');
  return ok(octets.subarray(start));
}

/** The checksum over the pseudo-header and what the UDP header and payload hold at present. */
function udpChecksum(octets: Uint8Array): number {
  const udpLength = octets.length - ipHeader.size;
  const pseudo = foldedSum(octets, ipHeader.source, ipHeader.size) + udpProtocol + udpLength;
  return internetChecksum(octets, ipHeader.size, octets.length, pseudo);
}

function word(octets: Uint8Array, at: number): number {
  return (octets[at]! << 8) | octets[at + 1]!;
}

function putWord(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >> 8;
  octets[at + 1] = value;
}
