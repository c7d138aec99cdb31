/**
 * `npm run generate`: writes every derived file of the repository; with `--check` it compares instead and ends
 * with exit code 1 when a file differs from what would be derived now.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { GenerateError } from './generator.ts';
import { generators } from './generators.ts';

const root = new URL('../../', import.meta.url);
const check = process.argv.includes('--check');
const unknown = process.argv.slice(2).filter((argument) => argument !== '--check');

async function current(path: string): Promise<string | undefined> {
  try {
    return await readFile(new URL(path, root), 'utf8');
  } catch {
    return undefined;
  }
}

async function run(): Promise<number> {
  const stale: string[] = [];
  for (const generator of generators) {
    for (const [path, content] of await generator.files()) {
      if ((await current(path)) === content) continue;
      stale.push(`${path} (${generator.name})`);
      if (check) continue;
      const place = new URL(path, root);
      await mkdir(new URL('./', place), { recursive: true });
      await writeFile(place, content);
    }
  }
  for (const path of stale) console.log(`${check ? 'differs' : 'written'}: ${path}`);
  if (check && stale.length > 0) console.log('run `npm run generate` and commit what it writes');
  if (stale.length === 0) console.log('every derived file is up to date');
  return check && stale.length > 0 ? 1 : 0;
}

if (unknown.length > 0) {
  console.error(`unknown argument ${unknown.join(' ')}; usage: npm run generate [-- --check]`);
  process.exitCode = 2;
} else {
  try {
    process.exitCode = await run();
  } catch (error) {
    if (!(error instanceof GenerateError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
