/** Every generator, in the order in which they write. To add one: write its file and name it here. */
import { adapterGuideGenerator } from './adapter-guide.ts';
import { codecSchemaGenerator } from './codec-schema.ts';
import { codecGenerator } from './codec/index.ts';
import { dissectorGenerator } from './dissector/index.ts';
import { evaluationGenerator } from './evaluation.ts';
import { figuresGenerator } from './figures/index.ts';
import type { Generator } from './generator.ts';
import { layersGenerator } from './layers.ts';
import { mutationGenerator } from './mutation.ts';
import { registryJsonGenerator } from './registry-json.ts';
import { requirementsGenerator } from './requirements.ts';
import { simulationSchemasGenerator } from './simulation-schemas.ts';

/** The generators that `npm run generate` runs. */
export const generators: readonly Generator[] = [
  requirementsGenerator,
  codecGenerator,
  codecSchemaGenerator,
  registryJsonGenerator,
  figuresGenerator,
  layersGenerator,
  adapterGuideGenerator,
  simulationSchemasGenerator,
  evaluationGenerator,
  mutationGenerator,
  dissectorGenerator,
];
