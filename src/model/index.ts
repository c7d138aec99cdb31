/** The public entry point of the model: explore a configuration, convict an unsafe design. */
export { checkConfiguration, checkDesign, type CheckResult, type Violation } from './check.ts';
export { configurations, configurationSets, type ConfigurationName } from './configurations.ts';
export { properties, type PropertyName } from './properties.ts';
export { unsafeDesigns, type UnsafeDesign } from './unsafe-designs.ts';
