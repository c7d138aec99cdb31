/**
 * Which address under XIP a packet goes to, of UDP or of Ethernet: configured by identifier, carried as a 4ID in the
 * address, or learnt from what came in. What was learnt is a hint only; it never overrides the other two.
 */
import { dagLimits, encapsulation, xidSizes, xipFixedSize } from '../../spec/registry/identifiers.ts';
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import { decodeXip, ipv4Of, readXid, type Xid, xidType, xipOffset } from '../xia/index.ts';

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
  let lastKeys: readonly string[] | undefined;
  // Packets come in runs, and to read an address costs more than to see that it is the one before.
  const ahead = remembered(destinationOctets, (packet) =>
    waysAhead(packet).map((way) => ({ keys: way.map(({ id }) => toHex(id)), told: fromWay(way) })),
  );
  const hosts = remembered(sourceOctets, (packet) =>
    sourceXids(packet)
      .filter(({ type }) => type === xidType.hid)
      .map(({ id }) => toHex(id)),
  );
  return {
    lookUp(packet, next) {
      const host = next === undefined ? undefined : (peers.get(next) ?? learnt.get(next));
      if (host !== undefined) return host;
      const ways = ahead(packet);
      for (const { keys, told } of ways) {
        const to = firstIn(peers, keys) ?? told;
        if (to !== undefined) return to;
      }
      for (const { keys } of ways) {
        const hint = firstIn(learnt, keys);
        if (hint !== undefined) return hint;
      }
      const onward = gateway === undefined ? undefined : peers.get(gateway);
      return onward ?? (unknown === 'last' ? last : undefined);
    },
    learn(packet, from) {
      const keys = hosts(packet);
      // Packets come in runs, and what the one before it told is the newest already.
      if (keys === lastKeys && from === last) return;
      last = from;
      lastKeys = keys;
      for (const key of keys) {
        learnt.delete(key);
        learnt.set(key, from);
        if (learnt.size > learntPeers) learnt.delete(learnt.keys().next().value!);
      }
    },
  };
}

function firstIn<Address>(map: ReadonlyMap<string, Address>, keys: readonly string[]): Address | undefined {
  for (const key of keys) {
    const found = map.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Reads something of packets, and remembers what it read of the last one that had octets to tell it by. */
function remembered<T>(
  told: (packet: Uint8Array) => Uint8Array,
  read: (packet: Uint8Array) => T,
): (packet: Uint8Array) => T {
  let octets = new Uint8Array(0);
  let value: T | undefined;
  return (packet) => {
    const now = told(packet);
    if (value === undefined || now.length === 0 || !equalOctets(now, octets)) {
      value = read(packet);
      octets = now.slice();
    }
    return value;
  };
}

/** The destination address with what stands before it that tells where in it the packet is. */
function destinationOctets(packet: Uint8Array): Uint8Array {
  const end = xipFixedSize + xidSizes.node * (packet[xipOffset.destinationNodes] ?? 0);
  return packet.subarray(xipOffset.last, end);
}

function sourceOctets(packet: Uint8Array): Uint8Array {
  const start = xipFixedSize + xidSizes.node * (packet[xipOffset.destinationNodes] ?? 0);
  return packet.subarray(start, start + xidSizes.node * (packet[xipOffset.sourceNodes] ?? 0));
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
