/** Telling states apart: shortest words to which two states answer differently, and small sets of such words. */
import { isApplicable, type Mealy, respond, type Word } from './mealy.ts';

/**
 * For each ordered pair of states a shortest word that tells the first, which is expected, from the second; undefined
 * where none does. A tester can give the word in the first state.
 */
export function separatingWords(machine: Mealy): readonly (readonly (Word | undefined)[])[] {
  const { states, inputs, next, output, applicable } = machine;
  const words: (Word | undefined)[][] = states.map(() => states.map(() => undefined));
  for (let grown = true, length = 1; grown; length += 1) {
    grown = false;
    states.forEach((_, one) =>
      states.forEach((__, other) => {
        if (one === other || words[one]![other] !== undefined) return;
        const input = inputs.findIndex((___, candidate) => {
          if (!applicable[one]![candidate]!) return false;
          if (output[one]![candidate] !== output[other]![candidate]) return true;
          return words[next[one]![candidate]!]![next[other]![candidate]!]?.length === length - 1;
        });
        if (input < 0) return;
        const differs = output[one]![input] !== output[other]![input];
        const rest = differs ? [] : words[next[one]![input]!]![next[other]![input]!]!;
        words[one]![other] = [input, ...rest];
        grown = true;
      }),
    );
  }
  return words;
}

/** Whether two states answer differently to a word. */
export function separates(machine: Mealy, word: Word, one: number, other: number): boolean {
  const [said, wouldBe] = [respond(machine, word, one).outputs, respond(machine, word, other).outputs];
  return said.some((output, at) => output !== wouldBe[at]);
}

/** For each state a small set of words that tells it from every other that can be told from it at all. */
export function identifiers(machine: Mealy): readonly (readonly Word[])[] {
  const words = separatingWords(machine);
  const candidates = distinctWords(words.flat().filter((word) => word !== undefined));
  return machine.states.map((_, state) => {
    const fitting = candidates.filter((word) => isApplicable(machine, word, state));
    const open = new Set(machine.states.keys());
    for (const other of open) if (words[state]![other] === undefined) open.delete(other);
    const chosen: Word[] = [];
    while (open.size > 0) {
      const told = (word: Word): number[] =>
        [...open].filter((other) => separates(machine, word, state, other));
      const best = fitting
        .map((word) => ({ word, others: told(word) }))
        .reduce((a, b) => (b.others.length / b.word.length > a.others.length / a.word.length ? b : a));
      for (const other of best.others) open.delete(other);
      chosen.push(best.word);
    }
    return chosen;
  });
}

/** Words without those that are there twice. */
export function distinctWords(words: readonly Word[]): readonly Word[] {
  return [...new Map(words.map((word) => [word.join(), word])).values()];
}
