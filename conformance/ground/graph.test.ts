import { describe, expect, test } from 'vitest';
import { defineCase } from '../case.ts';
import { scriptedIut } from '../iut/scripted.ts';
import { run } from '../runner.ts';
import { ExpectationError } from '../verdict.ts';
import { chainOf, depthsOf, faultsInGraph, groundsOf, lastOf, showing } from './graph.ts';
import { type Ground, type GroundId, grounds } from './grounds.ts';

const ids = Object.keys(grounds) as GroundId[];

describe('the graph of grounds', () => {
  test('has a case about each ground', () => {
    expect(ids.filter((id) => showing(id).length === 0)).toEqual([]);
  });

  test('gives a case all that it stands on, the first ground first', () => {
    expect(groundsOf('destination-host/complete-with-the-digest')).toEqual(['destination-host/loading']);
    expect(chainOf(['destination-host/loading'])).toEqual([
      'destination-host/offered',
      'destination-host/reserving',
      'destination-host/prepared',
      'destination-host/copied',
      'destination-host/assembling',
      'destination-host/loading',
    ]);
    expect(lastOf(['source-host/ordered', 'source-host/accepted'])).toEqual(['source-host/accepted']);
  });

  test('puts the case about a ground before the cases that stand on it', () => {
    const [about] = showing('destination-host/completed');
    const depths = depthsOf([about!, 'destination-host/abort-when-complete', 'witness/read-unknown']);
    expect(depths.get('witness/read-unknown')).toBe(0);
    expect(depths.get(about!)).toBeLessThan(depths.get('destination-host/abort-when-complete')!);
  });
});

describe('a graph is refused', () => {
  const ground = (on: readonly string[], shownBy: readonly string[] = []): Ground => ({
    says: '',
    on,
    needs: [],
    shownBy,
  });
  const faults = (
    graph: Readonly<Record<string, Ground>>,
    stands: Readonly<Record<string, readonly string[]>> = {},
  ): readonly string[] => faultsInGraph(graph, (id) => stands[id] ?? [], new Set(Object.keys(stands)));

  test('not when it is one', () => {
    expect(faults({ a: ground([]), b: ground(['a'], ['c']) }, { c: ['a'] })).toEqual([]);
  });

  test('when a ground stands on itself, by way of others too', () => {
    expect(faults({ a: ground(['b']), b: ground(['a']) })).toEqual([
      'a: stands on itself',
      'b: stands on itself',
    ]);
    expect(faults({ a: ground([], ['c']) }, { c: ['a'] })).toEqual(['a: stands on itself']);
  });

  test('when a name means nothing', () => {
    expect(faults({ a: ground(['x'], ['y']) })).toEqual([
      'a: stands on x, which is no ground',
      'a: is shown by y, which is no case',
    ]);
    expect(faults({}, { c: ['x'] })).toEqual(['c: stands on x, which is no ground']);
  });
});

describe('a case whose ground is missing', () => {
  const mismatch = { expectedOneOf: ['OfferAccept'], actual: 'silence' };
  const about = defineCase({
    id: 'witness/first-swap',
    title: 'is about the ground',
    covers: ['WIT-007'],
    role: 'witness',
    needs: [],
    run: async () => {
      throw new ExpectationError(mismatch);
    },
  });
  const standing = defineCase({
    ...about,
    id: 'witness/conflict',
    title: 'stands on the ground',
    run: ({ reach }) =>
      reach('witness/registered', async () => {
        throw new ExpectationError(mismatch);
      }),
  });

  test('is inconclusive, and names the ground and the case about it', async () => {
    const report = await run({
      iut: scriptedIut(() => []),
      catalogue: [standing, about],
      selection: { filter: [], roles: [], requirements: [] },
      repeat: 1,
      kit: 'test',
      repeatWith: (id) => id,
    });
    expect(report.results[0]).toMatchObject({
      id: 'witness/conflict',
      verdict: 'inconclusive',
      missing: 'witness/registered',
      reason:
        'ground not reached: the register is set: expected OfferAccept; got silence\n' +
        'the ground witness/registered is missing, about it is witness/first-swap (fail)',
    });
    expect(report.results[1]).toMatchObject({ id: 'witness/first-swap', verdict: 'fail' });
  });
});
