/** Plays one walk against a live implementation. */
import { clauseOf, type Clause } from '../report.ts';
import { greet } from '../iut/hello.ts';
import { type Iut, IutError } from '../iut/port.ts';
import type { Step } from '../exchange.ts';
import { RefusedVerbError, Session } from '../session.ts';
import type { Word } from '../suites/mealy.ts';
import { stageOf } from '../suites/stage.ts';
import type { Alphabet } from '../suites/stimulus.ts';
import type { SuiteFile } from '../suites/suite-file.ts';
import { ExpectationError } from '../verdict.ts';
import type { Freedom } from './freedom.ts';
import { JudgedWalk, type WrongAnswer } from './judged-walk.ts';

/** Where an implementation parted from the specification. */
export interface Parting {
  /** The walk as far as it was played. */
  readonly word: Word;
  readonly expected: string;
  readonly actual: string;
  /** Clauses that decide. */
  readonly clauses: readonly Clause[];
  readonly exchange: readonly Step[];
}

/** How a walk went. */
export interface Played {
  /** What the implementation did wrong first. */
  readonly parting?: Parting;
  /** Freedoms of the specification that it made use of. */
  readonly freedoms: readonly Freedom[];
  /** Whether the machine of the suite could say to the end what is right. */
  readonly isFollowed: boolean;
}

/** Plays a walk from a fresh start. @throws IutError when the implementation does not start again after it died */
export async function play(iut: Iut, file: SuiteFile, alphabet: Alphabet, word: Word): Promise<Played> {
  const { role, config = {} } = alphabet;
  const session = new Session({ iut, role, config, runningTimers: [], leastDelays: {} });
  const stage = stageOf(session, alphabet);
  const walk = new JudgedWalk(stage, file, alphabet, word);
  const ended = async (): Promise<WrongAnswer | undefined> => {
    try {
      await stage.begin();
      return await walk.play();
    } catch (error) {
      const actual = troubleIn(error);
      if (error instanceof IutError) {
        await iut.start();
        await greet(iut);
      }
      return walk.wrong(actual);
    }
  };
  const wrong = await ended();
  const freedoms = walk.freedoms();
  if (wrong === undefined) return { freedoms, isFollowed: walk.isFollowed() };
  const { length, expected, actual, clauses } = wrong;
  const parting = {
    word: word.slice(0, length),
    expected,
    actual,
    clauses: clauses.map(clauseOf),
    exchange: session.steps,
  };
  return { parting, freedoms, isFollowed: true };
}

/** What an implementation did that no output stands for. @throws what is no trouble of an implementation */
function troubleIn(error: unknown): string {
  if (error instanceof ExpectationError) return error.mismatch.actual;
  if (error instanceof RefusedVerbError || error instanceof IutError) return error.message;
  throw error;
}
