/**
 * XIP packets of the profile xia-core v2, built and read octet by octet: the fixed part, three nodes for the
 * destination, three for the source, the payload. And the XCMP echo that proves that a stimulus was processed.
 */
import { adOf, cast, machine, type Member, type MemberName } from '../cast.ts';
import { octets, type Piece, uint } from './octets.ts';

/** Octets of a node. */
const nodeOctets = 28;
/** Octets of the edges, which end a node; the bit that says that one was taken. */
const [edgesOctets, visitedMark] = [4, 0x80];
/** What says that a packet has reached no node of its destination yet. */
const atEntry = 0x7e;
/** Where hop limit and last node stand in a packet. */
const [hopLimitAt, lastAt] = [4, 7];

/** A member that is an access router. */
export type RouterName = 'router' | 'newRouter';

/** The nodes of `RE AD HID SID`: AD (0x10) leads to HID (0x11), HID to SID (0x13), whose edges are the entry. */
export function addressNodes(member: Member): Uint8Array {
  return octets(
    ['00000010', adOf(member), '017f7f7f'].join(''),
    ['00000011', member.hid, '027f7f7f'].join(''),
    ['00000013', member.sid, '007f7f7f'].join(''),
  );
}

/** The same address as text. */
export function addressText(member: Member): string {
  return `RE AD:${adOf(member)} HID:${member.hid} SID:${member.sid}`;
}

/** The next header of a tunnel between access routers. */
export const tunnelHeader = 0x58;
/** The next header of the packets of sessions. */
export const sessionHeader = 0x59;

/** A node of an address: type, id, up to three edges as octets, such as `017f7f7f`. */
export type Node = readonly [type: 'AD' | 'HID' | 'SID', id: string, edges?: string];

const xidTypes = { AD: '00000010', HID: '00000011', SID: '00000013' } as const;

/** Nodes one behind the other; where a node names no edges, the one to the node behind it. The last is the entry. */
export function chain(...nodes: readonly Node[]): Uint8Array {
  const last = nodes.length - 1;
  return octets(
    ...nodes.map(([type, id, edges], at) => {
      const behind = at === last ? '00' : (at + 1).toString(16).padStart(2, '0');
      return [xidTypes[type], id, edges ?? `${behind}7f7f7f`].join('');
    }),
  );
}

/** The nodes of `RE AD HID`: a machine in the AD of an access router. */
export function machineNodes(router: RouterName, hid: string = machine): Uint8Array {
  return chain(['AD', cast[router].ad], ['HID', hid]);
}

/** The nodes of `RE AD HID SID`: a service of a machine in the AD of an access router. */
export function machineServiceNodes(router: RouterName, member: Member = cast.owner): Uint8Array {
  return chain(['AD', cast[router].ad], ['HID', member.hid], ['SID', member.sid]);
}

/** The nodes of `RE AD HID`: a member without its service, as tunnels are addressed. */
export function hostNodes(member: Member): Uint8Array {
  return chain(['AD', adOf(member)], ['HID', member.hid]);
}

/** The fields of a packet, where they are not the usual. */
export interface PacketParts {
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly payload: Piece;
  /** By default 0, a message. */
  readonly nextHeader?: number;
  /** By default 250. */
  readonly hopLimit?: number;
  /** The node that was reached last; by default the entry. */
  readonly last?: number;
}

/** A packet of version 1, at the entry of its destination. */
export function anyPacket(parts: PacketParts): Uint8Array {
  const { destination, source, nextHeader = 0, hopLimit = 250, last = atEntry } = parts;
  const content = octets(parts.payload);
  return octets(
    '01',
    uint(nextHeader, 1),
    uint(content.length, 2),
    uint(hopLimit, 1),
    uint(destination.length / nodeOctets, 1),
    uint(source.length / nodeOctets, 1),
    uint(last, 1),
    destination,
    source,
    content,
  );
}

/** A packet from one member to another: hop limit 250, at the entry of its destination. */
export function packet(from: MemberName, to: MemberName, payload: Piece, nextHeader = 0): Uint8Array {
  const [destination, source] = [addressNodes(cast[to]), addressNodes(cast[from])];
  return anyPacket({ destination, source, payload, nextHeader });
}

/** The packet as it is after some hops: one less each, and the last node that was reached. */
export function hopped(before: Uint8Array, hops: number, last: number = before[lastAt]!): Uint8Array {
  const copy = Uint8Array.from(before);
  copy[hopLimitAt]! -= hops;
  copy[lastAt] = last;
  return copy;
}

/**
 * The packet as a router sends it on whose AD is the first node of its destination: one hop less, that node reached,
 * and the edge to it, the first of the entry, marked as visited.
 */
export function passed(before: Uint8Array): Uint8Array {
  const copy = hopped(before, 1, 0);
  copy[8 + nodeOctets * before[5]! - edgesOctets]! |= visitedMark;
  return copy;
}

/** What stands in a packet. */
export interface PacketView {
  readonly nextHeader: number;
  readonly hopLimit: number;
  /** The node that was reached last; 126 at the entry. */
  readonly last: number;
  readonly destination: Uint8Array;
  readonly source: Uint8Array;
  readonly payload: Uint8Array;
}

/** Reads a packet; undefined when the octets do not hold what the header says. */
export function readPacket(value: Uint8Array): PacketView | undefined {
  if (value.length < 8 || value[0] !== 1) return undefined;
  const destinationEnd = 8 + nodeOctets * value[5]!;
  const sourceEnd = destinationEnd + nodeOctets * value[6]!;
  if (value.length !== sourceEnd + value[2]! * 256 + value[3]!) return undefined;
  return {
    nextHeader: value[1]!,
    hopLimit: value[hopLimitAt]!,
    last: value[lastAt]!,
    destination: value.subarray(8, destinationEnd),
    source: value.subarray(destinationEnd, sourceEnd),
    payload: value.subarray(sourceEnd),
  };
}

/** The id of the HID node of an address, in hexadecimal; undefined when it has none. */
export function hidOf(nodes: Uint8Array): string | undefined {
  for (let at = 0; at + nodeOctets <= nodes.length; at += nodeOctets) {
    if (Buffer.from(nodes.subarray(at, at + 4)).toString('hex') === '00000011') {
      return Buffer.from(nodes.subarray(at + 4, at + 24)).toString('hex');
    }
  }
  return undefined;
}

/** An XCMP echo request (type 8, next header 1) with identifier and sequence. */
export function echoRequest(
  from: MemberName,
  to: MemberName,
  identifier: number,
  sequence: number,
): Uint8Array {
  const rest = octets(uint(identifier, 2), uint(sequence, 2));
  return packet(from, to, octets('08 00', checksum(octets('0800 0000', rest)), rest), 1);
}

/** Identifier and sequence of an XCMP echo reply; undefined for any other packet. */
export function readEchoReply(
  view: PacketView,
): { readonly identifier: number; readonly sequence: number } | undefined {
  const { payload } = view;
  if (view.nextHeader !== 1 || payload.length < 8 || payload[0] !== 0) return undefined;
  return { identifier: payload[4]! * 256 + payload[5]!, sequence: payload[6]! * 256 + payload[7]! };
}

/** The Internet checksum: the complement of the one's complement sum of 16-bit words. */
function checksum(value: Uint8Array): Uint8Array {
  let sum = 0;
  for (let i = 0; i < value.length; i += 2) sum += value[i]! * 256 + (value[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return uint(~sum & 0xffff, 2);
}
