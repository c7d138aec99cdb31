/** The public entry point of the model: explore a configuration, convict an unsafe design. */
export { checkAdaptationDesign, checkMovement } from './adaptation-check.ts';
export { adaptationDesigns, type AdaptationDesign } from './adaptation-designs.ts';
export type { AdaptationResult, AdaptationViolation } from './adaptation-explore.ts';
export type { Plane } from './adaptation-packet.ts';
export {
  type Movement,
  type MovementName,
  movements,
  type Said,
  type ScriptStep,
  type Truth,
} from './adaptation-script.ts';
export { checkConfiguration, checkDesign, type CheckResult, type Violation } from './check.ts';
export {
  type Configuration,
  configurations,
  configurationSets,
  type ConfigurationName,
  type Machines,
} from './configurations.ts';
export type { FaultBudget } from './exploration.ts';
export { properties, type PropertyName } from './properties.ts';
export {
  checkRebind,
  rebindProperties,
  type RebindFaults,
  type RebindPropertyName,
  type RebindResult,
} from './rebind-check.ts';
export { safeRebind, unsafeRebinds, type UnsafeRebind } from './rebind-designs.ts';
export type { RebindMachines } from './rebind-world.ts';
export { type Fault, faultKinds } from './role.ts';
export { unsafeDesigns, type UnsafeDesign } from './unsafe-designs.ts';
