/**
 * Addresses as directed acyclic graphs of identifiers (chapter 02): the value, its validity, its octets.
 * The last node is the sink; on the wire the sink's edge octets hold the edges of the entry.
 */
import { dagLimits, xidSizes } from '../../spec/registry/identifiers.ts';
import type { DecodeErrorCode } from '../../spec/registry/errors.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { equalOctets } from '../core/compare.ts';
import type { DecodeError } from '../core/decode-error.ts';
import { err, ok, type Result } from '../core/result.ts';
import { equalXids, readXid, writeXid, type Xid } from './xid.ts';

/** A node of an address. */
export interface DagNode {
  readonly xid: Xid;
  /** Indices of the nodes it leads to, highest priority first; at most four, none for the sink. */
  readonly edges: readonly number[];
}

/** An address. Values made by this module's functions are valid and are never changed. */
export interface Dag {
  /** All nodes; the sink, which is what the sender wants to reach, is the last one. */
  readonly nodes: readonly DagNode[];
  /** Where a packet starts: indices, highest priority first. */
  readonly entry: readonly number[];
}

/** What is wrong with an address. */
export interface DagFault {
  readonly code: DecodeErrorCode;
  readonly requirement: RequirementId;
  /** Index of the node at fault; the entry's edges belong to the last node, as on the wire. */
  readonly node: number;
  /** Position among the node's edges, or undefined when the node itself is at fault. */
  readonly edge?: number;
}

/**
 * Makes an address and checks it.
 *
 * @throws RangeError when it is not valid; use {@link findDagFault} for input that may be wrong.
 */
export function makeDag(nodes: readonly DagNode[], entry: readonly number[]): Dag {
  const dag = { nodes, entry };
  const fault = findDagFault(dag);
  if (fault !== undefined)
    throw new RangeError(`not an address: ${fault.code} at node ${fault.node} (${fault.requirement})`);
  return dag;
}

/** Makes an address in which every identifier leads to the next one, such as AD, HID, SID. */
export function chainDag(...xids: readonly Xid[]): Dag {
  const last = xids.length - 1;
  return makeDag(
    xids.map((xid, i) => ({ xid, edges: i === last ? [] : [i + 1] })),
    [0],
  );
}

/** The address of a service on a host: network, then host, then service. */
export function hostAddress(ad: Xid, hid: Xid, sid: Xid): Dag {
  return chainDag(ad, hid, sid);
}

/** The identifier that the address is for. */
export function sinkOf(dag: Dag): Xid {
  return dag.nodes[dag.nodes.length - 1]!.xid;
}

/** Tells whether two addresses have the same nodes in the same order with the same edges. */
export function equalDags(a: Dag, b: Dag): boolean {
  return (
    a.nodes.length === b.nodes.length &&
    equalLists(a.entry, b.entry) &&
    a.nodes.every(
      (node, i) => equalXids(node.xid, b.nodes[i]!.xid) && equalLists(node.edges, b.nodes[i]!.edges),
    )
  );
}

/** Finds the first fault of an address (DAG-003 to DAG-008), or undefined when it is valid. */
export function findDagFault(dag: Dag): DagFault | undefined {
  const count = dag.nodes.length;
  if (count === 0) return { code: 'bad-dag', requirement: 'DAG-008', node: 0 };
  if (count > dagLimits.maxNodes)
    return { code: 'too-many', requirement: 'DAG-010', node: dagLimits.maxNodes };
  const sink = count - 1;
  for (let i = 0; i < count; i += 1) {
    const edges = i === sink ? dag.entry : dag.nodes[i]!.edges;
    if (i === sink && dag.nodes[i]!.edges.length > 0)
      return { code: 'bad-dag', requirement: 'DAG-001', node: i };
    if (edges.length === 0) return { code: 'bad-dag', requirement: 'DAG-008', node: i };
    const fault = findEdgeFault(edges, count, i);
    if (fault !== undefined) return fault;
  }
  return findShapeFault(dag);
}

/** Tells whether every edge leads to a node further down, as Linux asks for. */
export function isTopological(dag: Dag): boolean {
  return dag.nodes.every((node, i) => node.edges.every((edge) => edge > i));
}

/** Writes the nodes of an address as octets, 28 for a node (DAG-001, DAG-002). */
export function encodeDag(dag: Dag): Uint8Array {
  const octets = new Uint8Array(dag.nodes.length * xidSizes.node);
  dag.nodes.forEach((node, i) => {
    const start = i * xidSizes.node;
    writeXid(octets, start, node.xid);
    const edges = i === dag.nodes.length - 1 ? dag.entry : node.edges;
    for (let slot = 0; slot < dagLimits.maxEdges; slot += 1) {
      octets[start + xidSizes.xid + slot] = edges[slot] ?? dagLimits.unusedEdge;
    }
  });
  return octets;
}

/**
 * Reads the nodes of an address; visited marks are left out.
 *
 * @param base added to the offsets of errors: where the nodes stand in a packet.
 */
export function decodeDag(octets: Uint8Array, base = 0): Result<Dag, DecodeError> {
  if (octets.length % xidSizes.node !== 0) return fail('truncated', base + octets.length, 'DAG-001', '');
  const count = octets.length / xidSizes.node;
  if (count > dagLimits.maxNodes) return fail('too-many', base, 'DAG-010', '');
  const nodes: DagNode[] = [];
  let entry: readonly number[] = [];
  for (let i = 0; i < count; i += 1) {
    const start = i * xidSizes.node;
    const edges = readEdges(octets, start + xidSizes.xid, count);
    if (!edges.ok)
      return fail('bad-edge', base + edges.error.at, edges.error.requirement, `nodes[${i}].edges`);
    if (i === count - 1) entry = edges.value;
    nodes.push({ xid: readXid(octets, start), edges: i === count - 1 ? [] : edges.value });
  }
  const dag = { nodes, entry };
  const fault = findDagFault(dag);
  if (fault === undefined) return ok(dag);
  const within = fault.edge === undefined ? 0 : xidSizes.xid + fault.edge;
  const path = fault.edge === undefined ? `nodes[${fault.node}]` : `nodes[${fault.node}].edges`;
  return fail(fault.code, base + fault.node * xidSizes.node + within, fault.requirement, path);
}

/** Tells whether the octets of two addresses differ in nothing but visited marks. */
export function equalNodes(a: Uint8Array, b: Uint8Array): boolean {
  return equalOctets(withoutMarks(a), withoutMarks(b));
}

/** Copies the octets of an address without its visited marks. */
export function withoutMarks(nodes: Uint8Array): Uint8Array {
  const copy = nodes.slice();
  for (let start = xidSizes.xid; start < copy.length; start += xidSizes.node) {
    for (let slot = 0; slot < dagLimits.maxEdges; slot += 1) copy[start + slot]! &= dagLimits.unusedEdge;
  }
  return copy;
}

function findEdgeFault(edges: readonly number[], count: number, node: number): DagFault | undefined {
  if (edges.length > dagLimits.maxEdges)
    return { code: 'too-many', requirement: 'DAG-014', node, edge: dagLimits.maxEdges };
  const edge = edges.findIndex((index) => !Number.isInteger(index) || index < 0 || index >= count);
  if (edge >= 0) return { code: 'bad-edge', requirement: 'DAG-003', node, edge };
  const twice = edges.findIndex((index, slot) => edges.indexOf(index) < slot);
  return twice < 0 ? undefined : { code: 'bad-edge', requirement: 'DAG-005', node, edge: twice };
}

/** Looks for a cycle and for nodes that the entry does not reach; at most 127 nodes, so recursion is bounded. */
function findShapeFault(dag: Dag): DagFault | undefined {
  const state = new Uint8Array(dag.nodes.length);
  const visit = (node: number): DagFault | undefined => {
    state[node] = 1;
    const edges = dag.nodes[node]!.edges;
    for (let edge = 0; edge < edges.length; edge += 1) {
      const next = edges[edge]!;
      if (state[next] === 1) return { code: 'bad-dag', requirement: 'DAG-006', node, edge };
      const fault = state[next] === 0 ? visit(next) : undefined;
      if (fault !== undefined) return fault;
    }
    state[node] = 2;
    return undefined;
  };
  for (const start of dag.entry) {
    const fault = state[start] === 0 ? visit(start) : undefined;
    if (fault !== undefined) return fault;
  }
  const unreached = state.indexOf(0);
  return unreached < 0 ? undefined : { code: 'bad-dag', requirement: 'DAG-007', node: unreached };
}

function readEdges(
  octets: Uint8Array,
  start: number,
  count: number,
): Result<number[], { at: number; requirement: RequirementId }> {
  const edges: number[] = [];
  for (let slot = 0; slot < dagLimits.maxEdges; slot += 1) {
    const octet = octets[start + slot]!;
    const index = octet & dagLimits.unusedEdge;
    if (index === dagLimits.unusedEdge) {
      if (octet !== dagLimits.unusedEdge) return err({ at: start + slot, requirement: 'DAG-002' });
      continue;
    }
    if (edges.length < slot) return err({ at: start + slot, requirement: 'DAG-004' });
    if (index >= count) return err({ at: start + slot, requirement: 'DAG-003' });
    edges.push(index);
  }
  return ok(edges);
}

function equalLists(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function fail(
  code: DecodeErrorCode,
  offset: number,
  requirement: RequirementId,
  path: string,
): Result<never, DecodeError> {
  return err({ code, offset, path, requirement });
}
