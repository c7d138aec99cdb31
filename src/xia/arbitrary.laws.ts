/**
 * Generators of identifiers, addresses and packets for the property tests.
 */
import fc from 'fast-check';
import { type Dag, type DagNode, findDagFault } from './dag.ts';
import type { Xid } from './xid.ts';

/** Any identifier; most have a type with a name. */
export const anyXid: fc.Arbitrary<Xid> = fc.record({
  type: fc.oneof(
    fc.constantFrom(0x10, 0x11, 0x12, 0x13, 0x14, 0x30, 0x31, 0x32),
    fc.integer({ min: 1, max: 0xffffffff }),
  ),
  id: fc.uint8Array({ minLength: 20, maxLength: 20 }),
});

/** Any valid address of up to `maxNodes` nodes, in any order of the nodes but for the sink. */
export function anyDag(maxNodes = 9): fc.Arbitrary<Dag> {
  return fc
    .record({
      xids: fc.array(anyXid, { minLength: 1, maxLength: maxNodes }),
      picks: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 100 }),
    })
    .map(({ xids, picks }) => makeValid(xids, picks))
    .filter((dag) => findDagFault(dag) === undefined);
}

/** Octets that are mostly a packet: one with a few octets changed, cut or added. */
export function mutated(packet: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const change = fc.record({ at: fc.nat(0xffff), to: fc.nat(0xff) });
  return fc
    .record({
      packet,
      changes: fc.array(change, { maxLength: 4 }),
      tail: fc.uint8Array({ maxLength: 3 }),
      cut: fc.nat(40),
    })
    .map(({ packet: whole, changes, tail, cut }) => {
      const octets = Uint8Array.from([
        ...whole.subarray(0, cut < 8 ? whole.length - cut : whole.length),
        ...tail,
      ]);
      for (const { at, to } of changes) if (octets.length > 0) octets[at % octets.length] = to;
      return octets;
    });
}

/** Gives every node but the sink an edge down a hidden order, and an edge into every node. */
function makeValid(xids: readonly Xid[], picks: readonly number[]): Dag {
  let picked = 0;
  const pick = (below: number): number => picks[(picked += 1) % picks.length]! % below;
  const sink = xids.length - 1;
  const order = shuffle(sink, pick);
  const edges: number[][] = xids.map(() => []);
  const entry: number[] = [];
  const place = [...order, sink];
  place.forEach((node, rank) => {
    // From an earlier node with room, or else from the entry; when neither has room the filter drops the address.
    const earlier = rank === 0 ? undefined : edges[place[pick(rank)]!]!;
    const from = earlier !== undefined && earlier.length < 4 && pick(4) > 0 ? earlier : entry;
    if (!from.includes(node)) from.splice(pick(from.length + 1), 0, node);
  });
  place.slice(0, -1).forEach((node, rank) => {
    const own = edges[node]!;
    const more = own.length === 0 ? 1 : pick(3);
    for (let i = 0; i < more && own.length < 4; i += 1) {
      const to = place[rank + 1 + pick(place.length - rank - 1)]!;
      if (!own.includes(to)) own.push(to);
    }
  });
  const nodes: DagNode[] = xids.map((xid, i) => ({ xid, edges: i === sink ? [] : edges[i]! }));
  return { nodes, entry };
}

function shuffle(count: number, pick: (below: number) => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = pick(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
