/** Plays one walk against a live implementation, with the finite machine of a party as oracle. */
import { clauseOf, type Clause } from '../report.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { greet } from '../iut/hello.ts';
import { type Iut, IutError } from '../iut/port.ts';
import type { Step } from '../exchange.ts';
import { RefusedVerbError, Session } from '../session.ts';
import type { Word } from '../suites/mealy.ts';
import { stageOf } from '../suites/stage.ts';
import type { Alphabet } from '../suites/stimulus.ts';
import type { SuiteFile } from '../suites/suite-file.ts';
import { ExpectationError } from '../verdict.ts';

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

/** Plays a walk from a fresh start; what it did wrong first, or undefined. @throws IutError when it does not start again */
export async function play(
  iut: Iut,
  file: SuiteFile,
  alphabet: Alphabet,
  word: Word,
): Promise<Parting | undefined> {
  const { role, config = {} } = alphabet;
  const session = new Session({ iut, role, config, runningTimers: [], leastDelays: {} });
  const stage = stageOf(session, alphabet);
  let state = 0;
  let at = 0;
  try {
    await stage.begin();
    for (; at < word.length; at += 1) {
      const input = word[at]!;
      const { on, wait } = file.states[state]!;
      const [output, next] = on[input]!;
      const said = await stage.play(alphabet.stimuli[input]!, wait);
      if (said !== file.outputs[output]) return parting(said ?? 'nothing that this could be an answer to');
      state = next;
    }
    return undefined;
  } catch (error) {
    const actual = troubleIn(error);
    if (error instanceof IutError) {
      await iut.start();
      await greet(iut);
    }
    return parting(actual);
  }

  function parting(actual: string): Parting {
    const row = file.states[state]!.on[word[at] ?? -1];
    const clauses = (row?.[2] ?? '').split(' ').filter(Boolean) as RequirementId[];
    return {
      word: word.slice(0, at + 1),
      expected: (row === undefined || row === null ? '' : file.outputs[row[0]]!) || 'silence',
      actual: actual || 'silence',
      clauses: clauses.map(clauseOf),
      exchange: session.steps,
    };
  }
}

/** What an implementation did that no output stands for. @throws what is no trouble of an implementation */
function troubleIn(error: unknown): string {
  if (error instanceof ExpectationError) return error.mismatch.actual;
  if (error instanceof RefusedVerbError || error instanceof IutError) return error.message;
  throw error;
}
