/** The scenarios that come with the package. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readScenario } from './read-scenario.ts';
import type { Scenario } from './scenario.ts';

const folderInPackage = 'src/simulation/scenarios/';

/** The folder with the scenarios, found from this file, whether it was compiled or not. */
function scenarioFolder(): URL {
  for (let above = new URL('./', import.meta.url); ; above = new URL('../', above)) {
    if (existsSync(new URL('package.json', above))) return new URL(folderInPackage, above);
    if (above.pathname === '/') throw new TypeError('the simulation lies in no package');
  }
}

/** The names of all scenarios, in alphabetical order. */
export function shippedNames(): readonly string[] {
  return readdirSync(scenarioFolder())
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** Reads a scenario by its name; undefined when there is none of the name. */
export function shippedScenario(name: string): Scenario | undefined {
  if (!/^[a-z0-9-]+$/.test(name)) return undefined;
  const file = new URL(`${name}.json`, scenarioFolder());
  if (!existsSync(file)) return undefined;
  const read = readScenario(readFileSync(file, 'utf8'));
  if (!read.ok)
    throw new TypeError(`${name}: ${read.error.map(({ path, text }) => `${path}: ${text}`).join('; ')}`);
  return read.value;
}
