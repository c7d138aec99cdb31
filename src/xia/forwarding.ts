/**
 * The forwarding engine (chapter 03): decides what happens to a packet and notes its way in it.
 * It works in place on packets that it is given to own, and allocates nothing.
 */
import {
  dagLimits,
  lastAtEntry,
  xidSizes,
  xipFixedSize,
  xipHeaderLayout,
  xipProfiles,
  xipVersion,
} from '../../spec/registry/identifiers.ts';
import { routeAction, RouteTable } from './route-table.ts';
import { type Xid, xidType } from './xid.ts';

/** What can happen to a packet besides leaving through a port, which is a number from 0 on. */
export const outcome = {
  discard: routeAction.discard,
  local: routeAction.local,
  dhcp: routeAction.dhcp,
  broadcast: routeAction.broadcast,
  redirect: routeAction.redirect,
  unreachable: routeAction.unreachable,
  timeExceeded: -8,
  /** The packet is not well formed; it is dropped without a word. */
  malformed: -9,
} as const;

/** Names of outcomes, for people and reports. */
export type OutcomeName = 'port' | keyof typeof outcome;

const {
  version,
  payloadLength,
  hopLimit,
  destinationNodes,
  sourceNodes,
  last: lastField,
} = Object.fromEntries(xipHeaderLayout.map((field) => [field.name, field.offset])) as Record<
  (typeof xipHeaderLayout)[number]['name'],
  number
>;
const LOCAL = routeAction.local;
const FALLBACK = routeAction.fallback;
const nodeSize = xidSizes.node;
const edgesInNode = xidSizes.xid;
const { maxEdges, unusedEdge, visitedBit } = dagLimits;
const { maxNodes, hopLimitDropsAt } = xipProfiles['xia-core-v2'];

/** Names an outcome of {@link Forwarder.forward}. */
export function outcomeName(result: number): OutcomeName {
  if (result >= 0) return 'port';
  return (Object.keys(outcome) as (keyof typeof outcome)[]).find((name) => outcome[name] === result)!;
}

/** Routes, and the decision about a packet. */
export class Forwarder {
  readonly #routes = new RouteTable();

  /** The next hop of the route that was found last, when it has one. */
  get nextHop(): Xid | undefined {
    return this.#routes.nextHop;
  }

  /** The routes themselves. */
  get routes(): RouteTable {
    return this.#routes;
  }

  /** Adds or replaces a route: a port from 0 on, or a {@link routeAction}. */
  setRoute(xid: Xid, action: number, nextHop?: Xid): void {
    this.#routes.set(xid, action, nextHop);
  }

  /** Removes a route; tells whether there was one. */
  deleteRoute(xid: Xid): boolean {
    return this.#routes.delete(xid);
  }

  /** Sets what happens to identifiers of a type that have no route, and makes the type known. */
  setDefault(type: number, action: number): void {
    this.#routes.setType(type, { defaultAction: action });
  }

  /**
   * Decides about a packet and notes it in the packet: hop limit when it leaves, `last` and visited marks when it
   * passes local identifiers (FWD-001 to FWD-013).
   *
   * @returns the port, or one of {@link outcome}.
   */
  forward(packet: Uint8Array): number {
    return this.forwardView(new DataView(packet.buffer, packet.byteOffset, packet.length));
  }

  /**
   * Does what {@link forward} does, for a caller that keeps a view with each of its buffers. Nothing is allocated; making
   * a view costs more than forwarding does.
   */
  forwardView(packet: DataView): number {
    if (!isWellFormed(packet)) return outcome.malformed;
    const count = packet.getUint8(destinationNodes);
    const sink = count - 1;
    const routes = this.#routes;
    const last = packet.getUint8(lastField);
    let edges = xipFixedSize + nodeSize * sink + edgesInNode;
    if (last !== lastAtEntry && last < visitedBit) {
      if (last >= count) return outcome.malformed;
      if (last === sink)
        return routes.lookupView(packet, edges - edgesInNode) === LOCAL ? LOCAL : outcome.unreachable;
      edges = xipFixedSize + nodeSize * last + edgesInNode;
    }
    // Every local step of a valid address leads closer to the sink: more steps than nodes mean a cycle.
    for (let steps = 0; steps <= count; steps += 1) {
      let slot = 0;
      for (; slot < maxEdges; slot += 1) {
        const next = packet.getUint8(edges + slot) & unusedEdge;
        if (next === unusedEdge) continue;
        if (next >= count) return outcome.malformed;
        const node = xipFixedSize + nodeSize * next;
        const action = routes.lookupView(packet, node);
        if (action >= 0) {
          const hops = packet.getUint8(hopLimit);
          if (hops <= hopLimitDropsAt) return outcome.timeExceeded;
          packet.setUint8(hopLimit, hops - 1);
          return action;
        }
        if (action === FALLBACK) continue;
        if (action !== LOCAL) return action;
        packet.setUint8(edges + slot, next | visitedBit);
        packet.setUint8(lastField, next);
        if (next === sink || deliversAt(packet.getUint32(node))) return LOCAL;
        edges = node + edgesInNode;
        break;
      }
      if (slot === maxEdges) return outcome.unreachable;
    }
    return outcome.malformed;
  }
}

/** Tells whether a local member of the type takes a packet even when it is not the sink (FWD-006). */
export function deliversAt(type: number): boolean {
  return type === xidType.sid || type === xidType.cid || type === xidType.ncid || type === xidType.icid;
}

function isWellFormed(packet: DataView): boolean {
  const length = packet.byteLength;
  if (length < xipFixedSize || packet.getUint8(version) !== xipVersion) return false;
  const destinations = packet.getUint8(destinationNodes);
  const sources = packet.getUint8(sourceNodes);
  if (destinations === 0 || destinations > maxNodes || sources === 0 || sources > maxNodes) return false;
  return length === xipFixedSize + nodeSize * (destinations + sources) + packet.getUint16(payloadLength);
}
