/** The JSON Schemas of scenarios and of results of simulations and of the lab, from the shapes that read them. */
import { labResultSchema, labScenarioSchema } from '../../src/lab/index.ts';
import { resultSchema, scenarioSchema } from '../../src/simulation/index.ts';
import { formatted } from './format.ts';
import type { Generator } from './generator.ts';

/** Writes the schemas beside the simulation and the lab. */
export const simulationSchemasGenerator: Generator = {
  name: 'simulation-schemas',
  async files() {
    const files = new Map<string, string>();
    for (const [path, schema] of [
      ['src/simulation/scenario.schema.json', scenarioSchema],
      ['src/simulation/result.schema.json', resultSchema],
      ['src/lab/scenario.schema.json', labScenarioSchema],
      ['src/lab/result.schema.json', labResultSchema],
    ] as const) {
      files.set(path, await formatted(path, JSON.stringify(schema)));
    }
    return files;
  },
};
