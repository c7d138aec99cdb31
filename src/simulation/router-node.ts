/**
 * Routers that pass packets on: between domains, and the plain access router of a domain in designs where routers do
 * not know of machines. Also the IP network, which looks at nothing but the IP header.
 */
import { dagLimits, lastAtEntry, xidSizes, xipFixedSize } from '../../spec/registry/identifiers.ts';
import { equalOctets } from '../core/compare.ts';
import {
  chainDag,
  decapsulateFromIp,
  type Dag,
  encapsulateInIp,
  makeXid,
  routeAction,
  Router,
  RouteTable,
  type Xid,
  xidType,
  xipOffset,
} from '../xia/index.ts';
import type { Directory, Domain } from './directory.ts';
import type { Network, NetworkNode } from './network.ts';

/** Destination address in an IPv4 header. */
const ipDestination = 16;

/** A node, and how many routes it has. */
export interface RouterNode extends NetworkNode {
  /** Sends a packet that is on its way out of here to the next router, as the routes say. */
  forward(packet: Uint8Array): void;
  readonly routes: number;
}

/** What the nodes of a network share. */
export interface Surroundings {
  readonly network: Network;
  readonly directory: Directory;
  /** Names of the nodes that are IP networks. */
  readonly ipNetworks: ReadonlySet<string>;
  /** Takes note that what is known of one packet goes for another. */
  copied(from: Uint8Array, to: Uint8Array): void;
}

/** Sends over a link; into an IP network in UDP over IPv4, which works only for packets that go to a 4ID next. */
export function sendOver(
  { network, ipNetworks, copied }: Surroundings,
  from: string,
  ip: Uint8Array | undefined,
): (to: string, packet: Uint8Array) => void {
  return (to, packet) => {
    if (!ipNetworks.has(to)) return network.send(from, to, packet);
    const wrapped = ip === undefined ? undefined : encapsulateInIp(packet, ip);
    if (wrapped === undefined) return;
    copied(packet, wrapped);
    network.send(from, to, wrapped);
  };
}

/** Takes a packet out of IP when it came out of an IP network; undefined when it is none. */
export function unwrapped(
  { ipNetworks, copied }: Surroundings,
  packet: Uint8Array,
  from: string,
): Uint8Array | undefined {
  if (!ipNetworks.has(from)) return packet;
  const inner = decapsulateFromIp(packet);
  if (!inner.ok) return undefined;
  const own = inner.value.slice();
  copied(packet, own);
  return own;
}

/**
 * The routes between domains as they are at a router: the neighbour that a packet goes to next, which is not changed.
 * Undefined when none of the identifiers that it may go to next has a route.
 */
export function worldRoutes(
  { network, directory }: Surroundings,
  name: string,
): (packet: Uint8Array) => string | undefined {
  const table = new RouteTable();
  const ports: string[] = [];
  for (const domain of directory.domains.values()) {
    const next = network.nextHops(domain.router).get(name);
    if (next === undefined) continue;
    if (!ports.includes(next)) ports.push(next);
    for (const xid of [domain.ad, domain.via]) if (xid !== undefined) table.set(xid, ports.indexOf(next));
  }
  return (packet) => {
    const count = packet[xipOffset.destinationNodes]!;
    const last = packet[xipOffset.last]!;
    const edges = xipFixedSize + xidSizes.node * (last >= lastAtEntry ? count - 1 : last) + xidSizes.xid;
    for (let slot = 0; slot < dagLimits.maxEdges; slot += 1) {
      const next = packet[edges + slot]! & dagLimits.unusedEdge;
      const port = next < count ? table.lookup(packet, xipFixedSize + xidSizes.node * next) : -1;
      if (port >= 0) return ports[port];
    }
    return undefined;
  };
}

/** Makes a router; `domain` is the one that it is the access router of. */
export function routerNode(surroundings: Surroundings, name: string, domain?: Domain): RouterNode {
  const { network, directory } = surroundings;
  const address: Dag = domain?.identity.address ?? chainDag(makeXid(xidType.hid, new Uint8Array(20)));
  const router = new Router(address);
  const ports: string[] = [];
  const routeTo = (xid: Xid, neighbour: string): void => {
    if (!ports.includes(neighbour)) ports.push(neighbour);
    router.forwarder.setRoute(xid, ports.indexOf(neighbour));
  };
  for (const other of directory.domains.values()) {
    const next = network.nextHops(other.router).get(name);
    for (const xid of [other.ad, other.via]) {
      if (xid === undefined) continue;
      if (other === domain) router.forwarder.setRoute(xid, routeAction.local);
      else if (next !== undefined) routeTo(xid, next);
    }
  }
  if (domain !== undefined) {
    for (const neighbour of network.neighbours(name)) {
      if (directory.isEndNode(neighbour))
        routeTo(makeXid(xidType.hid, directory.identity(neighbour).hid), neighbour);
    }
  }
  const send = sendOver(surroundings, name, domain?.ip);
  const forward = (packet: Uint8Array): void => {
    for (const emission of router.receive(packet)) {
      if (emission.kind === 'port') send(ports[emission.port!]!, emission.packet);
    }
  };
  return {
    name,
    get routes() {
      return router.forwarder.routes.size;
    },
    forward,
    receive(packet, from) {
      const inner = unwrapped(surroundings, packet, from);
      if (inner !== undefined) forward(inner);
    },
  };
}

/** Makes an IP network: everything that it is linked to, at one hop. */
export function ipNetworkNode({ network, directory }: Surroundings, name: string): NetworkNode {
  return {
    name,
    receive(packet) {
      const to = packet.subarray(ipDestination, ipDestination + 4);
      const domain = [...directory.domains.values()].find(
        ({ ip }) => ip !== undefined && equalOctets(ip, to),
      );
      const next = domain === undefined ? undefined : network.nextHops(domain.router).get(name);
      if (next !== undefined) network.send(name, next, packet);
    },
  };
}
