/** The public entry point of the model: explore a configuration, convict an unsafe design. */
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
export { type Fault, faultKinds } from './role.ts';
export { unsafeDesigns, type UnsafeDesign } from './unsafe-designs.ts';
