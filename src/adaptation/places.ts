/**
 * Addresses as lists of ways: every way from the entry to the sink, the preferred one first. A place is an address
 * whose sink is the HID of a machine; its service, and ways round, are put around it here (chapter 11).
 */
import { dagLimits } from '../../spec/registry/identifiers.ts';
import {
  type Dag,
  type DagNode,
  encodeDag,
  equalXids,
  makeDag,
  sinkOf,
  type Xid,
  xidType,
} from '../xia/index.ts';
import { equalOctets } from '../core/compare.ts';

/** Identifiers from the entry to the sink, the sink included. */
export type Way = readonly Xid[];

/** How many ways of an address are looked at; those of lower priority are left out. */
export const mostWays = dagLimits.maxEdges;

/** The ways of an address, the preferred one first; at most {@link mostWays}. */
export function waysOf(dag: Dag): readonly Way[] {
  const ways: Way[] = [];
  const sink = dag.nodes.length - 1;
  const walk = (node: number, before: Way): void => {
    if (ways.length >= mostWays) return;
    const way = [...before, dag.nodes[node]!.xid];
    if (node === sink) ways.push(way);
    else for (const next of dag.nodes[node]!.edges) walk(next, way);
  };
  for (const first of dag.entry) walk(first, []);
  return ways;
}

/**
 * Makes an address that tries ways in order: from every identifier of a way the packet falls back to the ways after it.
 *
 * @param prefixes what comes before the sinks, in order of preference; an empty one leads to the sinks at once. Equal
 *   ones count once.
 * @param sinks what all ways end with: a host, and perhaps a service of it.
 */
export function dagOfWays(prefixes: readonly Way[], sinks: Way): Dag {
  const ways = prefixes
    .filter((way, at) => prefixes.findIndex((other) => isSameWay(other, way)) === at)
    .slice(0, mostWays);
  const count = ways.reduce((sum, { length }) => sum + length, 0);
  let next = 0;
  const starts = ways.map(({ length }) => {
    const start = length === 0 ? count : next;
    next += length;
    return start;
  });
  const nodes: DagNode[] = ways.flatMap((way, which) =>
    way.map((xid, at) => {
      const onward = at + 1 < way.length ? starts[which]! + at + 1 : count;
      const edges = [...new Set([onward, ...starts.slice(which + 1)])];
      return { xid, edges: edges.slice(0, dagLimits.maxEdges) };
    }),
  );
  sinks.forEach((xid, at) => nodes.push({ xid, edges: at + 1 < sinks.length ? [count + at + 1] : [] }));
  return makeDag(nodes, starts);
}

/** The place that an address names: the address without the service behind the host. */
export function placeOf(address: Dag): Dag {
  return sinkOf(address).type === xidType.sid ? trimmed(address) : address;
}

/** A service of the machine at a place. */
export function serviceAt(place: Dag, service: Xid): Dag {
  return rebuilt(place, (way) => way.slice(0, -1), [sinkOf(place), service]);
}

/** Another host, or a service of it, in the network of a place. */
export function neighbourAt(place: Dag, ...sinks: readonly Xid[]): Dag {
  return rebuilt(place, (way) => way.slice(0, -1), sinks);
}

/** Tells whether an address, with or without a service, is at a place. */
export function isAtPlace(address: Dag, place: Dag): boolean {
  return equalOctets(encodeDag(placeOf(address)), encodeDag(place));
}

/** The network of a place: its last AD; undefined when it has none, as behind a 4ID. */
export function networkOf(place: Dag): Xid | undefined {
  return waysOf(place)[0]?.findLast(({ type }) => type === xidType.ad);
}

function trimmed(address: Dag): Dag {
  const host = waysOf(address)[0]!.at(-2);
  return host === undefined ? address : rebuilt(address, (way) => way.slice(0, -2), [host]);
}

function rebuilt(dag: Dag, prefixOf: (way: Way) => Way, sinks: Way): Dag {
  return dagOfWays(waysOf(dag).map(prefixOf), sinks);
}

function isSameWay(a: Way, b: Way): boolean {
  return a.length === b.length && a.every((xid, at) => equalXids(xid, b[at]!));
}
