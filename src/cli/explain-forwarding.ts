/**
 * The way of a packet through a router, edge by edge, in words. The decision is the engine's; this retraces it from
 * the same tables, and a test holds the two together.
 */
import { dagLimits, lastAtEntry, xidSizes } from '../../spec/registry/identifiers.ts';
import {
  deliversAt,
  encodeXid,
  type Forwarder,
  formatXid,
  isAtEntry,
  readXid,
  routeAction,
  type Xid,
  type XipHeader,
} from '../xia/index.ts';
import { actionName } from './route-file.ts';

/** What happened at one edge. */
export interface ForwardingStep {
  /** The node that the packet stands at; undefined at the entry. */
  readonly from: number | undefined;
  /** Which of its four edges was tried. */
  readonly edge: number;
  /** Index of the node that the edge leads to. */
  readonly to: number;
  /** The identifier of that node, as text. */
  readonly xid: string;
  /** Where the action came from. */
  readonly by: 'route' | 'default' | 'unknown-type';
  /** `port N` or the name of an action; `fallback` means that the next edge is tried. */
  readonly action: string;
}

/**
 * Retraces the search of a well-formed packet (FWD-001 to FWD-012).
 *
 * @param header as the packet had it when it came.
 */
export function explainForwarding(forwarder: Forwarder, header: XipHeader): ForwardingStep[] {
  const nodes = header.destination;
  const count = nodes.length / xidSizes.node;
  const steps: ForwardingStep[] = [];
  let at = isAtEntry(header.last) ? lastAtEntry : header.last;
  if (at === count - 1) return [stepAtSink(forwarder, nodes, at)];
  for (let passed = 0; passed <= count; passed += 1) {
    const next = tryEdges(forwarder, nodes, at, count, steps);
    if (next === undefined) return steps;
    at = next;
  }
  return steps;
}

/** A packet that has come to its sink before is taken here, or has nowhere to go. */
function stepAtSink(forwarder: Forwarder, nodes: Uint8Array, sink: number): ForwardingStep {
  const { step, action } = stepTo(forwarder, nodes, sink, 0, sink);
  return { ...step, action: actionName(action === routeAction.local ? action : routeAction.unreachable) };
}

/** Tries the edges of a node; gives the local node at which the search goes on, or undefined when it ends. */
function tryEdges(
  forwarder: Forwarder,
  nodes: Uint8Array,
  at: number,
  count: number,
  steps: ForwardingStep[],
): number | undefined {
  const from = at === lastAtEntry ? undefined : at;
  const edges = (from ?? count - 1) * xidSizes.node + xidSizes.xid;
  for (let edge = 0; edge < dagLimits.maxEdges; edge += 1) {
    const to = nodes[edges + edge]! & dagLimits.unusedEdge;
    if (to === dagLimits.unusedEdge) continue;
    if (to >= count) return undefined;
    const { step, action, type } = stepTo(forwarder, nodes, from, edge, to);
    steps.push(step);
    if (action === routeAction.fallback) continue;
    const goesOn = action === routeAction.local && to !== count - 1 && !deliversAt(type);
    return goesOn ? to : undefined;
  }
  return undefined;
}

function stepTo(
  forwarder: Forwarder,
  nodes: Uint8Array,
  from: number | undefined,
  edge: number,
  to: number,
): { step: ForwardingStep; action: number; type: number } {
  const at = to * xidSizes.node;
  const xid = readXid(nodes, at);
  const action = forwarder.routes.lookup(nodes, at);
  const step = {
    from,
    edge,
    to,
    xid: formatXid(xid),
    by: sourceOf(forwarder, xid),
    action: actionName(action),
  };
  return { step, action, type: xid.type };
}

/** No route says this, so a look-up that gives it has found none. */
const noRoute = -1_000;

function sourceOf({ routes }: Forwarder, xid: Xid): ForwardingStep['by'] {
  const known = routes.typeRoutes(xid.type);
  if (known === undefined || !known.enabled) return 'unknown-type';
  const usual = known.defaultAction;
  routes.setType(xid.type, { defaultAction: noRoute });
  const exact = routes.lookup(encodeXid(xid), 0);
  routes.setType(xid.type, { defaultAction: usual });
  return exact === noRoute ? 'default' : 'route';
}

const sources: Readonly<Record<ForwardingStep['by'], string>> = {
  route: 'its route says',
  default: 'no route; the default says',
  'unknown-type': 'no routes for this type;',
};

/** Says one step in a line. */
export function formatForwardingStep(step: ForwardingStep): string {
  const from = step.from === undefined ? 'entry' : `node ${step.from}`;
  const then = step.action === actionName(routeAction.fallback) ? 'try the next edge' : step.action;
  return `${from}, edge ${step.edge} to node ${step.to} ${step.xid}: ${sources[step.by]} ${then}`;
}
