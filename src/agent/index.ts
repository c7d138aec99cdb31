/**
 * The agent: a host or a witness that runs, the adapter through which the kit judges it, and the record of functions
 * that mutants replace.
 */
export * from './adapter.ts';
export * from './adapter-lines.ts';
export * from './adapter-object.ts';
export type { AdapterReport, AdapterVerb } from './adapter-reports.ts';
export * from './agent.ts';
export type { Companion } from './companion.ts';
export * from './companion-config.ts';
export { mostApplicationText } from './companion-state.ts';
export { evaluatedFunctions } from './evaluate.ts';
export { letHeapGrow } from './heap-growth.ts';
export * from './implementation.ts';
export * from './peer-agent.ts';
export * from './plain-machines.ts';
export * from './station-agent.ts';
export type { EndpointRole, MigrationReport, OrderBody, RoleView, Subject } from '../runtime/index.ts';
