/** Explores the worlds of a rebind, breadth first, and judges every move of them (INV-004, INV-005, INV-006). */
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { numberList } from './number-list.ts';
import { firstStuck } from './progress.ts';
import { script } from './rebind-parcels.ts';
import {
  placeIn,
  rebindMoves,
  type RebindMachines,
  type RebindMove,
  type RebindWorld,
} from './rebind-world.ts';

/** The properties of a rebind by the names of the design. */
export const rebindProperties = {
  P4: {
    requirement: 'INV-004',
    text: 'where the machine is taken to be changes only by a verified announcement with a higher number',
  },
  P5: { requirement: 'INV-005', text: 'a place counts as proved only after somebody there has answered' },
  P6: { requirement: 'INV-006', text: 'that data go where the machine is stays within reach' },
} as const satisfies Readonly<Record<string, { readonly requirement: RequirementId; readonly text: string }>>;

/** The name of a property of a rebind. */
export type RebindPropertyName = keyof typeof rebindProperties;

/** How many faults may happen. */
export interface RebindFaults {
  /** How often all that is under way is lost. */
  readonly losses: number;
  /** How often a test of a place fails because time is up. */
  readonly giveUps: number;
}

/** What came of an exploration. */
export interface RebindResult {
  readonly verdict: 'holds' | 'violated' | 'incomplete';
  readonly worlds: number;
  readonly edges: number;
  readonly violation: {
    readonly property: RebindPropertyName;
    readonly text: string;
    /** The moves that lead there. */
    readonly way: readonly string[];
  } | null;
}

/**
 * Explores.
 *
 * @param limit the most worlds that are kept; then the result is incomplete.
 */
export function checkRebind(machines: RebindMachines, budget: RebindFaults, limit: number): RebindResult {
  const moves = rebindMoves(machines, budget);
  const keyOf = worldKeys();
  const worlds: RebindWorld[] = [moves.first];
  const ids = new Map([[keyOf(moves.first), 0]]);
  const parents = [-1];
  const texts = [''];
  const ordinary = { from: numberList(), to: numberList() };
  let edges = 0;
  let done = 0;
  const wayTo = (world: number, last: readonly string[]): readonly string[] => {
    const way: string[] = [...last];
    for (let at = world; at > 0; at = parents[at]!) way.unshift(texts[at]!);
    return way;
  };
  for (; done < worlds.length && worlds.length < limit; done += 1) {
    const before = worlds[done]!;
    for (const move of moves.from(before)) {
      const key = keyOf(move.world);
      let to = ids.get(key);
      if (to === done) continue;
      edges += 1;
      const text = describe(move);
      const wrong = objection(before, move);
      if (wrong !== null) {
        const violation = { ...wrong, way: wayTo(done, [text]) };
        return { verdict: 'violated', worlds: worlds.length, edges, violation };
      }
      if (to === undefined) {
        to = worlds.length;
        worlds.push(move.world);
        ids.set(key, to);
        parents.push(done);
        texts.push(text);
      }
      if (!move.isFault) {
        ordinary.from.push(done);
        ordinary.to.push(to);
      }
    }
  }
  const stuck = firstStuck(
    { worlds: worlds.length, expanded: done, ordinary },
    () => true,
    (world) => isSettled(worlds[world]!),
  );
  if (stuck >= 0) {
    const text = `data go to ${placeIn(worlds[stuck]!)?.nodes ?? 'nowhere'}, and nothing that happens by itself changes it`;
    return {
      verdict: 'violated',
      worlds: worlds.length,
      edges,
      violation: { property: 'P6', text, way: wayTo(stuck, []) },
    };
  }
  return {
    verdict: done < worlds.length ? 'incomplete' : 'holds',
    worlds: worlds.length,
    edges,
    violation: null,
  };
}

/** What is wrong with a move; null when nothing is. */
function objection(
  before: RebindWorld,
  { heard, world }: RebindMove,
): { readonly property: RebindPropertyName; readonly text: string } | null {
  if (heard === null) return null;
  const [from, to] = [placeIn(before), placeIn(world)];
  const latest = before.correspondent.context.latest;
  const isMoved = JSON.stringify(from) !== JSON.stringify(to);
  if (isMoved) {
    const isBack =
      heard.type.startsWith('xstate.after.') &&
      JSON.stringify(to) === JSON.stringify(before.correspondent.context.good);
    const isAnnounced =
      heard.type === 'received.Rebind' &&
      heard.verdict === 'valid' &&
      JSON.stringify(heard.place) === JSON.stringify(to) &&
      (heard.place.epoch > latest.epoch ||
        (heard.place.epoch === latest.epoch && heard.place.sequence > latest.sequence));
    if (!isBack && !isAnnounced) {
      return { property: 'P4', text: `data go to ${to?.nodes ?? 'nowhere'} because of ${heard.type}` };
    }
  }
  const { good } = world.correspondent.context;
  const known = before.correspondent.context.good;
  const isProvedAnew = good?.nodes !== known?.nodes || good?.epoch !== known?.epoch;
  if (
    isProvedAnew &&
    (heard.type !== 'received.RebindProof' || heard.nonce !== before.correspondent.context.nonce)
  ) {
    return { property: 'P5', text: `${good?.nodes ?? 'nowhere'} counts as proved because of ${heard.type}` };
  }
  return null;
}

/** The machine has come to its last place, everybody knows it, and nobody has anything left to say. */
function isSettled({ correspondent, machine, moves }: RebindWorld): boolean {
  const last = script.at(-1)!;
  return (
    moves === script.length - 1 &&
    machine.value === 'settled' &&
    correspondent.value === 'settled' &&
    correspondent.context.good?.nodes === last.nodes &&
    correspondent.context.good.epoch === last.epoch
  );
}

function describe({ text, heard }: RebindMove): string {
  if (heard === null || heard.type !== 'received.Rebind') return text;
  const { epoch, sequence, nodes } = heard.place;
  return `${text}: Rebind to ${nodes}, epoch ${epoch}, sequence ${sequence}`;
}

/** Keys of worlds. States of parties are shared objects, so each is written out once. */
function worldKeys(): (world: RebindWorld) => string {
  const ids = new Map<object, number>();
  const idOf = (part: object): number => {
    const id = ids.get(part) ?? ids.size;
    ids.set(part, id);
    return id;
  };
  const texts = new Map<string, number>();
  const idOfText = (text: string): number => {
    const id = texts.get(text) ?? texts.size;
    texts.set(text, id);
    return id;
  };
  return ({ correspondent, machine, delegate, parcels, moves, losses, giveUps }) =>
    [
      idOf(correspondent),
      idOf(machine),
      idOf(delegate),
      parcels
        .map(idOfText)
        .sort((a, b) => a - b)
        .join('.'),
      moves,
      losses,
      giveUps,
    ].join(' ');
}
