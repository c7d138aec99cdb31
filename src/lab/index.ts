/**
 * The lab: real guests that move between namespaces of one machine, and what those see who talk to them.
 */
export { checkMachine, type LabCheck } from './check/check.ts';
export type { Finding, Need } from './check/finding.ts';
export { LabError, type LabErrorCode } from './lab-error.ts';
export { type Removed, removeLeftovers } from './network.ts';
export { evaluationFiles, type NamedRun } from './evaluation/evaluation.ts';
export { labPage } from './page.ts';
export { type LabResult, labResultSchema } from './result.ts';
export { type LabRun, type LabRunOptions, runLab } from './run.ts';
export { guestKinds, type LabScenario, labScenarioSchema, needsOf, wayNames } from './scenario.ts';
export { eventsCsv, keptRun, requestsCsv } from './tables.ts';
export { labScenarios } from './shipped.ts';
