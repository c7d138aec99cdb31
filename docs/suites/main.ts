/**
 * `npm run suites`: makes the generated suites of the machines, and the page that says how strong they are; with
 * `--check` it compares instead, and ends with exit code 1 when a file differs. With names it makes only those,
 * and leaves the page.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { alphabets } from '../../conformance/suites/alphabets/all.ts';
import { handWrittenWords } from '../../conformance/suites/hand-written.ts';
import { readSuites } from '../../conformance/suites/suite-file.ts';
import { formatted } from '../generate/format.ts';
import { makeSuite } from './make.ts';
import { pageOf } from './page.ts';

const root = new URL('../../', import.meta.url);
const check = process.argv.includes('--check');
const names = process.argv.slice(2).filter((argument) => argument !== '--check');
const unknown = names.filter((name) => !alphabets.some((alphabet) => alphabet.name === name));

async function put(path: string, content: string): Promise<boolean> {
  const place = new URL(path, root);
  const now = await readFile(place, 'utf8').catch(() => undefined);
  if (now === content) return true;
  if (!check) await writeFile(place, content);
  console.log(`${check ? 'differs' : 'written'}: ${path}`);
  return false;
}

async function run(): Promise<number> {
  const chosen = names.length === 0 ? alphabets : alphabets.filter(({ name }) => names.includes(name));
  let same = true;
  for (const alphabet of chosen) {
    const path = `vectors/suites/${alphabet.name}.json`;
    const file = await makeSuite(alphabet, ({ round, questions, done, known }) => {
      const line = `${alphabet.name}: round ${round}, ${questions} questions, ${done} of ${known} states`;
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
    });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    same = (await put(path, await formatted(path, JSON.stringify(file)))) && same;
  }
  if (names.length === 0) {
    const suites = readSuites();
    same = (await put('docs/suites.md', pageOf(suites, await handWrittenWords(suites)))) && same;
  }
  if (same) console.log('every suite is up to date');
  else if (check) console.log('run `npm run suites && npm run generate` and commit what they write');
  return check && !same ? 1 : 0;
}

if (unknown.length > 0) {
  console.error(
    `no suite is called ${unknown.join(', ')}; there are ${alphabets.map(({ name }) => name).join(', ')}`,
  );
  process.exitCode = 2;
} else process.exitCode = await run();
