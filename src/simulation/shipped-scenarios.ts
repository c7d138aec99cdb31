/** Scenarios that come with the package: JSON files in one of its folders, found from here, whether compiled or not. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Result } from '../core/result.ts';
import type { ScenarioProblem } from './scenario-text.ts';

/** A kind of scenarios: those that are shipped, and how another one is read. */
export interface ScenarioLibrary<T> {
  /** The names of all that are shipped, in alphabetical order. */
  names(): readonly string[];
  /** Reads a shipped one by its name; undefined when there is none of the name. */
  find(name: string): T | undefined;
  /** Reads one from the text of a file. */
  read(text: string): Result<T, readonly ScenarioProblem[]>;
}

/**
 * Makes the library of a folder.
 *
 * @param path of the folder in the package, with a slash at its end.
 */
export function scenarioLibrary<T>(path: string, read: ScenarioLibrary<T>['read']): ScenarioLibrary<T> {
  const folder = (): URL => new URL(path, packageFolder());
  return {
    read,
    names: () =>
      readdirSync(folder())
        .filter((file) => file.endsWith('.json'))
        .map((file) => file.slice(0, -'.json'.length))
        .sort(),
    find(name) {
      if (!/^[a-z0-9-]+$/.test(name)) return undefined;
      const file = new URL(`${name}.json`, folder());
      if (!existsSync(file)) return undefined;
      const found = read(readFileSync(file, 'utf8'));
      if (found.ok) return found.value;
      const faults = found.error.map(({ path, text }) => `${path}: ${text}`);
      throw new TypeError(`${name}: ${faults.join('; ')}`);
    },
  };
}

function packageFolder(): URL {
  for (let above = new URL('./', import.meta.url); ; above = new URL('../', above)) {
    if (existsSync(new URL('package.json', above))) return above;
    if (above.pathname === '/') throw new TypeError('the scenarios lie in no package');
  }
}
