/**
 * Identifiers, addresses, XIP headers and XCMP: codes, limits and layouts (chapters 02 and 03). Data only.
 */

/** Sizes in octets of identifiers and of the rows of an address. */
export const xidSizes = { type: 4, id: 20, xid: 24, edges: 4, node: 28 } as const;

/** Types of identifiers: number, name in xia-core text, name in Linux text, and the dialects whose text knows it. */
export const xidTypes = [
  {
    code: 0x00,
    core: 'UNDEF',
    linux: undefined,
    dialects: ['xia-core-1'],
    doc: 'No type; marks an unset identifier.',
  },
  {
    code: 0x10,
    core: 'AD',
    linux: 'ad',
    dialects: ['xia-core-1', 'xia-core-v2'],
    doc: 'An administrative domain, that is, a network.',
  },
  { code: 0x11, core: 'HID', linux: 'hid', dialects: ['xia-core-1', 'xia-core-v2'], doc: 'A host.' },
  {
    code: 0x12,
    core: 'CID',
    linux: 'cid',
    dialects: ['xia-core-1', 'xia-core-v2'],
    doc: 'A chunk of content, named by its hash.',
  },
  { code: 0x13, core: 'SID', linux: 'sid', dialects: ['xia-core-1', 'xia-core-v2'], doc: 'A service.' },
  {
    code: 0x14,
    core: 'IP',
    linux: 'uni4id',
    dialects: ['xia-core-1', 'xia-core-v2'],
    doc: 'A 4ID: a host of an IPv4 network.',
  },
  { code: 0x15, core: undefined, linux: 'i4id', dialects: [], doc: 'Linux: IPv4 locator.' },
  { code: 0x16, core: undefined, linux: 'u4id', dialects: [], doc: 'Linux: IPv4 address and UDP port.' },
  { code: 0x17, core: undefined, linux: 'xdp', dialects: [], doc: 'Linux: datagram service.' },
  { code: 0x18, core: undefined, linux: 'serval', dialects: [], doc: 'Linux: Serval service.' },
  { code: 0x19, core: undefined, linux: 'flowid', dialects: [], doc: 'Linux: Serval flow.' },
  { code: 0x1a, core: undefined, linux: 'ether', dialects: [], doc: 'Linux: Ethernet interface.' },
  { code: 0x1b, core: undefined, linux: 'u6id', dialects: [], doc: 'Linux: IPv6 address and UDP port.' },
  { code: 0x20, core: undefined, linux: 'zf', dialects: [], doc: 'Linux: zFilter.' },
  { code: 0x21, core: undefined, linux: 'lpm', dialects: [], doc: 'Linux: longest prefix match.' },
  {
    code: 0x30,
    core: 'FID',
    linux: undefined,
    dialects: ['xia-core-v2'],
    doc: 'A flood: delivered to every host that can be reached.',
  },
  {
    code: 0x31,
    core: 'NCID',
    linux: undefined,
    dialects: ['xia-core-v2'],
    doc: 'Content, named by publisher and name.',
  },
  { code: 0x32, core: 'ICID', linux: undefined, dialects: ['xia-core-v2'], doc: 'Content, named by intent.' },
] as const;

/** Limits and special values of addresses. */
export const dagLimits = {
  /** Out-edges of a node. */
  maxEdges: 4,
  /** Nodes that seven bits of index can name. */
  maxNodes: 127,
  /** Nodes of an address on the wire in XLMP. */
  maxWireNodes: 20,
  /** The edge octet of an unused edge. */
  unusedEdge: 0x7f,
  /** The bit of an edge octet that says that the edge was taken. */
  visitedBit: 0x80,
} as const;

/** The layout of a node of an address. */
export const nodeLayout = [
  { name: 'type', offset: 0, size: 4, doc: 'Type of the identifier.' },
  { name: 'id', offset: 4, size: 20, doc: 'The identifier.' },
  {
    name: 'edge0',
    offset: 24,
    size: 1,
    doc: 'Edge of the highest priority: index of the node it leads to; 0x80 visited, 0x7f unused.',
  },
  { name: 'edge1', offset: 25, size: 1, doc: 'Edge of the second priority.' },
  { name: 'edge2', offset: 26, size: 1, doc: 'Edge of the third priority.' },
  { name: 'edge3', offset: 27, size: 1, doc: 'Edge of the lowest priority.' },
] as const;

/** The layout of the fixed part of the XIP header; the nodes of destination and source follow it. */
export const xipHeaderLayout = [
  { name: 'version', offset: 0, size: 1, doc: 'Version of XIP: 1.' },
  { name: 'nextHeader', offset: 1, size: 1, doc: 'What follows the addresses.' },
  { name: 'payloadLength', offset: 2, size: 2, doc: 'Octets after the last node.' },
  { name: 'hopLimit', offset: 4, size: 1, doc: 'How many more routers may forward the packet, plus one.' },
  { name: 'destinationNodes', offset: 5, size: 1, doc: 'Nodes of the destination address.' },
  { name: 'sourceNodes', offset: 6, size: 1, doc: 'Nodes of the source address.' },
  { name: 'last', offset: 7, size: 1, doc: 'Index of the destination node reached last; 0x7e at the entry.' },
] as const;

/** The size in octets of the fixed part of the XIP header. */
export const xipFixedSize = 8;

/** The version of XIP that all profiles write. */
export const xipVersion = 1;

/**
 * How a stack fills and checks the XIP header.
 *
 * `length`: `exact` the payload length must fit the octets there are; `trim` more octets are cut off;
 * `any` nothing is checked.
 */
export const xipProfiles = {
  'xia-core-v2': {
    initialLast: 0x7e,
    defaultHopLimit: 250,
    hopLimitDropsAt: 1,
    maxNodes: 20,
    length: 'exact',
    checksVersion: true,
    topological: false,
    nextHeaders: { data: 0, xcmp: 1, datagram: 2, stream: 3, flood: 4 },
  },
  'xia-core-1': {
    initialLast: 0xff,
    defaultHopLimit: 250,
    hopLimitDropsAt: 1,
    maxNodes: 127,
    length: 'any',
    checksVersion: false,
    topological: false,
    nextHeaders: { data: 59, xcmp: 61, content: 12, transport: 60 },
  },
  linux: {
    initialLast: 0x7e,
    defaultHopLimit: 128,
    hopLimitDropsAt: 0,
    maxNodes: 9,
    length: 'trim',
    checksVersion: true,
    topological: true,
    nextHeaders: { data: 0 },
  },
} as const;

/** The next header of a tunnelled packet: the payload is the head of `tunnel.ts` and a whole XIP packet (chapter 12). */
export const tunnelNextHeader = 0x58;

/** The next header of packets of sessions (chapter 16). */
export const sessionNextHeader = 0x59;

/** The value of `last` that says "at the entry" in packets that are sent; values from 0x80 on say the same. */
export const lastAtEntry = 0x7e;

/** Types of XCMP messages. */
export const xcmpTypes = {
  echoReply: 0,
  unreachable: 3,
  redirect: 5,
  echoRequest: 8,
  timeExceeded: 11,
} as const;

/** Codes of XCMP unreachable messages, by the type of the first edge that was not visited. */
export const unreachableCodes = { network: 0, host: 1, intent: 3, unspecified: 16 } as const;

/** The layout of an XCMP echo message; the data follow it. */
export const xcmpEchoLayout = [
  { name: 'type', offset: 0, size: 1, doc: '8 request, 0 reply.' },
  { name: 'code', offset: 1, size: 1, doc: '0.' },
  { name: 'checksum', offset: 2, size: 2, doc: 'Internet checksum over the whole message.' },
  { name: 'identifier', offset: 4, size: 2, doc: 'Chosen by the sender of the request.' },
  { name: 'sequence', offset: 6, size: 2, doc: 'Chosen by the sender of the request.' },
] as const;

/** The layout of an XCMP error; the header of the offending packet and the first octets of its payload follow it. */
export const xcmpErrorLayout = [
  { name: 'type', offset: 0, size: 1, doc: '3 unreachable, 11 time exceeded.' },
  { name: 'code', offset: 1, size: 1, doc: 'Why; see the table of codes.' },
  { name: 'checksum', offset: 2, size: 2, doc: 'Internet checksum over the whole message.' },
  { name: 'unused', offset: 4, size: 4, doc: '0.' },
] as const;

/** Octets of the offending packet's payload that an XCMP error quotes. */
export const xcmpQuotedPayload = 8;

/** How XIP is carried: Ethernet types, and UDP over IPv4 for 4IDs. */
export const encapsulation = {
  xipEtherType: 0xc0de,
  xarpEtherType: 0x9990,
  netjoinEtherType: 0x9991,
  udpPort: 13781,
  ipTimeToLive: 250,
} as const;

/** The id of a 4ID with the IPv4 address 0.0.0.0; the address stands in its last four octets. */
export const null4Id = '4500000000010000fafa00000000000000000000';

/** Where the IPv4 address stands in the id of a 4ID. */
export const ipv4OffsetIn4Id = 16;
