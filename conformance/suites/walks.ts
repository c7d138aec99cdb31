/** Suites to compare with: the ways to each state, the transitions of the drawn machine, and random walks. */
import { seededRandom } from '../../src/core/seeded-random.ts';
import { accessWords, isApplicable, type Mealy, type Word } from './mealy.ts';
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
    const word: number[] = [];
    let state = 0;
    while (word.length < Math.min(longest, left)) {
      const possible = [...machine.inputs.keys()].filter((input) => isApplicable(machine, [input], state));
      const input = possible[random.below(possible.length)]!;
      word.push(input);
      state = machine.next[state]![input]!;
    }
    suite.push(word);
    left -= word.length;
  }
  return suite;
}
