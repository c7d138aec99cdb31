/** What a party may be in a walk, as its suite knows it. */
import { type StateSet, setOf } from '../judge/state-set.ts';
import type { Freedom } from './freedom.ts';

/** The state of a party that went where its suite does not follow; everything may be right there. */
export const beyond = -1;

/** Something that a party chose, and what it says since then instead of what its suite has. */
export interface Chosen {
  readonly inSuite: string;
  readonly said: string;
}

/** One thing that a party may be. */
export interface Place {
  /** The number of a state of the suite, or `beyond`. */
  readonly state: number;
  readonly chosen: readonly Chosen[];
  /** Stimuli that it may have put off, each or not, by number, in order. */
  readonly putOff: readonly number[];
  /** What it must have made use of to be here; of two ways to the same place the one with less counts. */
  readonly freely: readonly Freedom[];
}

/** All that a party may be. */
export type Places = StateSet<Place>;

/** What tells places apart. */
export function nameOfPlace({ state, chosen, putOff }: Place): string {
  return `${state} ${chosen.map(({ inSuite, said }) => `${inSuite}=${said}`).join()} ${putOff.join()}`;
}

/** The place in a state, without anything that was chosen, put off or made use of. */
export function placeIn(state: number): Place {
  return { state, chosen: [], putOff: [], freely: [] };
}

/** A set of places. */
export function placesOf(...places: readonly Place[]): Places {
  return setOf(
    places.toSorted((a, b) => b.freely.length - a.freely.length),
    nameOfPlace,
  );
}

/** What the party has made use of for sure, wherever it is. */
export function usedIn(places: Places): readonly Freedom[] {
  const [first, ...others] = [...places.values()];
  return (first?.freely ?? []).filter((one) => others.every(({ freely }) => freely.includes(one)));
}

/** What was made use of, and something else. */
export function usingAlso(freely: readonly Freedom[], freedom: Freedom): readonly Freedom[] {
  return freely.includes(freedom) ? freely : [...freely, freedom];
}

/** The parts of an output; none is silence. */
export function partsOf(output: string): readonly string[] {
  return output === '' ? [] : output.split(', ');
}

/** The output of parts, as a suite writes it. */
export function outputOf(parts: readonly string[]): string {
  return [...new Set(parts)].sort().join(', ');
}

/** A text of the suite as a party says it that chose otherwise. */
export function asChosen(text: string, chosen: readonly Chosen[]): string {
  return chosen.reduce((so, { inSuite, said }) => so.replaceAll(inSuite, said), text);
}
