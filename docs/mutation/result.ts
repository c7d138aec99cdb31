/** What is kept of all runs: counts for each file, and every mutant that the kit did not catch. */
import { readFileSync, writeFileSync } from 'node:fs';
import { shuffled } from '../../conformance/shuffle.ts';
import { formatted } from '../generate/format.ts';
import type { Instrumented } from './instrument.ts';
import { type Fate, fates, isBySuite, isCaught, type Judgement, keyOf, type Mutant } from './mutant.ts';

/** A mutant that was not caught. */
export interface Missed extends Pick<Mutant, 'line' | 'column' | 'mutator' | 'original' | 'replacement'> {
  readonly fate: Extract<Fate, 'survived' | 'unreached'>;
  /** How many cases it met, and how many more would come to its place. */
  readonly met: number;
  readonly left: number;
  /** Whether tests of the generated suites were among those cases. */
  readonly suites: boolean;
}

/** What came of the mutants of one file. */
export interface FileResult {
  readonly path: string;
  /** Whether a party that the kit can meet uses it; if not, it has no mutants. */
  readonly used: boolean;
  readonly mutants: number;
  readonly fates: Readonly<Partial<Record<Fate, number>>>;
  /** How many of them only tests of generated suites have noticed. */
  readonly bySuites: number;
  readonly missed: readonly Missed[];
  /** How many mutants were not made, by the reason. */
  readonly left: Readonly<Record<string, number>>;
}

/** What is kept. */
export interface Result {
  /** Decides which mutants are judged first. */
  readonly seed: number;
  /** The first mutants in the order of the seed, up to one that was not judged: a random part of all. */
  readonly sample: { readonly judged: number; readonly caught: number };
  readonly files: readonly FileResult[];
}

/** The mutants that a party can meet, in the order of a seed. */
export function inOrder({ mutants, files }: Instrumented, seed: number): readonly Mutant[] {
  const used = new Set(files.filter((file) => file.used).map(({ path }) => path));
  return shuffled(
    mutants.filter(({ file }) => used.has(file)),
    seed,
  );
}

const place = new URL('./result.json', import.meta.url);
/** Texts of places are cut after so many characters; reasons speak of what stands before. */
const mostText = 600;

/** Puts together what is known of the mutants that there are now. */
export function keptResult(
  instrumented: Instrumented,
  judged: ReadonlyMap<string, Judgement>,
  seed: number,
): Result {
  const { mutants, files } = instrumented;
  const drawn = inOrder(instrumented, seed).map((mutant) => judged.get(keyOf(mutant)));
  const end = drawn.indexOf(undefined);
  const sample = end < 0 ? drawn : drawn.slice(0, end);
  return {
    seed,
    sample: {
      judged: sample.length,
      caught: sample.filter((judgement) => isCaught(judgement!.fate)).length,
    },
    files: files.map(({ path, used, left }): FileResult => {
      const own = used ? mutants.filter(({ file }) => file === path) : [];
      const known = own.flatMap((mutant) => {
        const judgement = judged.get(keyOf(mutant));
        return judgement === undefined ? [] : [{ mutant, judgement }];
      });
      const count = (fate: Fate): number => known.filter(({ judgement }) => judgement.fate === fate).length;
      return {
        path,
        used,
        mutants: own.length,
        fates: Object.fromEntries(fates.map((fate) => [fate, count(fate)]).filter(([, n]) => n !== 0)),
        bySuites: known.filter(({ judgement }) => isBySuite(judgement)).length,
        missed: known
          .filter(({ judgement }) => !isCaught(judgement.fate))
          .map(({ mutant, judgement }) => missed(mutant, judgement)),
        left,
      };
    }),
  };
}

function missed(
  { line, column, mutator, original, replacement }: Mutant,
  { fate, met, left, suites = false }: Judgement,
): Missed {
  const [from, to] = [onOneLine(original), onOneLine(replacement)];
  const what = { line, column, mutator, original: from, replacement: to };
  return { ...what, fate: fate as Missed['fate'], met, left, suites };
}

/** The text of a place as reasons speak of it: on one line, and cut when it is very long. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, mostText);
}

/** Keeps a result. */
export async function writeResult(result: Result): Promise<void> {
  writeFileSync(place, await formatted('docs/mutation/result.json', JSON.stringify(result)));
}

/** The result that is kept. */
export function readResult(): Result {
  return JSON.parse(readFileSync(place, 'utf8')) as Result;
}
