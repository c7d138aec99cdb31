/** The scenarios of the simulator that come with the package. */
import { readScenario } from './read-scenario.ts';
import type { Scenario } from './scenario.ts';
import { scenarioLibrary } from './shipped-scenarios.ts';

/** The scenarios of the simulator. */
export const scenarios = scenarioLibrary('src/simulation/scenarios/', readScenario);

/** The names of all scenarios, in alphabetical order. */
export const shippedNames = (): readonly string[] => scenarios.names();

/** Reads a scenario by its name; undefined when there is none of the name. */
export const shippedScenario = (name: string): Scenario | undefined => scenarios.find(name);
