/** What tests look at in a world of places, and how they lose messages in it. */
import type { PlaceWorld } from './place-world.laws.ts';

/** Numbers in the order in which the machine got them. */
export const numbersOf = (world: PlaceWorld): number[] => world.got.map(({ number }) => number);

/** The numbers from 1 to `count`. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

/** How roles ended, in order. */
export const endsOf = (world: PlaceWorld): string[] =>
  world.reports.map(({ role, what }) => `${role} ${what}`);

/** What a router did with packets, change by change. */
export const statesOf = (world: PlaceWorld, router: string): string[] =>
  world.routers[router]!.changes.map(({ state, epoch }) => `${state} ${epoch}`);

/** Where the machine got packets, each place once, in order. */
export const placesOf = (world: PlaceWorld): string[] =>
  world.got.map(({ host }) => host).filter((host, at, all) => host !== all[at - 1]);

/** Loses the first `count` messages of a type. */
export function lose(
  world: PlaceWorld,
  type: string,
  count: number,
  isIt: (body: object) => boolean = () => true,
): void {
  let left = count;
  world.pass = ({ message }) => {
    if (message?.type !== type || !isIt(message) || left === 0) return true;
    left -= 1;
    return false;
  };
}

/** Tells whether a message orders an action in transit. */
export const isAction =
  (action: string) =>
  (body: object): boolean =>
    (body as { transit?: { action: string } }).transit?.action === action;
