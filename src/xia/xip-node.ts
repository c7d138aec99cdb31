/** Nodes of the addresses of a packet as they stand in its octets, which nobody has checked. */
import { lastAtEntry, xidSizes, xipFixedSize } from '../../spec/registry/identifiers.ts';
import { xipOffset } from './xip-header.ts';

/** Where the edges of the node stand that the packet stands at; may lie outside the packet. */
export function currentEdges(packet: Uint8Array): number {
  const count = packet[xipOffset.destinationNodes]!;
  const last = packet[xipOffset.last]!;
  const node = last === lastAtEntry ? count - 1 : (last << 24) >> 24;
  return xipFixedSize + xidSizes.node * node + xidSizes.xid;
}

/** The type of a node by its index, counted over destination and source; 0 outside the packet. */
export function nodeType(packet: Uint8Array, index: number): number {
  const at = xipFixedSize + xidSizes.node * index;
  const octet = (i: number): number => octetAt(packet, at + i);
  return ((octet(0) << 24) | (octet(1) << 16) | (octet(2) << 8) | octet(3)) >>> 0;
}

/** An octet of a packet; 0 outside it. */
export function octetAt(packet: Uint8Array, at: number): number {
  return packet[at] ?? 0;
}
