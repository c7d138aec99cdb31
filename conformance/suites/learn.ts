/**
 * Makes a finite machine that the reference obeys. What an exploration finds is walked at random; where the reference
 * answers otherwise, two moments were taken for one state. The end of the walk that tells them apart becomes a
 * question, and the exploration begins anew, until no walk and no word of the suite finds anything.
 */
import { type Bench, type Step } from './bench.ts';
import { type Experiments, experimentsOn } from './experiments.ts';
import { explore, type Explored } from './explore.ts';
import { joined } from './join.ts';
import { accessWords, type Mealy, minimal, respond, type Word } from './mealy.ts';
import type { Alphabet } from './stimulus.ts';
import { walksFromStates } from './walks.ts';

/** A machine that the reference obeys. */
export interface Learned {
  /** With as few states as can be. */
  readonly machine: Mealy;
  readonly explored: Explored;
  /** By state of the machine: one of the explored states that it stands for. */
  readonly originals: readonly number[];
  /** Words that notice every single fault. */
  readonly tests: readonly Word[];
}

/** How far along it is. */
export interface Progress {
  readonly round: number;
  readonly questions: number;
  readonly done: number;
  readonly known: number;
}

/** What decides the walks, how many begin in each state, and how long they are from there. */
const [seed, walksEach, longest] = [1, 3, 20];

/** So many contradictions are looked into before the next exploration. */
const mostAtOnce = 12;

/** More rounds than that mean that there is no end to it. */
const mostRounds = 60;

/** Learns. @throws RangeError when there is no finite machine in sight */
export async function learn(
  bench: Bench,
  alphabet: Alphabet,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Learned> {
  const experiments = experimentsOn(bench);
  const questions = new Map<string, (readonly Step[])[]>();
  let isTimed = false;
  for (let round = 1; round <= mostRounds; round += 1) {
    const asked = [...questions.values()].reduce((sum, some) => sum + some.length, 0);
    const explored = await explore(experiments, alphabet, questions, (done, known) =>
      onProgress({ round, questions: asked, done, known }),
    );
    const hypothesis = hypothesisOf(explored, isTimed);
    const { machine } = hypothesis;
    const walks = walksFromStates(machine, { each: walksEach, longest, seed: seed + round });
    const found = await contradictions(experiments, hypothesis, walks);
    const tests = found.length > 0 ? [] : joined(machine);
    if (found.length === 0) found.push(...(await contradictions(experiments, hypothesis, tests)));
    if (found.length === 0) return { ...hypothesis, tests };
    const isNew = found.map((contradiction) => added(questions, contradiction)).some(Boolean);
    if (isNew) continue;
    // What is seen tells them apart already, and only how long time passes there does so to who plays the machine.
    if (isTimed) throw new RangeError(`${alphabet.name}: no question tells apart what walks do`);
    isTimed = true;
  }
  throw new RangeError(`${alphabet.name}: after ${mostRounds} rounds walks still find contradictions`);
}

/** The smallest machine of an exploration; when it is timed, states in which time passes differently stay two. */
function hypothesisOf(explored: Explored, isTimed: boolean): Hypothesis {
  const { waits } = explored;
  const machine = minimal({ ...explored.machine, ...(isTimed ? { waits } : {}) });
  const originals = accessWords(machine).map((word) => respond(explored.machine, word!).state);
  return {
    machine: { ...machine, waits: originals.map((state) => waits[state]!) },
    explored,
    originals,
  };
}

/** Adds a question where it is to be asked; whether it is new anywhere. */
function added(questions: Map<string, (readonly Step[])[]>, { places, question }: Contradiction): boolean {
  const text = JSON.stringify(question);
  const fresh = places.filter((place) =>
    (questions.get(place) ?? []).every((known) => JSON.stringify(known) !== text),
  );
  for (const place of fresh) questions.set(place, [...(questions.get(place) ?? []), question]);
  return fresh.length > 0;
}

type Hypothesis = Pick<Learned, 'machine' | 'explored' | 'originals'>;

/** Two moments that were taken for one state, as they are seen, and what tells them apart. */
interface Contradiction {
  readonly places: readonly string[];
  readonly question: readonly Step[];
}

async function contradictions(
  experiments: Experiments,
  hypothesis: Hypothesis,
  words: readonly Word[],
): Promise<Contradiction[]> {
  const found: Contradiction[] = [];
  for (const word of words) {
    if (found.length >= mostAtOnce) break;
    const parted = await partedAt(experiments, hypothesis, word);
    if (parted !== undefined) found.push(await explain(experiments, hypothesis, word.slice(0, parted + 1)));
  }
  return found;
}

/** The first step of a word that the reference answers otherwise; undefined when there is none. */
async function partedAt(
  experiments: Experiments,
  hypothesis: Hypothesis,
  word: Word,
): Promise<number | undefined> {
  const expected = expectedOf(hypothesis, word);
  const said = await experiments.answersAfter([], stepsOf(hypothesis, word));
  const at = said.findIndex((one, step) => one !== expected[step]);
  return at < 0 ? undefined : at;
}

/** Finds the transition of a word behind which a moment was taken for a state that it is not. */
async function explain(experiments: Experiments, hypothesis: Hypothesis, word: Word): Promise<Contradiction> {
  const steps = stepsOf(hypothesis, word);
  const wanted = expectedOf(hypothesis, word).at(-1);
  const wayAfter = (length: number): readonly Step[] => {
    const { state } = respond(hypothesis.machine, word.slice(0, length));
    return hypothesis.explored.ways[hypothesis.originals[state]!]!;
  };
  // Behind `low` steps the rest, played from the state of the hypothesis, still parts from it; behind `high` it does not.
  let [low, high] = [0, word.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const said = await experiments.answersAfter(wayAfter(middle), steps.slice(middle));
    if (said.at(-1) === wanted) high = middle;
    else low = middle;
  }
  const [one, other] = [[...wayAfter(low), steps[low]!], wayAfter(high)];
  const question = await shortened(experiments, one, other, steps.slice(high));
  const places = [await experiments.after(one), await experiments.after(other)].map(({ seen }) => seen);
  return { places: [...new Set(places)], question };
}

/** Leaves out of a question what it needs not. @throws RangeError when it tells nothing apart */
async function shortened(
  experiments: Experiments,
  one: readonly Step[],
  other: readonly Step[],
  question: readonly Step[],
): Promise<readonly Step[]> {
  const tells = async (steps: readonly Step[]): Promise<boolean> => {
    const [left, right] = [
      await experiments.answersAfter(one, steps),
      await experiments.answersAfter(other, steps),
    ];
    return left.some((answer, at) => answer !== right[at]);
  };
  if (!(await tells(question)))
    throw new RangeError(`the reference is not steady behind ${JSON.stringify([one, other, question])}`);
  let short = question;
  for (let at = 0; at < short.length;) {
    const without = short.toSpliced(at, 1);
    if (await tells(without)) short = without;
    else at += 1;
  }
  return short;
}

function expectedOf({ machine }: Hypothesis, word: Word): readonly string[] {
  return respond(machine, word).outputs.map((output) => machine.outputs[output]!);
}

function stepsOf({ machine, explored, originals }: Hypothesis, word: Word): readonly Step[] {
  let state = 0;
  return word.map((input) => {
    const step = { input, ms: explored.waits[originals[state]!]! };
    state = machine.next[state]![input]!;
    return step;
  });
}
