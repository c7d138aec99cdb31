/**
 * The order of nodes: moving the sink to the end, and the topological order of xia-core 1.
 */
import type { Dag } from './dag.ts';

/** An address whose nodes were moved. */
export interface Reordered {
  readonly dag: Dag;
  /** For each new index the old one. */
  readonly from: readonly number[];
}

/** Moves the only node without edges to the end; an address that has none or several stays as it is. */
export function sinkLast(dag: Dag): Reordered {
  const inOrder = dag.nodes.map((_, i) => i);
  const sinks = inOrder.filter((i) => dag.nodes[i]!.edges.length === 0);
  if (sinks.length !== 1) return { dag, from: inOrder };
  return reorder(dag, [...inOrder.filter((i) => i !== sinks[0]), sinks[0]!]);
}

/**
 * Sorts the nodes of a valid address as xia-core 1 does: depth first from the entry in the order of the edges, nodes
 * listed in the reverse order of being finished.
 */
export function sortTopologically(dag: Dag): Dag {
  const seen = new Set<number>();
  const finished: number[] = [];
  const visit = (node: number): void => {
    if (seen.has(node)) return;
    seen.add(node);
    dag.nodes[node]!.edges.forEach(visit);
    finished.push(node);
  };
  dag.entry.forEach(visit);
  return reorder(dag, finished.reverse()).dag;
}

function reorder(dag: Dag, from: readonly number[]): Reordered {
  const to = new Map(from.map((old, index) => [old, index]));
  const move = (edges: readonly number[]): number[] => edges.map((edge) => to.get(edge) ?? edge);
  const nodes = from.map((old) => ({ xid: dag.nodes[old]!.xid, edges: move(dag.nodes[old]!.edges) }));
  return { dag: { nodes, entry: move(dag.entry) }, from };
}
