/**
 * XIP packets of the profile xia-core v2, built and read octet by octet: the fixed part, three nodes for the
 * destination, three for the source, the payload. And the XCMP echo that proves that a stimulus was processed.
 */
import { adOf, cast, type Member, type MemberName } from '../cast.ts';
import { octets, type Piece, uint } from './octets.ts';

/** Octets of a node. */
const nodeOctets = 28;

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

/** A packet from one member to another: version 1, hop limit 250, at the entry of its destination. */
export function packet(from: MemberName, to: MemberName, payload: Piece, nextHeader = 0): Uint8Array {
  const content = octets(payload);
  return octets(
    '01',
    uint(nextHeader, 1),
    uint(content.length, 2),
    'fa 03 03 7e',
    addressNodes(cast[to]),
    addressNodes(cast[from]),
    content,
  );
}

/** What stands in a packet. */
export interface PacketView {
  readonly nextHeader: number;
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
