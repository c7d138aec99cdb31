/** The JSON Schemas of scenarios and of results of simulations, from the shapes that read them. */
import { resultSchema, scenarioSchema } from '../../src/simulation/index.ts';
import { formatted } from './format.ts';
import type { Generator } from './generator.ts';

/** Writes both schemas beside the simulation. */
export const simulationSchemasGenerator: Generator = {
  name: 'simulation-schemas',
  async files() {
    const files = new Map<string, string>();
    for (const [path, schema] of [
      ['src/simulation/scenario.schema.json', scenarioSchema],
      ['src/simulation/result.schema.json', resultSchema],
    ] as const) {
      files.set(path, await formatted(path, JSON.stringify(schema)));
    }
    return files;
  },
};
