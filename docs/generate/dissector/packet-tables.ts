/** The tables of the dissector for packets: XIP, addresses, XCMP, tunnels, sessions, and what carries them. */
import {
  dagLimits,
  encapsulation,
  lastAtEntry,
  nodeLayout,
  sessionNextHeader,
  tunnelNextHeader,
  xcmpEchoLayout,
  xcmpTypes,
  xidSizes,
  xidTypes,
  xipFixedSize,
  xipHeaderLayout,
  xipProfiles,
  xipVersion,
} from '../../../spec/registry/identifiers.ts';
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import {
  datagramLayout,
  rangeLayout,
  segmentFlags,
  segmentLayout,
  sessionKinds,
  sessionLimits,
  sessionPrefixLayout,
  sessionSizes,
} from '../../../spec/registry/sessions.ts';
import { tunnelHeadSize, tunnelLayout } from '../../../spec/registry/tunnel.ts';
import type { LuaValue } from './lua-text.ts';
import { namesByCode } from './protocol-tables.ts';

type Layout = readonly { readonly name: string; readonly offset: number; readonly size: number }[];

/** Packets in tunnels in packets are shown so deep. */
const mostNested = 8;

/** The clause that a session packet of another layout breaks. */
const sessionRequirement: RequirementId = 'SES-001';

const profile = xipProfiles['xia-core-v2'];

/** The tables by the names that the dissector has for them. */
export function packetTables(): Readonly<Record<string, LuaValue>> {
  const { data, xcmp } = profile.nextHeaders;
  const own = { tunnel: tunnelNextHeader, session: sessionNextHeader };
  return {
    packet: {
      version: xipVersion,
      size: xipFixedSize,
      layout: xipHeaderLayout,
      offsets: offsetsOf(xipHeaderLayout),
      at_entry: lastAtEntry,
      most_nodes: profile.maxNodes,
      most_nested: mostNested,
      next_headers: new Map(
        Object.entries({ ...profile.nextHeaders, ...own }).map(([name, code]) => [code, name]),
      ),
      data,
      xcmp,
      ...own,
    },
    node: {
      size: xidSizes.node,
      xid: xidSizes.xid,
      id: xidSizes.id,
      edges: xidSizes.edges,
      unused: dagLimits.unusedEdge,
      visited: dagLimits.visitedBit,
      layout: nodeLayout,
      types: new Map(xidTypes.map(({ code, core, linux }) => [code, core ?? linux])),
    },
    xcmp: {
      echo: xcmpEchoLayout,
      size: endOf(xcmpEchoLayout),
      common: xcmpEchoLayout.find(({ name }) => name === 'identifier')!.offset,
      types: new Map(Object.entries(xcmpTypes).map(([name, code]) => [code, name])),
      echoes: new Map([xcmpTypes.echoRequest, xcmpTypes.echoReply].map((code) => [code, true])),
    },
    tunnel: { layout: tunnelLayout, size: tunnelHeadSize },
    session: {
      requirement: sessionRequirement,
      magic: sessionLimits.magic,
      version: sessionLimits.version,
      most_ranges: sessionLimits.ranges,
      sizes: sessionSizes,
      kinds: namesByCode(sessionKinds),
      prefix: sessionPrefixLayout,
      datagram: datagramLayout,
      segment: segmentLayout,
      range: rangeLayout,
      offsets: { ...offsetsOf(sessionPrefixLayout), ...offsetsOf(segmentLayout) },
      flags: Object.entries(segmentFlags).map(([name, { bit, doc }]) => ({ name, bit, doc })),
    },
    carriers: { ether_type: encapsulation.xipEtherType, udp_port: encapsulation.udpPort },
  };
}

function offsetsOf(layout: Layout): Readonly<Record<string, number>> {
  return Object.fromEntries(layout.map(({ name, offset }) => [name, offset]));
}

function endOf(layout: Layout): number {
  return Math.max(...layout.map(({ offset, size }) => offset + size));
}
