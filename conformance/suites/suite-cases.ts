/** Cases that the generated suites make: each test of a suite is one. */
import { createHash } from 'node:crypto';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { type Case, defineCase } from '../case.ts';
import type { CaseContext } from '../context.ts';
import type { Capability } from '../manifest.ts';
import { ExpectationError } from '../verdict.ts';
import { alphabets } from './alphabets/all.ts';
import type { Word } from './mealy.ts';
import type { Alphabet } from './stimulus.ts';
import { type NamedSuite, readSuites, type SuiteFile } from './suite-file.ts';

/** All of them. @throws RangeError when a suite and its alphabet do not fit each other */
export function suiteCases(): readonly Case[] {
  return readSuites().flatMap((suite) => {
    alphabetOf(suite);
    return suite.file.tests.map((word) => caseOfWord(suite, word, 'suite'));
  });
}

/** The alphabet of a suite. @throws RangeError when there is none, or it has other stimuli than the suite */
export function alphabetOf({ name, file }: NamedSuite): Alphabet {
  const alphabet = alphabets.find((one) => one.name === name);
  const names = alphabet?.stimuli.map((stimulus) => stimulus.name);
  if (alphabet === undefined || names?.join('\n') !== file.inputs.map((input) => input.name).join('\n'))
    throw new RangeError(`vectors/suites/${name}.json fits no alphabet; run "npm run suites"`);
  return alphabet;
}

/** The case that a word makes: of a suite, or one that was found. */
export function caseOfWord(suite: NamedSuite, word: Word, family: 'suite' | 'found'): Case {
  const { name, file } = suite;
  const alphabet = alphabetOf(suite);
  const digest = createHash('sha256').update(word.map((input) => file.inputs[input]!.name).join('\n'));
  const covers = clausesOn(file, word);
  const steps = `${word.length} step${word.length === 1 ? '' : 's'}`;
  return defineCase({
    id: `${file.party}/${family}/${name}/${digest.digest('hex').slice(0, 10)}`,
    title: `${family === 'suite' ? 'generated' : 'found by a campaign'}: ${steps} that end with "${file.inputs[word.at(-1)!]!.name}"`,
    covers: covers as [RequirementId, ...RequirementId[]],
    role: file.party,
    needs: file.needs as readonly Capability[],
    ...(alphabet.config === undefined ? {} : { config: alphabet.config }),
    virtualTime: true,
    run: (context) => playWord(context, file, alphabet, word),
  });
}

/** Plays a word, and holds each answer against the machine of the suite. @throws ExpectationError */
async function playWord(
  context: CaseContext,
  file: SuiteFile,
  alphabet: Alphabet,
  word: Word,
): Promise<void> {
  const stage = context.stage(alphabet);
  stage.settle();
  let state = 0;
  for (const input of word) {
    const { on, wait } = file.states[state]!;
    const [output, next, clauses] = on[input]!;
    const said = await stage.play(alphabet.stimuli[input]!, wait);
    const expected = file.outputs[output]!;
    if (said !== expected) throw mismatch(file, input, expected, said, clauses);
    state = next;
  }
}

function mismatch(
  file: SuiteFile,
  input: number,
  expected: string,
  said: string | undefined,
  clauses: string,
): ExpectationError {
  const [requirement] = clauses.split(' ').filter(Boolean) as RequirementId[];
  const actual = said === undefined ? 'nothing that this could be an answer to' : said || 'silence';
  return new ExpectationError({
    expectedOneOf: [`after "${file.inputs[input]!.name}": ${expected || 'silence'}`],
    actual,
    ...(requirement === undefined ? {} : { requirement }),
  });
}

function clausesOn({ states }: SuiteFile, word: Word): readonly string[] {
  const clauses = new Set<string>();
  let state = 0;
  for (const input of word) {
    const [, next, said] = states[state]!.on[input]!;
    for (const clause of said.split(' ').filter(Boolean)) clauses.add(clause);
    state = next;
  }
  return [...clauses].sort();
}
