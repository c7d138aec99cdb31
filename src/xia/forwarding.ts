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
const UNUSED = dagLimits.unusedEdge;
const VISITED = dagLimits.visitedBit;
const ALL_VISITED = 0x80808080 | 0;
const UNUSED_ON_TOP = 0xff000000 | 0;
const NONE_LEFT = -1;
const MAX_NODES = xipProfiles['xia-core-v2'].maxNodes;
const DROPS_AT = xipProfiles['xia-core-v2'].hopLimitDropsAt;
const HOP_LIMIT = xipOffset.hopLimit;
const DESTINATION_NODES = xipOffset.destinationNodes;
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

/** A packet in a buffer whose owner keeps a view of it, to use both again. */
export interface ReceivedPacket {
  /** Begins with the packet. */
  readonly view: DataView;
  /** How many octets of the view the packet has. */
  length: number;
}

/** Routes, and the decision about a packet. */
export class Forwarder {
  readonly #routes = new RouteTable();
  readonly #single = new Int32Array(1);

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
    const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
    this.forwardBurst([{ view, length: packet.length }], this.#single);
    return this.#single[0]!;
  }

  /**
   * Does what {@link forward} does for packets that came together, and allocates nothing. Routers work in bursts for the
   * same reason: to call a function for each packet costs as much as a look-up, and to make a view of it more.
   *
   * @param outcomes gets what {@link forward} returns, for each packet; at least as long as the burst.
   */
  forwardBurst(packets: readonly ReceivedPacket[], outcomes: Int32Array): void {
    const routes = this.#routes;
    for (let i = 0; i < packets.length; i += 1) {
      const { view, length } = packets[i]!;
      if (!isWellFormed(view, length)) {
        outcomes[i] = MALFORMED;
        continue;
      }
      const sink = view.getUint8(DESTINATION_NODES) - 1;
      const last = view.getUint8(LAST);
      if (last === sink) {
        outcomes[i] = this.#atSink(view, sink);
        continue;
      }
      let edge = FIXED + EDGES + NODE * (last < sink ? last : sink);
      // The edges that are not tried yet, the next one in the lowest octet; what is shifted in reads as unused.
      let left = view.getInt32(edge, true) | ALL_VISITED;
      let steps = 0;
      let result: number = UNREACHABLE;
      for (; left !== NONE_LEFT; edge += 1) {
        const next = left & UNUSED;
        left = (left >>> 8) | UNUSED_ON_TOP;
        if (next === UNUSED) continue;
        if (next > sink) {
          result = MALFORMED;
          break;
        }
        const node = FIXED + NODE * next;
        const action = routes.lookupView(view, node);
        if (action === FALLBACK) continue;
        if (action !== LOCAL) {
          result = action < 0 ? action : leave(view, action);
          break;
        }
        view.setUint8(edge, next | VISITED);
        view.setUint8(LAST, next);
        if (next === sink || deliversAt(view.getInt32(node))) {
          result = LOCAL;
          break;
        }
        // Every local step of a valid address leads closer to the sink: more steps than nodes mean a cycle.
        if (steps > sink) {
          result = MALFORMED;
          break;
        }
        steps += 1;
        edge = node + EDGES - 1;
        left = view.getInt32(node + EDGES, true) | ALL_VISITED;
      }
      outcomes[i] = result;
    }
  }

  #atSink(packet: DataView, sink: number): number {
    return this.#routes.lookupView(packet, FIXED + NODE * sink) === LOCAL ? LOCAL : UNREACHABLE;
  }
}

/** Tells whether a packet agrees with XIP-002 to XIP-006; what its edges lead to is seen when they are tried. */
function isWellFormed(packet: DataView, length: number): boolean {
  if (length < FIXED) return false;
  // The fixed part as two words, as it is laid out: version, next header, payload length; hop limit, counts, last.
  const first = packet.getInt32(0);
  const second = packet.getInt32(4);
  const count = (second >> 16) & 0xff;
  const sources = (second >> 8) & 0xff;
  const last = second & 0xff;
  if (length !== FIXED + NODE * (count + sources) + (first & 0xffff) || first >>> 24 !== VERSION)
    return false;
  if (count === 0 || count > MAX_NODES || sources === 0 || sources > MAX_NODES) return false;
  return last < count || last === AT_ENTRY || last >= VISITED;
}

/** A packet that leaves loses one from its hop limit, or is dropped when it has none to lose. */
function leave(packet: DataView, port: number): number {
  const hops = packet.getUint8(HOP_LIMIT);
  if (hops <= DROPS_AT) return TIME_EXCEEDED;
  packet.setUint8(HOP_LIMIT, hops - 1);
  return port;
}

/** Tells whether a local member of the type takes a packet even when it is not the sink (FWD-006). */
export function deliversAt(type: number): boolean {
  return type === SID || type === CID || type === NCID || type === ICID;
}
