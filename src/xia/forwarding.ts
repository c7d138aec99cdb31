/**
 * The forwarding engine (chapter 03): decides what happens to a packet and notes its way in it.
 * It works in place on packets that it is given to own, and allocates nothing.
 */
import {
  dagLimits,
  lastAtEntry,
  xidSizes,
  xipFixedSize,
  xipProfiles,
  xipVersion,
} from '../../spec/registry/identifiers.ts';
import { routeAction, RouteTable } from './route-table.ts';
import { type Xid, xidType } from './xid.ts';
import { xipOffset } from './xip-header.ts';

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

// Constants of this module are folded into the compiled code, imported ones are not: hence the short names here.
const FIXED = xipFixedSize;
const VERSION = xipVersion;
const AT_ENTRY = lastAtEntry;
const NODE = xidSizes.node;
const EDGES = xidSizes.xid;
const MAX_EDGES = dagLimits.maxEdges;
const UNUSED = dagLimits.unusedEdge;
const VISITED = dagLimits.visitedBit;
const MAX_NODES = xipProfiles['xia-core-v2'].maxNodes;
const DROPS_AT = xipProfiles['xia-core-v2'].hopLimitDropsAt;
const HOP_LIMIT = xipOffset.hopLimit;
const LAST = xipOffset.last;
const { sid: SID, cid: CID, ncid: NCID, icid: ICID } = xidType;
const LOCAL = routeAction.local;
const FALLBACK = routeAction.fallback;
const UNREACHABLE = outcome.unreachable;
const TIME_EXCEEDED = outcome.timeExceeded;
const MALFORMED = outcome.malformed;

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
    const length = packet.byteLength;
    if (length < FIXED) return MALFORMED;
    // The fixed part as two words, as it is laid out: version, next header, payload length; hop limit, counts, last.
    const first = packet.getInt32(0);
    const second = packet.getInt32(4);
    const count = (second >> 16) & 0xff;
    const sources = (second >> 8) & 0xff;
    const last = second & 0xff;
    if (length !== FIXED + NODE * (count + sources) + (first & 0xffff) || first >>> 24 !== VERSION)
      return MALFORMED;
    if (count === 0 || count > MAX_NODES || sources === 0 || sources > MAX_NODES) return MALFORMED;
    const sink = count - 1;
    let edges = FIXED + NODE * sink + EDGES;
    if (last !== AT_ENTRY && last < VISITED) {
      if (last >= sink) return last > sink ? MALFORMED : this.#atSink(packet, edges - EDGES);
      edges = FIXED + NODE * last + EDGES;
    }
    const routes = this.#routes;
    // Every local step of a valid address leads closer to the sink: more steps than nodes mean a cycle.
    for (let steps = 0; steps <= count; steps += 1) {
      const word = packet.getInt32(edges);
      let slot = 0;
      for (; slot < MAX_EDGES; slot += 1) {
        const next = (word >> (24 - 8 * slot)) & UNUSED;
        if (next === UNUSED) continue;
        if (next >= count) return MALFORMED;
        const node = FIXED + NODE * next;
        const action = routes.lookupView(packet, node);
        if (action >= 0) {
          const hops = second >>> 24;
          if (hops <= DROPS_AT) return TIME_EXCEEDED;
          packet.setUint8(HOP_LIMIT, hops - 1);
          return action;
        }
        if (action === FALLBACK) continue;
        if (action !== LOCAL) return action;
        packet.setUint8(edges + slot, next | VISITED);
        packet.setUint8(LAST, next);
        if (next === sink || deliversAt(packet.getInt32(node))) return LOCAL;
        edges = node + EDGES;
        break;
      }
      if (slot === MAX_EDGES) return UNREACHABLE;
    }
    return MALFORMED;
  }

  #atSink(packet: DataView, node: number): number {
    return this.#routes.lookupView(packet, node) === LOCAL ? LOCAL : UNREACHABLE;
  }
}

/** Tells whether a local member of the type takes a packet even when it is not the sink (FWD-006). */
export function deliversAt(type: number): boolean {
  return type === SID || type === CID || type === NCID || type === ICID;
}
