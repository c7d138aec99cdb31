/**
 * Forwarding exactly as the xia-core v2 router does it, to be compared with it; XLMP itself uses `forwarding.ts`.
 * What differs: an unknown type or an unused edge ends the search; every action but a port and local delivery means
 * the next edge; `last` may name a source node, and octets outside the packet read as zero; the version is not looked at.
 */
import {
  dagLimits,
  xcmpQuotedPayload,
  xcmpTypes,
  xidSizes,
  xipFixedSize,
  xipProfiles,
} from '../../spec/registry/identifiers.ts';
import { deliversAt, type Forwarder, outcome } from './forwarding.ts';
import { routeAction } from './route-table.ts';
import type { RouterRules } from './router.ts';
import { quotePacket, standsAtFlood, xcmpTypeOf } from './xcmp.ts';
import { xipHeaderLength, xipOffset } from './xip-header.ts';
import { currentEdges, nodeType, octetAt } from './xip-node.ts';

const { maxEdges, unusedEdge, visitedBit } = dagLimits;
const { maxNodes, hopLimitDropsAt } = xipProfiles['xia-core-v2'];

/**
 * A router that works as xia-core v2 does. Unreachable messages alone count as errors, and alone are held back; what is
 * quoted is filled up with zeros; an echo request that arrives with a spent hop limit is answered as if it had been on
 * its way further.
 */
export const xiaCoreRules: RouterRules = {
  forward: forwardAsXiaCore,
  quote: quotePadded,
  isErrorSuppressed: (packet, kind) =>
    kind === 'unreachable' && (standsAtFlood(packet) || xcmpTypeOf(packet) === xcmpTypes.unreachable),
  isSpent: (packet) => packet[xipOffset.hopLimit]! <= hopLimitDropsAt,
};

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

function hasExactLength(packet: Uint8Array): boolean {
  if (packet.length < xipFixedSize) return false;
  const [destination, source] = [packet[xipOffset.destinationNodes]!, packet[xipOffset.sourceNodes]!];
  if (destination === 0 || destination > maxNodes || source > maxNodes) return false;
  const payload = (packet[xipOffset.payloadLength]! << 8) | packet[xipOffset.payloadLength + 1]!;
  return packet.length === xipHeaderLength(packet) + payload;
}

function quotePadded(packet: Uint8Array): Uint8Array {
  const padded = new Uint8Array(xipHeaderLength(packet) + xcmpQuotedPayload);
  padded.set(quotePacket(packet));
  return padded;
}
