/**
 * Which UDP address a packet goes to: configured by identifier, carried as a 4ID in the address, or learnt from
 * what came in. What was learnt is a hint only; it never overrides the other two.
 */
import { encapsulation, xidSizes } from '../../spec/registry/identifiers.ts';
import { toHex } from '../core/hex.ts';
import { decodeXip, ipv4Of, readXid, type Xid, xidType } from '../xia/index.ts';

/** An IPv4 address and port of UDP. */
export interface UdpAddress {
  /** Dotted quad. */
  readonly host: string;
  readonly port: number;
}

/** Finds and learns UDP addresses. */
export interface PeerTable {
  /** Where a packet is to be sent, to the host `next` if that is said; undefined when nothing is known. */
  lookUp(packet: Uint8Array, next?: string): UdpAddress | undefined;
  /** Takes note of where a packet came from. */
  learn(packet: Uint8Array, from: UdpAddress): void;
}

/** How many hints are kept; the oldest goes first. */
export const learntPeers = 1024;

/**
 * Makes a table.
 *
 * @param peers UDP addresses by the id of a HID or AD in hexadecimal.
 * @param unknown where packets go of whose destination nothing is known: nowhere, or to whoever sent the last packet.
 */
export function peerTable(
  peers: ReadonlyMap<string, UdpAddress> = new Map(),
  unknown: 'nowhere' | 'last' = 'nowhere',
): PeerTable {
  const learnt = new Map<string, UdpAddress>();
  let last: UdpAddress | undefined;
  return {
    lookUp(packet, next) {
      const host = next === undefined ? undefined : (peers.get(next) ?? learnt.get(next));
      if (host !== undefined) return host;
      const xids = xidsOf(packet, 'destination');
      for (const xid of xids) {
        const configured = peers.get(toHex(xid.id));
        if (configured !== undefined) return configured;
      }
      for (const xid of xids) {
        const ipv4 = ipv4Of(xid);
        if (ipv4 !== undefined) return { host: ipv4.join('.'), port: encapsulation.udpPort };
      }
      for (const xid of xids) {
        const hint = learnt.get(toHex(xid.id));
        if (hint !== undefined) return hint;
      }
      return unknown === 'last' ? last : undefined;
    },
    learn(packet, from) {
      last = from;
      for (const xid of xidsOf(packet, 'source')) {
        if (xid.type !== xidType.hid) continue;
        const key = toHex(xid.id);
        learnt.delete(key);
        learnt.set(key, from);
        if (learnt.size > learntPeers) learnt.delete(learnt.keys().next().value!);
      }
    },
  };
}

/** Identifiers of an address, the last node first: the nearest to the host is the most specific. */
function xidsOf(packet: Uint8Array, which: 'destination' | 'source'): readonly Xid[] {
  const decoded = decodeXip(packet);
  if (!decoded.ok) return [];
  const nodes = decoded.value.header[which];
  const xids: Xid[] = [];
  for (let start = nodes.length - xidSizes.node; start >= 0; start -= xidSizes.node) {
    xids.push(readXid(nodes, start));
  }
  return xids;
}
