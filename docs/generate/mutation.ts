/** The page about mutants of the reference, from the result of the last run. */
import { mutationPage } from '../mutation/page.ts';
import { readResult } from '../mutation/result.ts';
import { formatted } from './format.ts';
import type { Generator } from './generator.ts';

const path = 'docs/mutation.md';

/** Writes `docs/mutation.md`. */
export const mutationGenerator: Generator = {
  name: 'mutation',
  async files() {
    return new Map([[path, await formatted(path, mutationPage(readResult()))]]);
  },
};
