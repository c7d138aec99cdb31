/** The catalogue: every case in the folder `cases`, and every case that a vector makes. */
import { readdir } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Case, isCase } from './case.ts';
import { faultsInGraph, groundsOf } from './ground/graph.ts';
import { grounds } from './ground/grounds.ts';

/** Loads every case that a module exports, alone or in a list. @throws RangeError when an id stands twice, or a twin or a ground does not exist */
export async function loadCatalogue(): Promise<readonly Case[]> {
  const modules = await loadModules(new URL('./cases/', import.meta.url));
  const { vectorCases } = await import('./vectors/vector-cases.ts');
  const cases = modules.flatMap((module) => Object.values(module).flat().filter(isCase));
  const catalogue = checkCatalogue([...cases, ...vectorCases()]);
  const faults = faultsInGraph(grounds, groundsOf, new Set(catalogue.map(({ id }) => id)));
  if (faults.length > 0) throw new RangeError(faults.join('; '));
  return catalogue;
}

/** Loads every case, and what campaigns found here; with `suites`, every test of the generated suites, too. */
export async function loadWholeCatalogue(suites: boolean): Promise<readonly Case[]> {
  const { suiteCases } = await import('./suites/suite-cases.ts');
  const { foundCases } = await import('./campaign/found.ts');
  return checkCatalogue([...(await loadCatalogue()), ...foundCases(), ...(suites ? suiteCases() : [])]);
}

/** Checks that ids are unique and twins exist, and gives the cases in order of id. @throws RangeError */
export function checkCatalogue(cases: readonly Case[]): readonly Case[] {
  const byId = new Map<string, Case>();
  for (const one of cases) {
    if (byId.has(one.id)) throw new RangeError(`two cases have the id ${one.id}`);
    byId.set(one.id, one);
  }
  for (const one of cases) {
    const twin = one.twin === undefined ? undefined : byId.get(one.twin);
    if (one.twin !== undefined && twin === undefined)
      throw new RangeError(`${one.id}: there is no case ${one.twin}`);
    if (twin?.twin !== undefined) throw new RangeError(`${one.id}: its twin ${twin.id} has a twin itself`);
  }
  return [...cases].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Imports every module of a folder and its folders, tests left out. */
export async function loadModules(folder: URL): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const extension = extname(fileURLToPath(import.meta.url));
  const names = await readdir(folder, { recursive: true });
  const wanted = names
    .filter((name) => name.endsWith(extension) && !/\.(test|d|laws)\.[jt]s$/.test(name))
    .sort();
  return Promise.all(
    wanted.map(
      (name) =>
        import(pathToFileURL(`${fileURLToPath(folder)}${name}`).href) as Promise<Record<string, unknown>>,
    ),
  );
}
