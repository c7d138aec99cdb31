/**
 * Forwarding exactly as the xia-core v2 router does it, to be compared with it; XLMP itself uses `forwarding.ts`.
 * What differs: an unknown type or an unused edge ends the search; every action but a port and local delivery means
 * the next edge; `last` may name a source node, and octets outside the packet read as zero; the version is not looked at.
 */
import {
  dagLimits,
  lastAtEntry,
  xidSizes,
  xipFixedSize,
  xipProfiles,
} from '../../spec/registry/identifiers.ts';
import { deliversAt, type Forwarder, outcome } from './forwarding.ts';
import { routeAction } from './route-table.ts';
import { xipHeaderLength, xipOffset } from './xip-header.ts';

const { maxEdges, unusedEdge, visitedBit } = dagLimits;
const { maxNodes, hopLimitDropsAt } = xipProfiles['xia-core-v2'];

/** Decides about a packet as {@link Forwarder.forward} does, with the quirks of xia-core v2. */
export function forwardAsXiaCore(forwarder: Forwarder, packet: Uint8Array): number {
  const count = packet[xipOffset.destinationNodes]!;
  if (!hasExactLength(packet)) return outcome.malformed;
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  // Where the original goes round for ever, this gives up after more steps than there are edges.
  for (let steps = 0; steps <= maxEdges * count; steps += 1) {
    const edges = currentEdges(packet);
    let moved = false;
    for (let slot = 0; slot < maxEdges && !moved; slot += 1) {
      const next = octetAt(packet, edges + slot) & unusedEdge;
      if (next >= count) return outcome.unreachable;
      const type = nodeType(packet, next);
      if (forwarder.routes.typeRoutes(type) === undefined) return outcome.unreachable;
      const action = forwarder.routes.lookupView(view, xipFixedSize + xidSizes.node * next);
      if (action >= 0) {
        if (packet[xipOffset.hopLimit]! <= hopLimitDropsAt) return outcome.timeExceeded;
        packet[xipOffset.hopLimit]! -= 1;
        return action;
      }
      if (action !== routeAction.local) continue;
      if (edges + slot >= 0 && edges + slot < packet.length) packet[edges + slot]! |= visitedBit;
      packet[xipOffset.last] = next;
      if (next === count - 1 || deliversAt(type)) return outcome.local;
      moved = true;
    }
    if (!moved) return outcome.unreachable;
  }
  return outcome.malformed;
}

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

function octetAt(packet: Uint8Array, at: number): number {
  return packet[at] ?? 0;
}

function hasExactLength(packet: Uint8Array): boolean {
  if (packet.length < xipFixedSize) return false;
  const [destination, source] = [packet[xipOffset.destinationNodes]!, packet[xipOffset.sourceNodes]!];
  if (destination === 0 || destination > maxNodes || source > maxNodes) return false;
  const payload = (packet[xipOffset.payloadLength]! << 8) | packet[xipOffset.payloadLength + 1]!;
  return packet.length === xipHeaderLength(packet) + payload;
}
