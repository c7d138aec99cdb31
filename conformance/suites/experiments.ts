/** Experiments on a bench: each begins anew, always ends alike, and so is made only once. */
import type { Bench, Sample, Step } from './bench.ts';

/** What there is behind a way. */
export interface Moment {
  /** What the last step brought; undefined when it could not be given. */
  readonly said: string | undefined;
  /** What is seen of the state. */
  readonly seen: string;
  /** The name of the state, for people. */
  readonly name: string;
  /** The requirements of the transitions that the last step took. */
  readonly clauses: readonly string[];
  /** What the last step was. */
  readonly sample: Sample;
}

/** Experiments that can be made. */
export interface Experiments {
  after(way: readonly Step[]): Promise<Moment>;
  /** How long until the party does something else there than repeat itself, in milliseconds. */
  patienceAfter(way: readonly Step[]): Promise<number>;
  /** What comes to each further step. */
  answersAfter(way: readonly Step[], question: readonly Step[]): Promise<readonly (string | undefined)[]>;
}

/** Experiments on a bench. */
export function experimentsOn(bench: Bench): Experiments {
  const reach = async (way: readonly Step[]): Promise<void> => {
    await bench.begin();
    for (const step of way) await bench.play(step);
    bench.dropClauses();
  };
  return {
    after: once(async (way) => {
      await reach(way.slice(0, -1));
      const last = way.at(-1);
      const said = last === undefined ? undefined : await bench.play(last);
      const sample = bench.sample();
      return { said, seen: bench.key(), name: bench.name(), clauses: bench.takeClauses(), sample };
    }),
    patienceAfter: once(async (way) => {
      await reach(way);
      return bench.patience();
    }),
    answersAfter: once(async (way, question) => {
      await reach(way);
      const answers: (string | undefined)[] = [];
      for (const step of question) answers.push(await bench.play(step));
      return answers;
    }),
  };
}

function once<Parts extends readonly (readonly Step[])[], Outcome>(
  make: (...parts: Parts) => Promise<Outcome>,
): (...parts: Parts) => Promise<Outcome> {
  const made = new Map<string, Promise<Outcome>>();
  return (...parts) => {
    const name = parts.map((way) => way.map(({ input, ms }) => `${input}/${ms}`).join()).join(';');
    const known = made.get(name) ?? make(...parts);
    made.set(name, known);
    return known;
  };
}
