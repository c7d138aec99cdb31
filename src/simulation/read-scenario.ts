/** What a scenario of the simulator may hold, as a schema and as a reader. */
import type { Result } from '../core/result.ts';
import { findNameProblems } from './scenario-names.ts';
import { readScenarioText, type ScenarioProblem } from './scenario-text.ts';
import { type Scenario, scenarioShape } from './scenario.ts';

/** The JSON Schema of scenario files. */
export const scenarioSchema: Readonly<Record<string, unknown>> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'XLMP simulation scenario',
  ...scenarioShape.schema,
};

/** Reads a scenario from the text of a file. */
export function readScenario(text: string): Result<Scenario, readonly ScenarioProblem[]> {
  return readScenarioText(text, scenarioShape, findNameProblems);
}
