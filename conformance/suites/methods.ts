/**
 * Suites that are complete for machines with as many states as the specification: every state is reached, every
 * transition is taken, and what follows is identified. W identifies by all words, Wp by those of the state, H by what
 * each pair needs.
 */
import { distinctWords, identifiers, separates, separatingWords } from './distinguish.ts';
import { accessWords, isApplicable, type Mealy, respond, type Word } from './mealy.ts';

/** Makes a suite. */
export type Method = (machine: Mealy) => readonly Word[];

/** The methods by name. */
export const methods = { W: wMethod, Wp: partialW, H: hMethod } as const satisfies Readonly<
  Record<string, Method>
>;

/** Words that reach every state. */
export function stateCover(machine: Mealy): readonly Word[] {
  return accessWords(machine).filter((word) => word !== undefined);
}

/** Words that take every transition that a tester can have taken. */
export function transitionCover(machine: Mealy): readonly Word[] {
  return stateCover(machine).flatMap((word) =>
    machine.inputs.map((_, input) => [...word, input]).filter((longer) => isApplicable(machine, longer)),
  );
}

/** Every state and every transition, each followed by every identifying word that can be given there. */
function wMethod(machine: Mealy): readonly Word[] {
  const all = distinctWords(identifiers(machine).flat());
  return withoutPrefixes(extended(machine, [...stateCover(machine), ...transitionCover(machine)], () => all));
}

/** Every state followed by every identifying word, every transition by those of the state that it leads to. */
function partialW(machine: Mealy): readonly Word[] {
  const own = identifiers(machine);
  const all = distinctWords(own.flat());
  return withoutPrefixes([
    ...extended(machine, stateCover(machine), () => all),
    ...extended(machine, transitionCover(machine), (state) => own[state]!),
  ]);
}

/** Every state and transition, followed by just those words that tell it from each state; words are shared. */
function hMethod(machine: Mealy): readonly Word[] {
  const words = separatingWords(machine);
  const candidates = distinctWords(words.flat().filter((word) => word !== undefined));
  const cover = stateCover(machine);
  const reached = [...cover, ...transitionCover(machine)];
  const stateAfter = new Map(reached.map((word) => [word.join(), respond(machine, word).state]));
  const suffixes = new Map<string, Word[]>(reached.map((word) => [word.join(), []]));
  const owned = (word: Word): Word[] => suffixes.get(word.join())!;
  for (const one of reached) {
    for (const other of cover) {
      const [left, right] = [stateAfter.get(one.join())!, stateAfter.get(other.join())!];
      if (left === right) continue;
      const useful = (word: Word): boolean => separates(machine, word, left, right);
      if (owned(one).some((word) => useful(word) && has(owned(other), word))) continue;
      const word =
        owned(one).find((known) => useful(known) && isApplicable(machine, known, right)) ??
        owned(other).find((known) => useful(known) && isApplicable(machine, known, left)) ??
        candidates.find(
          (fresh) =>
            useful(fresh) && isApplicable(machine, fresh, left) && isApplicable(machine, fresh, right),
        );
      if (word !== undefined) for (const place of [one, other]) put(owned(place), word);
      else if (words[left]![right] !== undefined) put(owned(one), words[left]![right]);
    }
  }
  return withoutPrefixes(reached.flatMap((word) => [word, ...owned(word).map((rest) => [...word, ...rest])]));
}

function has(words: readonly Word[], wanted: Word): boolean {
  return words.some((word) => word.join() === wanted.join());
}

function put(words: Word[], word: Word): void {
  if (!has(words, word)) words.push(word);
}

/** Each word, followed by each suffix as far as it can be given. */
function extended(
  machine: Mealy,
  words: readonly Word[],
  suffixesOf: (state: number) => readonly Word[],
): readonly Word[] {
  return words.flatMap((word) => {
    const { state } = respond(machine, word);
    const longer = suffixesOf(state).map((suffix) => [...word, ...applicablePart(machine, suffix, state)]);
    return [word, ...longer];
  });
}

function applicablePart(machine: Mealy, word: Word, from: number): Word {
  let length = word.length;
  while (!isApplicable(machine, word.slice(0, length), from)) length -= 1;
  return word.slice(0, length);
}

/** Words without those with which another one begins. */
export function withoutPrefixes(words: readonly Word[]): readonly Word[] {
  const prefixes = new Set<string>();
  const distinct = distinctWords(words);
  for (const word of distinct)
    for (let length = 0; length < word.length; length += 1) prefixes.add(word.slice(0, length).join());
  return distinct.filter((word) => word.length > 0 && !prefixes.has(word.join()));
}
