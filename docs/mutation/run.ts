/** Has mutants judged by processes of their own, and begins a new process when one was ended by a mutant. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Task, Word } from './jury.ts';
import type { Judgement, Mutant } from './mutant.ts';

/** How a run goes. */
export interface RunOptions extends Omit<Task, 'mutants' | 'cases'> {
  /** Only cases whose id fits judge. */
  readonly cases?: RegExp;
  /** Processes at the same time. */
  readonly jobs: number;
  /** The program that serves as a jury when its first argument is `jury`. */
  readonly program: string;
  onJudged(mutant: Mutant, judgement: Judgement): void;
  onMeasured(done: number, all: number): void;
}

/** Has every mutant judged; ends when all are. The first process measures the cases for all. */
export async function runJuries(mutants: readonly Mutant[], options: RunOptions): Promise<void> {
  const [first = [], ...others] = Array.from({ length: options.jobs }, (_, part) =>
    mutants.filter((_mutant, i) => i % options.jobs === part),
  );
  let measured = (): void => undefined;
  const start = new Promise<void>((resolve) => (measured = resolve));
  const leading = runPart(first, {
    ...options,
    onJudged(mutant, judgement) {
      measured();
      options.onJudged(mutant, judgement);
    },
  });
  await Promise.race([leading, start]);
  await Promise.all([leading, ...others.map((part) => runPart(part, options))]);
}

async function runPart(mutants: readonly Mutant[], options: RunOptions): Promise<void> {
  let left = mutants;
  while (left.length > 0) {
    const before = left.length;
    const last = await runJury(left, options, (judged) => {
      left = left.filter(({ id }) => id !== judged);
    });
    if (left.length === 0) return;
    if (last === undefined && before === left.length)
      throw new Error(
        'a jury ended before it judged anything; run "xlmp check" to see whether the kit works',
      );
    // Whatever was before the kit when the process ended has ended it.
    const [stuck] = left;
    options.onJudged(stuck!, { fate: 'broke', by: last ?? 'start', met: 0, left: 0 });
    left = left.slice(1);
  }
}

/** Runs one process until it ends; the case that it named last. */
function runJury(
  mutants: readonly Mutant[],
  { program, mostCases, suites, cases, onJudged, onMeasured }: RunOptions,
  onDone: (id: string) => void,
): Promise<string | undefined> {
  const byId = new Map(mutants.map((mutant) => [mutant.id, mutant]));
  const child: ChildProcess = fork(program, ['jury'], { execArgv: process.execArgv });
  let last: string | undefined;
  child.on('message', (message) => {
    const word = message as Word;
    if (word.is === 'measured') return onMeasured(word.done, word.all);
    if (word.is === 'case') {
      last = word.id;
      return;
    }
    onJudged(byId.get(word.mutant)!, word.judgement);
    onDone(word.mutant);
  });
  const pattern = cases === undefined ? {} : { cases: cases.source };
  child.send({ mutants: mutants.map(({ id }) => id), mostCases, suites, ...pattern } satisfies Task);
  return new Promise((resolve) => {
    child.once('exit', () => resolve(last));
  });
}
