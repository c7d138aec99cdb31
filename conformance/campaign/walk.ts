/** Random walks through a finite machine, as values that fast-check makes and makes smaller. */
import fc from 'fast-check';
import { accessWords, isApplicable, type Mealy, respond, type Word } from '../suites/mealy.ts';

/** How many further stimuli a walk tries, at most, where the way has led it. */
const mostBeyond = 24;

/** One step of the way in so many is preceded by a stimulus that has no place there. */
const oneDetourIn = 4;

/** Makes walks that a tester can take. Deep states are aimed at as often as all shallow ones together. */
export function walks(machine: Mealy): fc.Arbitrary<Word> {
  return new Walks(machine);
}

class Walks extends fc.Arbitrary<Word> {
  private readonly machine: Mealy;
  private readonly ways: readonly (Word | undefined)[];
  /** States, each as often as its way has steps. */
  private readonly targets: readonly number[];

  constructor(machine: Mealy) {
    super();
    this.machine = machine;
    this.ways = accessWords(machine);
    this.targets = this.ways.flatMap((way, state) => Array<number>((way?.length ?? -1) + 1).fill(state));
  }

  override generate(random: fc.Random): fc.Value<Word> {
    const { machine } = this;
    const word: number[] = [];
    const pick = <T>(from: readonly T[]): T => from[random.nextInt(0, from.length - 1)]!;
    const applicable = (): readonly number[] =>
      [...machine.inputs.keys()].filter((input) => isApplicable(machine, [...word, input]));
    const standing = (): readonly number[] => {
      const { state } = respond(machine, word);
      return applicable().filter((input) => machine.next[state]![input] === state);
    };
    for (const step of this.ways[pick(this.targets)]!) {
      const detours = random.nextInt(1, oneDetourIn) === 1 ? standing() : [];
      if (detours.length > 0) word.push(pick(detours));
      word.push(step);
    }
    for (let left = random.nextInt(1, mostBeyond); left > 0; left -= 1) word.push(pick(applicable()));
    return new fc.Value(word, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Word {
    return Array.isArray(value);
  }

  /** Shorter walks that can be taken, the boldest cut first. */
  override shrink(word: Word): fc.Stream<fc.Value<Word>> {
    return fc.stream(this.shorter(word)).map((shorter) => new fc.Value(shorter, undefined));
  }

  private *shorter(word: Word): IterableIterator<Word> {
    const { length } = word;
    const seen = new Set([word.join()]);
    for (const candidate of this.candidates(word)) {
      if (candidate.length >= length || seen.has(candidate.join())) continue;
      seen.add(candidate.join());
      if (isApplicable(this.machine, candidate)) yield candidate;
    }
  }

  private *candidates(word: Word): IterableIterator<Word> {
    for (let cut = word.length >> 1; cut > 0; cut >>= 1) yield word.slice(0, word.length - cut);
    // A shortest way to where the walk is after some steps stands for those steps.
    for (let at = word.length; at > 0; at -= 1)
      yield [...this.ways[respond(this.machine, word.slice(0, at)).state]!, ...word.slice(at)];
    for (let size = word.length >> 1; size > 0; size >>= 1)
      for (let at = 0; at + size <= word.length; at += size)
        yield [...word.slice(0, at), ...word.slice(at + size)];
  }
}
