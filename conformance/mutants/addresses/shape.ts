/** Readers of addresses that check too little. Each reads what the text forbids as if the check were not there. */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import type { Implementation } from '../../../src/agent/index.ts';
import type { Dag } from '../../../src/xia/index.ts';
import { defineMutant, type Mutant } from '../mutant.ts';

const nodeOctets = 28;
const edgesAt = 24;

/** Reads nodes without a look at where their edges lead. */
function unchecked(octets: Uint8Array): Dag {
  const all = Array.from({ length: Math.floor(octets.length / nodeOctets) }, (_, i) => {
    const node = octets.subarray(i * nodeOctets, (i + 1) * nodeOctets);
    const edges = [...node.subarray(edgesAt)].map((edge) => edge & 0x7f).filter((edge) => edge !== 0x7f);
    const type = new DataView(node.buffer, node.byteOffset).getUint32(0);
    return { xid: { type, id: node.slice(4, edgesAt) }, edges };
  });
  const entry = all.at(-1)?.edges ?? [];
  return { nodes: all.map((node, i) => (i === all.length - 1 ? { ...node, edges: [] } : node)), entry };
}

/** The reference without the check of a requirement when it reads octets. */
function without(reference: Implementation, requirement: RequirementId): Implementation {
  return {
    ...reference,
    decodeDag(octets, ...more) {
      const decoded = reference.decodeDag(octets, ...more);
      if (decoded.ok || decoded.error.requirement !== requirement) return decoded;
      return { ok: true, value: unchecked(octets) };
    },
  };
}

function omission(slug: string, requirement: RequirementId, says: string, caughtBy: string): Mutant {
  return defineMutant({
    id: `addresses/${slug}`,
    of: 'addresses',
    breaks: [requirement],
    says,
    caughtBy: [caughtBy],
    make: (reference) => without(reference, requirement),
  });
}

/** No check of octet 0xff. */
export const takesMarkedUnused = omission(
  'takes-marked-unused-edge',
  'DAG-002',
  'Reads an unused edge with a visited mark as an unused edge.',
  'addresses/text/octets-ff',
);

/** No check of indices. */
export const takesEdgeBeyond = omission(
  'takes-edge-beyond',
  'DAG-003',
  'Takes an edge to an index at or beyond the number of nodes.',
  'addresses/text/octets-beyond',
);

/** No check of gaps. */
export const takesGap = omission(
  'takes-gap-in-edges',
  'DAG-004',
  'Skips an unused edge in front of a used one.',
  'addresses/text/octets-gap',
);

/** No check of repeated edges. */
export const takesEdgeTwice = omission(
  'takes-edge-twice',
  'DAG-005',
  'Takes two edges of a node to the same node.',
  'addresses/text/octets-twice',
);

/** No check of cycles. */
export const takesCycle = omission(
  'takes-cycle',
  'DAG-006',
  'Takes an address with a cycle.',
  'addresses/text/octets-cycle',
);

/** No check of what is reached. */
export const takesUnreached = omission(
  'takes-unreached-node',
  'DAG-007',
  'Takes an address with a node that nothing leads to.',
  'addresses/text/octets-unreached',
);

/** No check of dead ends. */
export const takesDeadEnd = omission(
  'takes-dead-end',
  'DAG-008',
  'Takes an address with a node before the sink that leads nowhere.',
  'addresses/text/octets-dead-end',
);

/** The entry's edges stand elsewhere. */
export const entryAtFirstNode = defineMutant({
  id: 'addresses/entry-at-first-node',
  of: 'addresses',
  breaks: ['DAG-001'],
  says: 'Writes the edges of the entry into the first node instead of the sink.',
  caughtBy: ['addresses/text/dag-chain'],
  make: (reference) => ({
    ...reference,
    encodeDag(dag) {
      const octets = reference.encodeDag(dag);
      const sink = octets.length - 4;
      const first = octets.slice(edgesAt, edgesAt + 4);
      octets.copyWithin(edgesAt, sink, sink + 4);
      octets.set(first, sink);
      return octets;
    },
  }),
});
