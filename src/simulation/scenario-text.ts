/** Reads a scenario of any kind from text: JSON, its shape, what its shape cannot say; all faults at once, each with its place. */
import { err, ok, type Result } from '../core/result.ts';
import { linesOf } from './json-lines.ts';
import type { Problem, Shape } from './shape.ts';

/** A fault of a scenario file. */
export interface ScenarioProblem extends Problem {
  /** The line that it stands in, from 1; undefined when that is not known. */
  readonly line: number | undefined;
}

/**
 * Reads a scenario from the text of a file.
 *
 * @param misfits what is wrong with one that has the shape.
 */
export function readScenarioText<T>(
  text: string,
  shape: Shape<T>,
  misfits: (scenario: T) => readonly Problem[],
): Result<T, readonly ScenarioProblem[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const at = Number(/position (\d+)/.exec(why)?.[1] ?? Number.NaN);
    const line = Number.isNaN(at) ? undefined : text.slice(0, at).split('\n').length;
    return err([{ code: 'not-json', path: '', text: why, line }]);
  }
  const problems: Problem[] = [];
  const scenario = shape.read(json, '', problems);
  if (problems.length === 0) problems.push(...misfits(scenario));
  if (problems.length === 0) return ok(scenario);
  const lines = linesOf(text);
  return err(problems.map((problem) => ({ ...problem, line: lineOf(lines, problem.path) })));
}

/** The line of a value, or of what should hold it. */
function lineOf(lines: ReadonlyMap<string, number>, path: string): number | undefined {
  for (let at = path; ; at = at.replace(/(\.?[^.[\]]+|\[\d+\])$/, '')) {
    const line = lines.get(at);
    if (line !== undefined || at === '') return line;
  }
}
