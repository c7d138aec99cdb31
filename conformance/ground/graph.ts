/** The graph of grounds and cases: what a case stands on, how deep that is, and whether the graph is one. */
import { readFileSync } from 'node:fs';
import { packageRoot } from '../package-root.ts';
import { type Ground, type GroundId, grounds } from './grounds.ts';

const table: Readonly<Record<string, Ground>> = grounds;

let read: Readonly<Record<string, readonly GroundId[]>> | undefined;

/** The last grounds that a case walks over; none for a case that begins at once. */
export function groundsOf(caseId: string): readonly GroundId[] {
  read ??= JSON.parse(readFileSync(standsFile(), 'utf8')) as typeof read & object;
  return Object.hasOwn(read, caseId) ? read[caseId]! : [];
}

/** Where it is written what each case stands on (`npx tsx conformance/ground/record.ts`). */
export function standsFile(): URL {
  return new URL('conformance/ground/stands.json', packageRoot());
}

/** These grounds and all that they stand on, the first ones first. */
export function chainOf(ids: readonly string[]): readonly string[] {
  const chain = new Set<string>();
  const walk = (id: string): void => {
    if (chain.has(id)) return;
    table[id]?.on.forEach(walk);
    chain.add(id);
  };
  ids.forEach(walk);
  return [...chain];
}

/** The cases that are about reaching a ground. */
export function showing(id: string): readonly string[] {
  return table[id]?.shownBy ?? [];
}

/** What holds on a ground. */
export function sayingOf(id: string): string {
  return table[id]?.says ?? id;
}

/** Of some grounds those that no other of them stands on. */
export function lastOf(ids: readonly GroundId[]): readonly GroundId[] {
  return ids.filter((id) => !ids.some((other) => other !== id && chainOf([other]).includes(id)));
}

/**
 * How deep a case stands: 0 without a ground; a ground is one deeper than what it stands on and than the cases that are
 * about it, so that these run before the cases that stand on it.
 */
export function depthsOf(caseIds: readonly string[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const ofGround = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    const { on, shownBy } = table[id]!;
    const depth = 1 + Math.max(0, ...on.map(ofGround), ...shownBy.map(ofCase));
    depths.set(id, depth);
    return depth;
  };
  const ofCase = (id: string): number => Math.max(0, ...groundsOf(id).map(ofGround));
  return new Map(caseIds.map((id) => [id, ofCase(id)]));
}

/** What is wrong with a graph, a sentence each: names that mean nothing, and what stands on itself. */
export function faultsInGraph(
  graph: Readonly<Record<string, Ground>>,
  stands: (caseId: string) => readonly string[],
  cases: ReadonlySet<string>,
): readonly string[] {
  const faults: string[] = [];
  const below = (id: string): readonly string[] => {
    const { on, shownBy } = graph[id]!;
    return [...on, ...shownBy.flatMap(stands)].filter((other) => Object.hasOwn(graph, other));
  };
  for (const [id, { on, shownBy }] of Object.entries(graph)) {
    for (const other of on)
      if (!Object.hasOwn(graph, other)) faults.push(`${id}: stands on ${other}, which is no ground`);
    for (const one of shownBy)
      if (!cases.has(one)) faults.push(`${id}: is shown by ${one}, which is no case`);
    const seen = new Set<string>();
    const open = [...below(id)];
    for (let other = open.pop(); other !== undefined; other = open.pop()) {
      if (seen.has(other)) continue;
      seen.add(other);
      open.push(...below(other));
    }
    if (seen.has(id)) faults.push(`${id}: stands on itself`);
  }
  for (const one of cases)
    for (const id of stands(one))
      if (!Object.hasOwn(graph, id)) faults.push(`${one}: stands on ${id}, which is no ground`);
  return faults;
}
