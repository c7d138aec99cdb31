/** What is known of the two ends of a flow besides its own record: where they were when, and what that allows. */
import type { Design } from './design.ts';
import { type Directory, membersOf } from './directory.ts';
import type { Freeze, FlowSurroundings } from './flow-record.ts';
import { type EndMove, gapBound, type Silence } from './gap-bound.ts';
import type { Network } from './network.ts';
import type { Observer } from './observer.ts';
import type { MoveResult } from './result.ts';
import type { Scenario } from './scenario.ts';

/** What there is to look at when the time of a simulation is over. */
export interface Ended {
  readonly scenario: Scenario;
  readonly design: Design;
  readonly moves: readonly MoveResult[];
  readonly network: Network;
  readonly observer: Observer;
  readonly directory: Directory;
}

/** Looks at a finished simulation from the ends of its flows. */
export function betweenEnds({
  scenario,
  design,
  moves,
  network,
  observer,
  directory,
}: Ended): (ends: { readonly from: string; readonly to: string }) => FlowSurroundings {
  const endMs = scenario.durationMs;
  const homes = new Map(
    scenario.machines.flatMap((machine) =>
      membersOf(machine).map((name) => [name, machine.homeRendezvous] as const),
    ),
  );
  const freezesOf = (name: string): readonly Freeze[] => (homes.has(name) ? design.mover(name).freezes : []);
  const byMachine = new Map<string, MoveResult[]>();
  for (const move of moves) byMachine.set(move.machine, [...(byMachine.get(move.machine) ?? []), move]);
  const movesOf = (name: string): readonly MoveResult[] => byMachine.get(name) ?? [];
  const placeAt = (name: string, atMs: number): string => {
    if (!homes.has(name)) return name;
    const done = movesOf(name).findLast(({ runningMs }) => (runningMs ?? endMs + 1) <= atMs);
    const host = done?.outcome === 'moved' ? done.to : movesOf(name)[0]?.from;
    return host ?? design.mover(name).host;
  };

  /** The longest way from one end to the other, by the router of a place or a rendezvous. */
  const flightMs = (from: string, to: string): number => {
    const places = [from, to].map((name) => {
      const ofMoves = movesOf(name).flatMap((move) => [move.from, move.to]);
      return ofMoves.length > 0 ? ofMoves : [placeAt(name, endMs)];
    }) as [string[], string[]];
    const nets = [
      ...places.flat().map((place) => directory.domainOf(place).router),
      ...[from, to].flatMap((name) => homes.get(name) ?? []),
    ];
    const ways = places[0].flatMap((a) =>
      places[1].flatMap((b) => nets.map((net) => network.distance(a, net) + network.distance(net, b))),
    );
    return Math.max(...ways);
  };
  const bound = (from: string, to: string, silence: Silence): number | null => {
    const ofEnds = [movesOf(from), movesOf(to)];
    if (ofEnds.every(({ length }) => length === 0) || ofEnds.some(({ length }) => length > 1)) return null;
    const ends: EndMove[] = [];
    for (const { machine, frozenMs, runningMs } of ofEnds.flat()) {
      if (frozenMs === null || runningMs === null) return null;
      const other = machine === from ? to : from;
      ends.push({ frozenMs, runningMs, triesAtMs: observer.announcementsOf(machine, other) });
    }
    return gapBound(ends, silence, flightMs(from, to));
  };
  return ({ from, to }) => ({
    freezes: [...freezesOf(from), ...freezesOf(to)].sort((a, b) => a.fromMs - b.fromMs),
    distance: (atMs) => network.distance(placeAt(from, atMs), placeAt(to, atMs)),
    endMs,
    bound: (silence) => bound(from, to, silence),
  });
}
