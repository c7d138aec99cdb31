/** The scenarios of the lab that come with the package. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { err, ok, type Result } from '../core/result.ts';
import type { Problem } from '../simulation/shape.ts';
import { type LabScenario, labScenarioShape } from './scenario.ts';

/** Reads a scenario from the text of a file; all faults of its shape at once. */
export function readLabScenario(text: string): Result<LabScenario, readonly Problem[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return err([{ code: 'not-json', path: '', text: String(error) }]);
  }
  const problems: Problem[] = [];
  const scenario = labScenarioShape.read(json, '', problems);
  if (problems.length === 0) problems.push(...misfits(scenario));
  return problems.length === 0 ? ok(scenario) : err(problems);
}

/** The folder of this package that holds a path, found from this file, whether it was compiled or not. */
export function packageFolder(): URL {
  for (let above = new URL('./', import.meta.url); ; above = new URL('../', above)) {
    if (existsSync(new URL('package.json', above))) return above;
    if (above.pathname === '/') throw new TypeError('the lab lies in no package');
  }
}

const folder = (): URL => new URL('src/lab/scenarios/', packageFolder());

/** The names of all scenarios, in alphabetical order. */
export function labScenarioNames(): readonly string[] {
  return readdirSync(folder())
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** Reads a scenario by its name; undefined when there is none of the name. */
export function labScenario(name: string): LabScenario | undefined {
  const file = new URL(`${name}.json`, folder());
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(file)) return undefined;
  const read = readLabScenario(readFileSync(file, 'utf8'));
  if (!read.ok)
    throw new TypeError(`${name}: ${read.error.map(({ path, text }) => `${path}: ${text}`).join('; ')}`);
  return read.value;
}

/** Octets that the bare guest needs beside what it fills, in MiB. */
const besideFill = 17;

/** What is right by its shape, and cannot be all the same. */
function misfits({ guest, programs, memories }: LabScenario): Problem[] {
  const problems: Problem[] = [];
  const least = guest.fill + besideFill;
  if (memories.length === 0 && guest.memory < least)
    problems.push({ code: 'not-possible', path: 'guest.fill', text: `it takes ${least} MiB of memory` });
  if (guest.dirty > guest.fill)
    problems.push({
      code: 'not-possible',
      path: 'guest.dirty',
      text: 'only what is filled is written again',
    });
  if (guest.kind === 'bare' && programs.length > 0)
    problems.push({
      code: 'not-possible',
      path: 'programs',
      text: 'the bare guest runs no programs: take linux',
    });
  return problems;
}
