/** Suites to compare with: the ways to each state, the transitions of the drawn machine, and random walks. */
import { type SeededRandom, seededRandom } from '../../src/core/seeded-random.ts';
import { accessWords, type Mealy, respond, type Word } from './mealy.ts';
import { transitionCover, withoutPrefixes } from './methods.ts';

/** The transitions that do something: they say something or lead elsewhere. */
export function declaredTransitions(machine: Mealy): readonly Word[] {
  const ways = accessWords(machine);
  return withoutPrefixes(
    transitionCover(machine).filter((word) => {
      const input = word.at(-1)!;
      const state = ways.findIndex((way) => way?.join() === word.slice(0, -1).join());
      return machine.next[state]![input] !== state || machine.output[state]![input] !== 0;
    }),
  );
}

/** Random walks with so many steps in all, each no longer than a number; every input that can be given is as likely. */
export function randomWalks(machine: Mealy, steps: number, longest: number, seed: number): readonly Word[] {
  const random = seededRandom(seed);
  const suite: Word[] = [];
  for (let left = steps; left > 0;) {
    const word = randomWord(machine, Math.min(longest, left), random);
    suite.push(word);
    left -= word.length;
  }
  return suite;
}

function randomWord(machine: Mealy, length: number, random: SeededRandom, from = 0): Word {
  const word: number[] = [];
  let state = from;
  while (word.length < length) {
    const possible = [...machine.inputs.keys()].filter((input) => machine.applicable[state]![input]!);
    const input = possible[random.below(possible.length)]!;
    word.push(input);
    state = machine.next[state]![input]!;
  }
  return word;
}

/** Walks that begin in each state in turn: a shortest way there, then so many random inputs at most. */
export function walksFromStates(
  machine: Mealy,
  { each, longest, seed }: { readonly each: number; readonly longest: number; readonly seed: number },
): readonly Word[] {
  const random = seededRandom(seed);
  return Array.from({ length: each }, () => accessWords(machine)).flatMap((ways) =>
    ways.flatMap((way) => {
      if (way === undefined) return [];
      const beyond = 1 + random.below(longest);
      return [[...way, ...randomWord(machine, beyond, random, respond(machine, way).state)]];
    }),
  );
}
