/**
 * XIP packets in frames, and out of them: in Ethernet, and in UDP over IP. What others captured is read leniently, since
 * who captures sees frames before they are complete (checksums that the network card fills in) and of many links.
 */
import { encapsulation } from '../../spec/registry/identifiers.ts';
import { encapsulateBetween } from '../xia/ip-encapsulation.ts';
import { toHex } from '../core/hex.ts';
import { decodeXip } from '../xia/xip-header.ts';
import type { IpFragment } from './ip-fragments.ts';

/** Link types of captures from which packets can be taken: numbers of the registry of the tcpdump group. */
export const linkTypes = {
  loopback: 0,
  ethernet: 1,
  rawIp: 101,
  linuxCooked: 113,
  rawIpv4: 228,
  rawIpv6: 229,
  linuxCooked2: 276,
} as const;

/** Octets in front of what a link carries, and where its type stands among them; no type means IP. */
const links: Readonly<Record<number, { readonly size: number; readonly type?: number }>> = {
  [linkTypes.loopback]: { size: 4 },
  [linkTypes.ethernet]: { size: 14, type: 12 },
  [linkTypes.rawIp]: { size: 0 },
  [linkTypes.linuxCooked]: { size: 16, type: 14 },
  [linkTypes.rawIpv4]: { size: 0 },
  [linkTypes.rawIpv6]: { size: 0 },
  [linkTypes.linuxCooked2]: { size: 20, type: 0 },
};

const etherTypes = { ipv4: 0x0800, ipv6: 0x86dd, tags: [0x8100, 0x88a8] } as const;
const tagSize = 4;
const udpProtocol = 17;
const udpHeaderSize = 8;

/** Where things stand in an IPv4 header, and how long it is without options. */
const ipv4 = { length: 2, identification: 4, fragment: 6, protocol: 9, addresses: 12, header: 20 } as const;

/** The same of IPv6, and the number and the size of the header that fragments have behind it. */
const ipv6 = { length: 4, next: 6, addresses: 8, header: 40, isFragment: 44, fragmentHeader: 8 } as const;

/** Ethernet addresses, 6 octets each. */
export interface FrameEnds {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
}

/** An Ethernet address for who has none: locally administered, of the first octets of the id of its HID. */
export function stationAddress(hid: Uint8Array): Uint8Array {
  return Uint8Array.of(0x02, ...hid.subarray(0, 5));
}

/** A packet in an Ethernet frame. */
export function frameOfXip(packet: Uint8Array, ends: FrameEnds): Uint8Array {
  return ethernetFrame(encapsulation.xipEtherType, packet, ends);
}

/** A packet in UDP from one IPv4 address to another, in an Ethernet frame. @throws RangeError when it is too long for IPv4 */
export function frameOfUdp(
  packet: Uint8Array,
  ends: FrameEnds,
  from: Uint8Array,
  to: Uint8Array,
): Uint8Array {
  return ethernetFrame(etherTypes.ipv4, encapsulateBetween(packet, from, to), ends);
}

function ethernetFrame(type: number, payload: Uint8Array, { from, to }: FrameEnds): Uint8Array {
  const { size, type: typeAt = 0 } = links[linkTypes.ethernet]!;
  const octets = new Uint8Array(size + payload.length);
  octets.set(to, 0);
  octets.set(from, to.length);
  octets[typeAt] = type >> 8;
  octets[typeAt + 1] = type;
  octets.set(payload, size);
  return octets;
}

/** What a frame turned out to hold. */
export type FrameContent =
  | { readonly kind: 'xip'; readonly packet: Uint8Array }
  /** Part of an IP packet that was cut into fragments (`reassembly` puts them together). */
  | { readonly kind: 'fragment'; readonly fragment: IpFragment }
  | { readonly kind: 'other' };

const other: FrameContent = { kind: 'other' };

/**
 * Finds the XIP packet in a frame; it is a view. In UDP it is known by the port of XIP, and on other ports by being a
 * packet in every detail.
 */
export function contentOf(frame: Uint8Array, linkType: number): FrameContent {
  const link = links[linkType];
  if (link === undefined || frame.length < link.size) return other;
  if (link.type === undefined) return inIp(frame.subarray(link.size));
  let [typeAt, start] = [link.type, link.size];
  while (etherTypes.tags.some((tag) => tag === word(frame, typeAt)) && start + tagSize <= frame.length) {
    typeAt = start + tagSize - 2;
    start += tagSize;
  }
  const payload = frame.subarray(start);
  switch (word(frame, typeAt)) {
    case encapsulation.xipEtherType:
      return { kind: 'xip', packet: payload };
    case etherTypes.ipv4:
    case etherTypes.ipv6:
      return inIp(payload);
    default:
      return other;
  }
}

/** Finds the XIP packet in what an IP packet carries, when it was put together of its fragments. */
export function contentOfReassembled(datagram: Uint8Array): FrameContent {
  return inWholeUdp(datagram);
}

function inIp(octets: Uint8Array): FrameContent {
  const version = (octets[0] ?? 0) >> 4;
  if (version === 4) return inIpv4(octets);
  return version === 6 ? inIpv6(octets) : other;
}

function inIpv4(octets: Uint8Array): FrameContent {
  const start = (octets[0]! & 0x0f) * 4;
  if (start < ipv4.header || octets.length < start || octets[ipv4.protocol] !== udpProtocol) return other;
  const place = word(octets, ipv4.fragment);
  // The bit "more fragments", and where this one stands, in units of 8 octets.
  if ((place & 0x3fff) === 0) return inWholeUdp(octets.subarray(start));
  // Short frames are filled up behind the packet.
  const content = octets.subarray(start, Math.max(start, word(octets, ipv4.length)));
  const ends = octets.subarray(ipv4.addresses, ipv4.header);
  const key = `4 ${toHex(ends)} ${word(octets, ipv4.identification)}`;
  const hasMore = (place & 0x2000) !== 0;
  return {
    kind: 'fragment',
    fragment: { key, offset: (place & 0x1fff) * 8, hasMore, octets: content },
  };
}

function inIpv6(octets: Uint8Array): FrameContent {
  if (octets.length < ipv6.header) return other;
  const next = octets[ipv6.next];
  if (next === udpProtocol) return inWholeUdp(octets.subarray(ipv6.header));
  const start = ipv6.header + ipv6.fragmentHeader;
  if (next !== ipv6.isFragment || octets.length < start || octets[ipv6.header] !== udpProtocol) return other;
  const place = word(octets, ipv6.header + 2);
  const end = Math.max(start, ipv6.header + word(octets, ipv6.length));
  const ends = octets.subarray(ipv6.addresses, ipv6.header);
  const key = `6 ${toHex(ends)} ${toHex(octets.subarray(start - 4, start))}`;
  // The place is in units of 8 octets above three bits of other meaning.
  const fragment = {
    key,
    offset: place & 0xfff8,
    hasMore: (place & 1) !== 0,
    octets: octets.subarray(start, end),
  };
  return { kind: 'fragment', fragment };
}

function inWholeUdp(octets: Uint8Array): FrameContent {
  return octets.length < udpHeaderSize ? other : inUdp(octets);
}

function inUdp(octets: Uint8Array): FrameContent {
  const packet = octets.subarray(udpHeaderSize, Math.max(udpHeaderSize, word(octets, 4)));
  const known = [word(octets, 0), word(octets, 2)].includes(encapsulation.udpPort);
  return known || decodeXip(packet).ok ? { kind: 'xip', packet } : other;
}

function word(octets: Uint8Array, at: number): number {
  return (octets[at]! << 8) | octets[at + 1]!;
}
