/**
 * Makes the finite machine of a party: the machine that documents it is driven through the endpoint of the reference,
 * every stimulus of the alphabet in every state that can be reached. A state is where the parties stand and what they
 * remember; how often they have repeated themselves counts as nothing. Where that does not say all, because the
 * endpoint keeps something beside its parties, a state is also what it answers to questions.
 */
import type { Sample, Step } from './bench.ts';
import type { Experiments, Moment } from './experiments.ts';
import type { Mealy } from './mealy.ts';
import type { Alphabet } from './stimulus.ts';

/** A finite machine, and what suites say about its transitions. */
export interface Explored {
  readonly machine: Mealy;
  /** By state and input: the requirements that the transitions of the party carry out. */
  readonly clauses: readonly (readonly (readonly string[])[])[];
  /** By state: how long time passes until the party does something else than repeat itself, in milliseconds. */
  readonly waits: readonly number[];
  /** By input: what was given when it was given for the first time. */
  readonly samples: readonly Sample[];
  /** By state: the steps by which it was reached. */
  readonly ways: readonly (readonly Step[])[];
}

/** By what is seen of a state: what is asked there, to tell it from others of which the same is seen. */
export type Questions = ReadonlyMap<string, readonly (readonly Step[])[]>;

/** More states than that are no abstraction. */
const mostStates = 2_000;

/** What is known of a state and of what follows it. */
interface Row {
  readonly name: string;
  readonly way: readonly Step[];
  readonly next: number[];
  readonly output: number[];
  readonly applicable: boolean[];
  readonly clauses: (readonly string[])[];
  /** How long time passes here. */
  ms: number;
}

/**
 * Drives the reference through an alphabet.
 *
 * @param onState told how many states are done, and how many are known.
 * @throws RangeError when there are too many states.
 */
export async function explore(
  experiments: Experiments,
  alphabet: Alphabet,
  questions: Questions = new Map(),
  onState: (done: number, known: number) => void = () => undefined,
): Promise<Explored> {
  const outputs = new Map([['', 0]]);
  const numberOf = new Map<string, number>();
  const samples: Sample[] = [];
  const rows: Row[] = [];
  const discover = async (way: readonly Step[], { seen, name }: Moment): Promise<number> => {
    const answers: unknown[] = [];
    for (const question of questions.get(seen) ?? [])
      answers.push(await experiments.answersAfter(way, question));
    const key = JSON.stringify([seen, answers]);
    const known = numberOf.get(key);
    if (known !== undefined) return known;
    if (rows.length === mostStates) throw new RangeError(`${alphabet.name}: over ${mostStates} states`);
    numberOf.set(key, rows.length);
    return rows.push({ name, way, next: [], output: [], applicable: [], clauses: [], ms: 0 }) - 1;
  };
  await discover([], await experiments.after([]));
  for (const [state, row] of rows.entries()) {
    onState(state, rows.length);
    row.ms = await experiments.patienceAfter(row.way);
    for (const input of alphabet.stimuli.keys()) {
      const way = [...row.way, { input, ms: row.ms }];
      const moment = await experiments.after(way);
      const { said = '', sample, clauses } = moment;
      const isAnswer = moment.said !== undefined;
      if (isAnswer) samples[input] ??= sample;
      if (!outputs.has(said)) outputs.set(said, outputs.size);
      row.output.push(outputs.get(said)!);
      row.applicable.push(isAnswer);
      row.clauses.push(clauses);
      row.next.push(isAnswer ? await discover(way, moment) : state);
    }
  }
  return {
    machine: {
      states: rows.map(({ name }) => name),
      inputs: alphabet.stimuli.map(({ name }) => name),
      outputs: [...outputs.keys()],
      next: rows.map(({ next }) => next),
      output: rows.map(({ output }) => output),
      applicable: rows.map(({ applicable }) => applicable),
    },
    clauses: rows.map(({ clauses }) => clauses),
    waits: rows.map(({ ms }) => ms),
    samples,
    ways: rows.map(({ way }) => way),
  };
}
