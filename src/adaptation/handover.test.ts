import { describe, expect, it } from 'vitest';
import { type PlaceWorld, placeWorld } from './place-world.laws.ts';

/** Numbers in the order in which the machine got them. */
const numbersOf = (world: PlaceWorld): number[] => world.got.map(({ number }) => number);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);
const endsOf = (world: PlaceWorld): string[] => world.reports.map(({ role, what }) => `${role} ${what}`);
/** What the routers did with packets, change by change. */
const statesOf = (world: PlaceWorld, router: string): string[] =>
  world.routers[router]!.changes.map(({ state, epoch }) => `${state} ${epoch}`);

describe('a machine that moves to another network', () => {
  it('gets every packet once and in order', () => {
    const world = placeWorld();
    world.boot('a1');
    world.stream('a', 20);
    world.order('a1', 'b1', 2);
    world.stream('a', 400);
    world.clock.advance(1000);
    expect(world.reports.map(({ role, what }) => `${role} ${what}`)).toContain('source-host done');
    expect(numbersOf(world)).toEqual(upTo(420));
    expect(new Set(world.got.map(({ host }) => host))).toEqual(new Set(['a1', 'b1']));
    expect(world.missed).toEqual([]);
    expect(statesOf(world, 'a')).toEqual(['attached 1', 'holding 1', 'forwarding 2']);
    expect(statesOf(world, 'b').at(-1)).toBe('attached 2');
    void endsOf;
  });
});
