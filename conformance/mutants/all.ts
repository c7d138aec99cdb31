/** All mutants: every one in the folders beside this file. */
import { existsSync } from 'node:fs';
import { loadModules } from '../catalogue.ts';
import { isMutant, type Mutant, mutantAreas } from './mutant.ts';

/** Loads every mutant, in order of id. @throws RangeError when an id stands twice */
export async function loadMutants(): Promise<readonly Mutant[]> {
  const folders = mutantAreas
    .map((area) => new URL(`./${area}/`, import.meta.url))
    .filter((folder) => existsSync(folder));
  const modules = (await Promise.all(folders.map(loadModules))).flat();
  const mutants = modules.flatMap((module) => Object.values(module).filter(isMutant));
  const ids = new Set<string>();
  for (const { id } of mutants) {
    if (ids.has(id)) throw new RangeError(`two mutants have the id ${id}`);
    ids.add(id);
  }
  return [...mutants].sort((a, b) => (a.id < b.id ? -1 : 1));
}
