/** Readers and writers of the text forms of addresses that take them otherwise. */
import type { Dag } from '../../../src/xia/index.ts';
import { defineMutant } from '../mutant.ts';

function withoutFifthEdge(text: string): string {
  return text
    .replace(/((?:\d+ ){4})\d+ /g, '$1')
    .replace(/(^|:)([^:]*-[0-9a-f]{40}-[0-9a-z*+]{4})[0-9a-z*+]+/g, '$1$2');
}

/** Turns edges around. */
export const lowestFirst = defineMutant({
  id: 'addresses/lowest-priority-first',
  of: 'addresses',
  breaks: ['DAG-001', 'DAG-011'],
  says: 'Reads the edges of a node as if the lowest priority came first.',
  caughtBy: ['addresses/text/dag-priority-order'],
  make: (reference) => ({
    ...reference,
    parseDag(...all) {
      const parsed = reference.parseDag(...all);
      if (!parsed.ok) return parsed;
      const turned = (edges: readonly number[]): number[] => edges.toReversed();
      const { nodes, entry } = parsed.value;
      const value: Dag = {
        nodes: nodes.map((node) => ({ ...node, edges: turned(node.edges) })),
        entry: turned(entry),
      };
      return { ok: true, value };
    },
  }),
});

/** Reads groups as an older version of xia-core did. */
export const olderGroups = defineMutant({
  id: 'addresses/re-as-xia-core-1x',
  of: 'addresses',
  breaks: ['DAG-012'],
  says: 'Gives each identifier of a group an edge to the step after the group too.',
  caughtBy: ['addresses/text/re-fallback'],
  make: (reference) => ({ ...reference, parseDag: (text) => reference.parseDag(text, 'xia-core-1') }),
});

/** Cuts what is too much. */
export const cutsEdges = defineMutant({
  id: 'addresses/cuts-fifth-edge',
  of: 'addresses',
  breaks: ['DAG-014'],
  says: 'Leaves out the fifth edge of a node.',
  caughtBy: ['addresses/text/dag-five-edges'],
  make: (reference) => ({
    ...reference,
    parseDag(text, ...more) {
      const parsed = reference.parseDag(text, ...more);
      if (parsed.ok || parsed.error.requirement !== 'DAG-014') return parsed;
      return reference.parseDag(withoutFifthEdge(text), ...more);
    },
  }),
});

/** Takes the last row of the Linux form for one like the others. */
export const linuxEntryFirst = defineMutant({
  id: 'addresses/linux-entry-in-first-row',
  of: 'addresses',
  breaks: ['DAG-015'],
  says: 'Reads the first row of the Linux form as the one with the edges of the entry.',
  caughtBy: ['addresses/text/linux-fallback'],
  make: (reference) => ({
    ...reference,
    parseDag(text, ...more) {
      const parsed = reference.parseDag(text, ...more);
      if (!parsed.ok || !/^!?[0-9a-z]+-/.test(text.trim())) return parsed;
      const { nodes, entry } = parsed.value;
      const [first, ...others] = nodes;
      return { ok: true, value: { nodes: [{ ...first!, edges: entry }, ...others], entry: first!.edges } };
    },
  }),
});

/** Takes marks for edges. */
export const takesMarks = defineMutant({
  id: 'addresses/takes-visited-marks',
  of: 'addresses',
  breaks: ['DAG-016'],
  says: 'Reads a visited mark in the text of an address as nothing.',
  caughtBy: ['addresses/text/linux-visited'],
  make: (reference) => ({
    ...reference,
    parseDag: (text, ...more) => reference.parseDag(text.replaceAll('>', ''), ...more),
  }),
});

/** Writes a dash too many. */
export const dashAfterSink = defineMutant({
  id: 'addresses/dash-after-sink',
  of: 'addresses',
  breaks: ['DAG-017'],
  says: 'Prints a dash behind the sink too.',
  caughtBy: ['addresses/text/dag-chain'],
  make: (reference) => ({
    ...reference,
    formatDag(dag, options = {}) {
      const text = reference.formatDag(dag, options);
      return options.form === 'dag' ? `${text} -` : text;
    },
  }),
});
