/** The headers of IPv4 and UDP around XIP, as far as they are used. */
import { foldedSum, internetChecksum } from './internet-checksum.ts';

/** Where fields of an IPv4 header without options stand, and its size. */
export const ipHeader = {
  size: 20,
  length: 2,
  timeToLive: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
} as const;
/** Where fields of a UDP header stand, and its size. */
export const udpHeader = { size: 8, length: 4, checksum: 6 } as const;
/** The number of UDP in an IPv4 header. */
export const udpProtocol = 17;
/** The first octet of an IPv4 header without options. */
export const versionAndLength = 0x45;

/** The checksum over the pseudo-header and what the UDP header and payload hold at present. */
export function udpChecksum(octets: Uint8Array): number {
  const udpLength = octets.length - ipHeader.size;
  const pseudo = foldedSum(octets, ipHeader.source, ipHeader.size) + udpProtocol + udpLength;
  return internetChecksum(octets, ipHeader.size, octets.length, pseudo);
}
