/** Walks that campaigns found, kept in files; `xlmp check` plays them from then on. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Case } from '../case.ts';
import type { Word } from '../suites/mealy.ts';
import { alphabetOf, caseOfWord } from '../suites/suite-cases.ts';
import { type NamedSuite, readSuites } from '../suites/suite-file.ts';
import { ExpectationError } from '../verdict.ts';
import type { CampaignFinding } from './campaign.ts';
import { JudgedWalk } from './judged-walk.ts';

/** Where they lie, from the folder in which the program runs. */
export const foundFolder = '.xlmp/found';

/** A walk as it is kept: names, so that it outlives changes of numbers. */
interface FoundFile {
  readonly formatVersion: 1;
  readonly suite: string;
  readonly stimuli: readonly string[];
  readonly expected: string;
  readonly actual: string;
  readonly requirements: readonly string[];
  readonly seed: number;
  readonly path: string;
}

/** Keeps a finding, and gives the path of its file. */
export function keep({ suite, parting, seed, path }: CampaignFinding): string {
  const stimuli = parting.word.map((input) => suite.file.inputs[input]!.name);
  const found: FoundFile = {
    formatVersion: 1,
    suite: suite.name,
    stimuli,
    expected: parting.expected,
    actual: parting.actual,
    requirements: parting.clauses.map(({ id }) => id),
    seed,
    path,
  };
  const digest = createHash('sha256')
    .update([suite.name, ...stimuli].join('\n'))
    .digest('hex');
  const place = `${foundFolder}/${suite.name}-${digest.slice(0, 10)}.json`;
  mkdirSync(foundFolder, { recursive: true });
  writeFileSync(place, `${JSON.stringify(found, undefined, 2)}\n`);
  return place;
}

/** The cases that kept walks make; what is expected is what the specification says now. @throws RangeError */
export function foundCases(): readonly Case[] {
  const suites = new Map(readSuites().map((suite) => [suite.name, suite]));
  return namesIn(foundFolder).map((name) => {
    const place = `${foundFolder}/${name}`;
    const { suite: suiteName, stimuli } = JSON.parse(readFileSync(place, 'utf8')) as FoundFile;
    const suite = suites.get(suiteName);
    if (suite === undefined)
      throw new RangeError(`${place}: there is no suite ${suiteName}; remove the file`);
    return foundCase(suite, wordOf(suite, stimuli, place));
  });
}

/** The case of a walk: judged as campaigns judge, since suites compare less than a bystander, and leave less free. */
export function foundCase(suite: NamedSuite, word: Word): Case {
  const alphabet = alphabetOf(suite);
  return {
    ...caseOfWord(suite, word, 'found'),
    async run(context) {
      const stage = context.stage(alphabet);
      stage.settle();
      const wrong = await new JudgedWalk(stage, suite.file, alphabet, word).play();
      if (wrong === undefined) return;
      const { length, expected, actual, clauses } = wrong;
      const [requirement] = clauses;
      throw new ExpectationError({
        expectedOneOf: [`after "${suite.file.inputs[word[length - 1]!]!.name}": ${expected}`],
        actual,
        ...(requirement === undefined ? {} : { requirement }),
      });
    },
  };
}

function wordOf({ file }: NamedSuite, stimuli: readonly string[], place: string): readonly number[] {
  return stimuli.map((name) => {
    const input = file.inputs.findIndex((one) => one.name === name);
    if (input < 0) throw new RangeError(`${place}: there is no stimulus "${name}"; remove the file`);
    return input;
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ENOENT') return [];
    throw error;
  }
}
