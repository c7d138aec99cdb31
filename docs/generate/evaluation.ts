/** The page about real guests and its figures, from the results of runs that are kept beside them. */
import { readdir, readFile } from 'node:fs/promises';
import { evaluationFiles, type NamedRun, wayNames } from '../../src/lab/index.ts';
import { formatted } from './format.ts';
import type { Generator } from './generator.ts';

const folder = 'docs/evaluation';

/** Writes `docs/evaluation.md` and the figures in `docs/evaluation/`. */
export const evaluationGenerator: Generator = {
  name: 'evaluation',
  async files() {
    const names = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort(byOrder);
    const runs = await Promise.all(
      names.map(async (file): Promise<NamedRun> => ({
        ...(JSON.parse(await readFile(`${folder}/${file}`, 'utf8')) as Omit<NamedRun, 'name'>),
        name: file.slice(0, -'.json'.length),
      })),
    );
    const files = new Map<string, string>();
    for (const [file, text] of evaluationFiles(runs, 'evaluation')) {
      const path = file === '' ? `${folder}.md` : `${folder}/${file}`;
      files.set(path, file === '' ? await formatted(path, text) : text);
    }
    return files;
  },
};

/** The plain moves first, then all others by name. */
function byOrder(one: string, other: string): number {
  const first = wayNames.map((way) => `${way}.json`);
  const rank = (file: string): number => (first.includes(file) ? first.indexOf(file) : first.length);
  return rank(one) - rank(other) || (one < other ? -1 : 1);
}
