/**
 * `npm run suites`: makes the generated suites of the machines, and the page that says how strong they are. With names
 * it makes only those suites, with `--page` only the page, or its sections about those.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { alphabets } from '../../conformance/suites/alphabets/all.ts';
import { handWrittenWords } from '../../conformance/suites/hand-written.ts';
import { readSuites } from '../../conformance/suites/suite-file.ts';
import { formatted } from '../generate/format.ts';
import { makeSuite } from './make.ts';
import { pageOf } from './page.ts';

const help = `npm run suites -- [--check] [--page] [NAME...]

Makes the generated suites in vectors/suites, and docs/suites.md. With names: only those suites.

  --page   only the page; with names, its sections about those suites
  --check  compares instead of writing; exit code 1 when a file differs
`;

const root = new URL('../../', import.meta.url);
const known = alphabets.map(({ name }) => name);
const page = 'docs/suites.md';

interface Asked {
  readonly check: boolean;
  /** The suites that are meant; all when none is named. */
  readonly names: readonly string[];
  readonly makesSuites: boolean;
  readonly makesPage: boolean;
}

function readAsked(): Asked | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean' }, page: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    console.log(help);
    return undefined;
  }
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new RangeError(`no suite is called ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const isSome = positionals.length > 0;
  return {
    check: values.check === true,
    names: isSome ? positionals : known,
    makesSuites: values.page !== true,
    makesPage: values.page === true || !isSome,
  };
}

async function put(path: string, content: string, check: boolean): Promise<boolean> {
  const place = new URL(path, root);
  const now = await readFile(place, 'utf8').catch(() => undefined);
  if (now === content) return true;
  if (!check) await writeFile(place, content);
  console.log(`${check ? 'differs' : 'written'}: ${path}`);
  return false;
}

/** Shows how far along it is, where somebody looks. */
function show(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}

async function run({ check, names, makesSuites, makesPage }: Asked): Promise<boolean> {
  let same = true;
  for (const alphabet of makesSuites ? alphabets.filter(({ name }) => names.includes(name)) : []) {
    const path = `vectors/suites/${alphabet.name}.json`;
    const file = await makeSuite(alphabet, ({ round, questions, done, known: states }) =>
      show(`${alphabet.name}: round ${round}, ${questions} questions, ${done} of ${states} states`),
    );
    show('');
    same = (await put(path, await formatted(path, JSON.stringify(file)), check)) && same;
  }
  if (makesPage) {
    const suites = readSuites().filter(({ name }) => names.includes(name));
    show('cases written by hand');
    const words = await handWrittenWords(suites);
    const before = await readFile(new URL(page, root), 'utf8').catch(() => '');
    const text = pageOf(before, suites, words, (name) => show(name));
    show('');
    same = (await put(page, await formatted(page, text), check)) && same;
  }
  return same;
}

/** What is asked for; undefined when it was not understood, which is said. */
function understood(): Asked | undefined {
  try {
    return readAsked();
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exitCode = 2;
    return undefined;
  }
}

const asked = understood();
if (asked !== undefined) {
  const same = await run(asked);
  if (same) console.log('everything is up to date');
  else if (asked.check) {
    console.log('run `npm run suites && npm run generate` and commit what they write');
    process.exitCode = 1;
  }
}
