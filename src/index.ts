/**
 * XLMP, the XIA Live Migration Protocol: what a TypeScript project needs to speak it. The layers are entry points of
 * their own (`xlmp/xia`, `xlmp/protocol`, `xlmp/machines` …); this module gathers addresses, messages and the agent.
 */
export * from './core/result.ts';
export * from './xia/index.ts';
export * from './protocol/index.ts';
export * from './agent/index.ts';
