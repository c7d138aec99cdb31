/** Every generator, in the order in which they write. To add one: write its file and name it here. */
import { codecGenerator } from './codec/index.ts';
import { figuresGenerator } from './figures/index.ts';
import type { Generator } from './generator.ts';
import { layersGenerator } from './layers.ts';
import { requirementsGenerator } from './requirements.ts';

/** The generators that `npm run generate` runs. */
export const generators: readonly Generator[] = [
  requirementsGenerator,
  codecGenerator,
  figuresGenerator,
  layersGenerator,
];
