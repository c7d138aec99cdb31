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
  for (let round = 1; round <= mostRounds; round += 1) {
    const asked = [...questions.values()].reduce((sum, some) => sum + some.length, 0);
    const explored = await explore(experiments, alphabet, questions, (done, known) =>
      onProgress({ round, questions: asked, done, known }),
    );
    const machine = minimal(explored.machine);
    const walks = walksFromStates(machine, { each: walksEach, longest, seed: seed + round });
    const found = await contradictions(experiments, explored, walks);
    const tests = found.length > 0 ? [] : joined(machine);
    if (found.length === 0) found.push(...(await contradictions(experiments, explored, tests)));
    for (const contradiction of found) add(questions, contradiction);
    if (found.length > 0) continue;
    const learned = { ...smallest(explored), tests };
    if (await isObeyed(experiments, learned, [...walks, ...tests])) return learned;
    // Who plays the smallest machine lets other times pass than the exploration: these states stay apart, too.
    const timed = smallest(explored, true);
    const others = joined(timed.machine);
    const late = await contradictions(experiments, explored, others);
    if (late.length === 0) return { ...timed, tests: others };
    for (const contradiction of late) add(questions, contradiction);
  }
  throw new RangeError(`${alphabet.name}: after ${mostRounds} rounds walks still find contradictions`);
}

/** The smallest machine of an exploration; when it is timed, states in which time passes differently stay two. */
function smallest(explored: Explored, isTimed = false): Omit<Learned, 'tests'> {
  const { waits } = explored;
  const machine = minimal({ ...explored.machine, ...(isTimed ? { waits } : {}) });
  const originals = accessWords(machine).map((word) => respond(explored.machine, word!).state);
  return {
    machine: { ...machine, waits: originals.map((state) => waits[state]!) },
    explored,
    originals,
  };
}

/** Whether the reference answers words as the machine says, when time passes as the machine says. */
async function isObeyed(
  experiments: Experiments,
  { machine }: Omit<Learned, 'tests'>,
  words: readonly Word[],
): Promise<boolean> {
  for (const word of words) {
    const said = await experiments.answersAfter([], stepsOf(machine, machine.waits!, word));
    if (partedAt(machine, word, said) >= 0) return false;
  }
  return true;
}

/** Adds a question to those that are asked where two moments look the same. */
function add(questions: Map<string, (readonly Step[])[]>, { seen, question }: Contradiction): void {
  const text = JSON.stringify(question);
  const known = questions.get(seen) ?? [];
  if (known.every((one) => JSON.stringify(one) !== text)) questions.set(seen, [...known, question]);
}

/** Two moments that were taken for one state, as they are seen, and what tells them apart. */
interface Contradiction {
  readonly seen: string;
  readonly question: readonly Step[];
}

async function contradictions(
  experiments: Experiments,
  explored: Explored,
  words: readonly Word[],
): Promise<Contradiction[]> {
  const found: Contradiction[] = [];
  for (const word of words) {
    if (found.length >= mostAtOnce) break;
    const said = await experiments.answersAfter([], stepsOf(explored.machine, explored.waits, word));
    const parted = partedAt(explored.machine, word, said);
    if (parted >= 0) found.push(await explain(experiments, explored, word.slice(0, parted + 1)));
  }
  return found;
}

/** The first step of a word that was answered otherwise than the machine says; -1 when there is none. */
function partedAt(machine: Mealy, word: Word, said: readonly (string | undefined)[]): number {
  const { outputs } = respond(machine, word);
  return said.findIndex((one, step) => one !== machine.outputs[outputs[step]!]);
}

/** Finds the transition of a word behind which a moment was taken for a state that it is not. */
async function explain(experiments: Experiments, explored: Explored, word: Word): Promise<Contradiction> {
  const { machine, ways } = explored;
  const steps = stepsOf(machine, explored.waits, word);
  const wanted = machine.outputs[respond(machine, word).outputs.at(-1)!];
  const wayAfter = (length: number): readonly Step[] => ways[respond(machine, word.slice(0, length)).state]!;
  // Behind `low` steps the rest, played from the explored state, still parts from it; behind `high` it does not.
  let [low, high] = [0, word.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const said = await experiments.answersAfter(wayAfter(middle), steps.slice(middle));
    if (said.at(-1) === wanted) high = middle;
    else low = middle;
  }
  const [one, other] = [[...wayAfter(low), steps[low]!], wayAfter(high)];
  const question = await shortened(experiments, one, other, steps.slice(high));
  return { seen: (await experiments.after(one)).seen, question };
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

function stepsOf({ next }: Mealy, waits: readonly number[], word: Word): readonly Step[] {
  let state = 0;
  return word.map((input) => {
    const step = { input, ms: waits[state]! };
    state = next[state]![input]!;
    return step;
  });
}
