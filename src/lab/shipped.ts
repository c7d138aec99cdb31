/** The scenarios of the lab: those that come with the package, and how others are read. */
import { readScenarioText } from '../simulation/scenario-text.ts';
import type { Problem } from '../simulation/shape.ts';
import { scenarioLibrary } from '../simulation/shipped-scenarios.ts';
import { programsWithin } from './programs.ts';
import { type LabScenario, labScenarioShape } from './scenario.ts';

/** The scenarios of the lab. */
export const labScenarios = scenarioLibrary('src/lab/scenarios/', (text) =>
  readScenarioText(text, labScenarioShape, misfits),
);

/** Octets that the bare guest needs beside what it fills, in MiB. */
const besideFill = 17;

/** What is right by its shape, and cannot be all the same. */
function misfits({ guest, programs, memories, bothEnds, kill, disk }: LabScenario): Problem[] {
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
  if (bothEnds && guest.kind === 'bare')
    problems.push({
      code: 'not-possible',
      path: 'bothEnds',
      text: 'the bare guest begins no talk: take linux',
    });
  if (bothEnds && (kill !== undefined || disk !== undefined))
    problems.push({
      code: 'not-possible',
      path: kill === undefined ? 'disk' : 'kill',
      text: 'only where one guest moves',
    });
  if (bothEnds && !programs.every((name) => programsWithin.some((each) => each === name)))
    problems.push({
      code: 'not-possible',
      path: 'programs',
      text: `the second guest has only ${programsWithin.join(' and ')}`,
    });
  return problems;
}
