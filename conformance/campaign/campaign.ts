/**
 * Campaigns: random walks against a live implementation, each from a fresh start, until one is answered wrongly; that
 * walk is then made smaller against the same implementation.
 */
import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { Iut } from '../iut/port.ts';
import type { Word } from '../suites/mealy.ts';
import { alphabetOf } from '../suites/suite-cases.ts';
import { machineIn, type NamedSuite } from '../suites/suite-file.ts';
import type { Freedom } from './freedom.ts';
import { type Parting, play } from './play.ts';
import { walks } from './walk.ts';

/** What to run, and for how long. */
export interface CampaignOptions {
  /** Started and greeted. */
  readonly iut: Iut;
  /** The machines that are walked, in turn; at least one. */
  readonly suites: readonly NamedSuite[];
  /** Walks at most. */
  readonly runs: number;
  readonly seed: number;
  /** Repeats just the walk that was found so. */
  readonly path?: string;
  /** Says that time is up. */
  isOver?(): boolean;
  /** Told how many walks were played. */
  onRun?(done: number): void;
}

/** What a campaign found. */
export interface CampaignFinding {
  readonly suite: NamedSuite;
  /** The smallest walk that is answered wrongly. */
  readonly parting: Parting;
  /** What finds it again: the walk as fast-check made it and made it smaller. */
  readonly seed: number;
  readonly path: string;
  /** How long the walk was when it was found, in stimuli. */
  readonly foundLength: number;
}

/** Something that is up to an implementation, and how often it came up. */
export interface FreedomTaken {
  readonly says: string;
  /** Requirements, entries of the register of ambiguities, or sections. */
  readonly by: readonly string[];
  readonly walks: number;
}

/** How a campaign went. */
export interface CampaignReport {
  readonly runs: number;
  readonly steps: number;
  /** What the implementation made use of that the specification leaves free, and in how many walks. */
  readonly freedoms: readonly FreedomTaken[];
  /** Walks to whose end the machine of the suite could not say what is right. */
  readonly unfollowed: number;
  readonly finding?: CampaignFinding;
}

/** Walks between two looks at the clock, and between two machines. */
const runsInTurn = 25;

/** Runs a campaign. @throws IutError when the implementation does not start again after it died */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { iut, suites, path } = options;
  let [runs, steps, unfollowed] = [0, 0, 0];
  const taken = new Map<Freedom, number>();
  const tally = (): Omit<CampaignReport, 'finding'> => ({
    runs,
    steps,
    freedoms: [...taken].map(([{ says, by }, walks]) => ({ says, by, walks })),
    unfollowed,
  });
  for (let turn = 0; runs < options.runs && options.isOver?.() !== true; turn += 1) {
    const suite = suites[turn % suites.length]!;
    const alphabet = alphabetOf(suite);
    let last: Parting | undefined;
    let foundLength = 0;
    const property = fc.asyncProperty(walks(machineIn(suite.file)), async (word) => {
      if (last === undefined) {
        runs += 1;
        options.onRun?.(runs);
      }
      steps += word.length;
      const { parting, freedoms, isFollowed } = await play(iut, suite.file, alphabet, word);
      for (const freedom of freedoms) taken.set(freedom, (taken.get(freedom) ?? 0) + 1);
      if (!isFollowed) unfollowed += 1;
      if (parting !== undefined) foundLength ||= parting.word.length;
      last = parting ?? last;
      return parting === undefined;
    });
    const seed = options.seed + turn;
    const details = await fc.check(property, {
      seed,
      numRuns: Math.min(runsInTurn, options.runs - runs),
      ...(path === undefined ? {} : { path }),
    });
    if (details.failed && details.counterexample !== null) {
      const [word] = details.counterexample;
      const parting = (await again(iut, suite, word)) ?? last!;
      const found = { suite, parting, seed, path: details.counterexamplePath ?? '', foundLength };
      return { ...tally(), finding: found };
    }
    if (path !== undefined) break;
  }
  return tally();
}

/** Plays the smallest walk once more, for its exchange; an implementation that then does right is not steady. */
async function again(iut: Iut, suite: NamedSuite, word: Word): Promise<Parting | undefined> {
  const { parting } = await play(iut, suite.file, alphabetOf(suite), word);
  return parting === undefined || !isDeepStrictEqual(parting.word, word) ? undefined : parting;
}
