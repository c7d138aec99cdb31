/**
 * Simulated networks in which machines move while others talk to them: scenarios, runs, results and their page.
 */
export * from './scenario.ts';
export { readScenario, scenarioSchema } from './read-scenario.ts';
export type { ScenarioProblem } from './scenario-text.ts';
export type { ScenarioLibrary } from './shipped-scenarios.ts';
export type { Problem, ProblemCode } from './shape.ts';
export * from './result.ts';
export * from './simulate.ts';
export * from './shipped.ts';
export { escaped } from './page/markup.ts';
export * from './page/page.ts';
export { type FailedSeed, runCampaign, runFaults, shrinkSeed } from './campaign/campaign.ts';
export { faultScenario } from './campaign/fault-scenario.ts';
export type { Violation } from './campaign/verdict.ts';
