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
import { noRoute, routeAction, RouteTable } from './route-table.ts';
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
const nodeSize = xidSizes.node;
const edgesInNode = xidSizes.xid;
const idInNode = xidSizes.type;
const { maxEdges, unusedEdge, visitedBit } = dagLimits;
const { maxNodes, hopLimitDropsAt } = xipProfiles['xia-core-v2'];
const directTypes = 256;

/** Types whose local members take a packet even before the sink: services and content. */
export const deliveringTypes: readonly number[] = [xidType.sid, xidType.cid, xidType.ncid, xidType.icid];

/** Names an outcome of {@link Forwarder.forward}. */
export function outcomeName(result: number): OutcomeName {
  if (result >= 0) return 'port';
  return (Object.keys(outcome) as (keyof typeof outcome)[]).find((name) => outcome[name] === result)!;
}

/** Routes of all types, and the decision about a packet. */
export class Forwarder {
  readonly #direct: (RouteTable | undefined)[] = new Array<RouteTable | undefined>(directTypes).fill(
    undefined,
  );
  readonly #others = new Map<number, RouteTable>();
  readonly #delivering = new Uint8Array(directTypes);
  #lastTable: RouteTable | undefined;

  constructor() {
    for (const type of deliveringTypes) this.#delivering[type] = 1;
  }

  /** The next hop of the route that the last packet took, when the route has one. */
  get nextHop(): Xid | undefined {
    return this.#lastTable?.nextHop;
  }

  /** The routes of a type; makes an empty table when there is none yet. */
  table(type: number): RouteTable {
    const known = this.findTable(type);
    if (known !== undefined) return known;
    const table = new RouteTable();
    if (type < directTypes) this.#direct[type] = table;
    else this.#others.set(type, table);
    return table;
  }

  /** The routes of a type, or undefined when this node does not know the type. */
  findTable(type: number): RouteTable | undefined {
    return type < directTypes ? this.#direct[type] : this.#others.get(type);
  }

  /** Tells whether a local member of the type takes a packet even when it is not the sink. */
  deliversAt(type: number): boolean {
    return type < directTypes && this.#delivering[type] === 1;
  }

  /** Adds or replaces a route: a port from 0 on, or a {@link routeAction}. */
  setRoute(xid: Xid, action: number, nextHop?: Xid): void {
    this.table(xid.type).set(xid.id, action, nextHop);
  }

  /** Removes a route; tells whether there was one. */
  deleteRoute(xid: Xid): boolean {
    return this.findTable(xid.type)?.delete(xid.id) ?? false;
  }

  /** Sets what happens to identifiers of a type that have no route. */
  setDefault(type: number, action: number): void {
    this.table(type).defaultAction = action;
  }

  /**
   * Decides about a packet and notes it in the packet: hop limit when it leaves, `last` and visited marks when it
   * passes local identifiers (FWD-001 to FWD-013).
   *
   * @returns the port, or one of {@link outcome}.
   */
  forward(packet: Uint8Array): number {
    const count = packet[destinationNodes]!;
    if (!isWellFormed(packet, count)) return outcome.malformed;
    let last = packet[lastField]!;
    if (last === lastAtEntry || last >= visitedBit) last = count;
    else if (last >= count) return outcome.malformed;
    const sink = count - 1;
    if (last === sink) return this.#atSink(packet, sink);
    // Every local step of a valid address leads closer to the sink: more steps than nodes mean a cycle.
    for (let steps = 0; steps <= count; steps += 1) {
      const edges = xipFixedSize + nodeSize * (last === count ? sink : last) + edgesInNode;
      let slot = 0;
      for (; slot < maxEdges; slot += 1) {
        const next = packet[edges + slot]! & unusedEdge;
        if (next === unusedEdge) continue;
        if (next >= count) return outcome.malformed;
        const action = this.#lookup(packet, xipFixedSize + nodeSize * next);
        if (action >= 0) return leave(packet, action);
        if (action === routeAction.fallback) continue;
        if (action !== routeAction.local) return action;
        packet[edges + slot]! |= visitedBit;
        packet[lastField] = next;
        if (next === sink || this.#deliversAtNode(packet, next)) return outcome.local;
        last = next;
        break;
      }
      if (slot === maxEdges) return outcome.unreachable;
    }
    return outcome.malformed;
  }

  /** What a packet meets that has come to its sink before: it is taken here or it has nowhere to go. */
  #atSink(packet: Uint8Array, sink: number): number {
    const action = this.#lookup(packet, xipFixedSize + nodeSize * sink);
    return action === routeAction.local ? outcome.local : outcome.unreachable;
  }

  #lookup(packet: Uint8Array, node: number): number {
    let table: RouteTable | undefined;
    if (packet[node] === 0 && packet[node + 1] === 0 && packet[node + 2] === 0)
      table = this.#direct[packet[node + 3]!];
    else table = this.#others.get(typeAt(packet, node));
    if (table === undefined || !table.enabled) return routeAction.fallback;
    this.#lastTable = table;
    const action = table.lookup(packet, node + idInNode);
    return action === noRoute ? routeAction.fallback : action;
  }

  #deliversAtNode(packet: Uint8Array, index: number): boolean {
    const node = xipFixedSize + nodeSize * index;
    return (
      (packet[node]! | packet[node + 1]! | packet[node + 2]!) === 0 &&
      this.#delivering[packet[node + 3]!] === 1
    );
  }
}

/** Takes one off the hop limit of a packet that leaves, or finds that it has come too far (FWD-009, FWD-010). */
function leave(packet: Uint8Array, port: number): number {
  const hops = packet[hopLimit]!;
  if (hops <= hopLimitDropsAt) return outcome.timeExceeded;
  packet[hopLimit] = hops - 1;
  return port;
}

function isWellFormed(packet: Uint8Array, count: number): boolean {
  const sources = packet[sourceNodes]!;
  const length = packet.length;
  if (length < xipFixedSize || packet[version] !== xipVersion) return false;
  if (count === 0 || count > maxNodes || sources === 0 || sources > maxNodes) return false;
  const payload = (packet[payloadLength]! << 8) | packet[payloadLength + 1]!;
  return length === xipFixedSize + nodeSize * (count + sources) + payload;
}

function typeAt(packet: Uint8Array, at: number): number {
  return ((packet[at]! << 24) | (packet[at + 1]! << 16) | (packet[at + 2]! << 8) | packet[at + 3]!) >>> 0;
}
