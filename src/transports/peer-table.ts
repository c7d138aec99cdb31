/**
 * Which address under XIP a packet goes to, of UDP or of Ethernet: configured by identifier, carried as a 4ID in the
 * address, or learnt from what came in. What was learnt is a hint only; it never overrides the other two.
 */
import { dagLimits, encapsulation, xidSizes } from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import { decodeXip, ipv4Of, readXid, type Xid, xidType } from '../xia/index.ts';

/** An IPv4 address and port of UDP. */
export interface UdpAddress {
  /** Dotted quad. */
  readonly host: string;
  readonly port: number;
}

/** Finds and learns addresses, of UDP when nothing else is said. */
export interface PeerTable<Address = UdpAddress> {
  /** Where a packet is to be sent, to the host `next` if that is said; undefined when nothing is known. */
  lookUp(packet: Uint8Array, next?: string): Address | undefined;
  /** Takes note of where a packet came from. */
  learn(packet: Uint8Array, from: Address): void;
}

/** How many hints are kept; the oldest goes first. */
export const learntPeers = 1024;

/**
 * Makes a table for UDP.
 *
 * @param peers UDP addresses by the id of a HID or AD in hexadecimal.
 * @param unknown where packets go of whose destination nothing is known: nowhere, or to whoever sent the last packet.
 * @param gateway who gets them before that: the id of the HID of a peer, in hexadecimal.
 */
export function peerTable(
  peers: ReadonlyMap<string, UdpAddress> = new Map(),
  unknown: 'nowhere' | 'last' = 'nowhere',
  gateway?: string,
): PeerTable {
  return addressTable(peers, unknown, gateway, overIp);
}

/**
 * Makes a table for addresses of any kind; the parameters are those of {@link peerTable}.
 *
 * @param fromWay the address that a way itself tells; its identifier nearest to the host comes first.
 */
export function addressTable<Address>(
  peers: ReadonlyMap<string, Address>,
  unknown: 'nowhere' | 'last',
  gateway: string | undefined,
  fromWay: (way: readonly Xid[]) => Address | undefined,
): PeerTable<Address> {
  const learnt = new Map<string, Address>();
  let last: Address | undefined;
  const configured = (way: readonly Xid[]): Address | undefined => {
    const xid = way.find(({ id }) => peers.has(toHex(id)));
    return xid && peers.get(toHex(xid.id));
  };
  return {
    lookUp(packet, next) {
      const host = next === undefined ? undefined : (peers.get(next) ?? learnt.get(next));
      if (host !== undefined) return host;
      const ways = waysAhead(packet);
      for (const way of ways) {
        const to = configured(way) ?? fromWay(way);
        if (to !== undefined) return to;
      }
      for (const xid of ways.flat()) {
        const hint = learnt.get(toHex(xid.id));
        if (hint !== undefined) return hint;
      }
      const onward = gateway === undefined ? undefined : peers.get(gateway);
      return onward ?? (unknown === 'last' ? last : undefined);
    },
    learn(packet, from) {
      last = from;
      for (const xid of sourceXids(packet)) {
        if (xid.type !== xidType.hid) continue;
        const key = toHex(xid.id);
        learnt.delete(key);
        learnt.set(key, from);
        if (learnt.size > learntPeers) learnt.delete(learnt.keys().next().value!);
      }
    },
  };
}

/** How many nodes of an address are looked at: who sends a packet can draw ways without end. */
const mostSteps = 64;

/**
 * The ways that are ahead of a packet, the one that it prefers first. In each the identifier nearest to the host comes
 * first: it is the most specific one.
 */
function waysAhead(packet: Uint8Array): readonly (readonly Xid[])[] {
  const decoded = decodeXip(packet);
  if (!decoded.ok) return [];
  const { destination: nodes, last } = decoded.value.header;
  const sink = nodes.length / xidSizes.node - 1;
  const ahead: (readonly Xid[])[] = [];
  let steps = 0;
  const walk = (from: number, before: readonly Xid[]): void => {
    const edges = from * xidSizes.node + xidSizes.xid;
    for (let slot = 0; slot < dagLimits.maxEdges; slot += 1) {
      const next = nodes[edges + slot]! & dagLimits.unusedEdge;
      if (next > sink || (steps += 1) > mostSteps) continue;
      const way = [readXid(nodes, next * xidSizes.node), ...before];
      if (next === sink) ahead.push(way);
      else walk(next, way);
    }
  };
  // The edges of the entry are kept with the sink.
  if (sink >= 0) walk(last < sink ? last : sink, []);
  return ahead;
}

/** Where a way leads over IP. */
function overIp(way: readonly Xid[]): UdpAddress | undefined {
  const ipv4 = way.map(ipv4Of).find((octets) => octets !== undefined);
  return ipv4 && { host: ipv4.join('.'), port: encapsulation.udpPort };
}

/** The identifiers of the source address. */
function sourceXids(packet: Uint8Array): readonly Xid[] {
  const decoded = decodeXip(packet);
  if (!decoded.ok) return [];
  const { source } = decoded.value.header;
  const xids: Xid[] = [];
  for (let start = 0; start < source.length; start += xidSizes.node) xids.push(readXid(source, start));
  return xids;
}
