/**
 * The kit for TypeScript programs: judge an implementation through any adapter, write cases, read reports.
 *
 * ```ts
 * const report = await run({ iut: childIut({ command, timeoutMs: 5000 }), catalogue: await loadCatalogue(), … });
 * ```
 */
export { type Case, type CaseDefinition, type CaseRole, defineCase } from './case.ts';
export { loadCatalogue } from './catalogue.ts';
export type { CaseContext } from './context.ts';
export { childIut, type ChildOptions } from './iut/child.ts';
export { inProcessIut } from './iut/in-process.ts';
export { type Iut, IutError, type IutErrorCode } from './iut/port.ts';
export { udpIut, type UdpOptions } from './iut/udp.ts';
export { kitVersion } from './package-root.ts';
export { type CaseResult, exitCodeOf, exitCodes, type RunReport } from './report.ts';
export { consoleReport } from './reporters/console.ts';
export { jsonReport } from './reporters/json.ts';
export { junitReport } from './reporters/junit.ts';
export { run, type RunOptions } from './runner.ts';
export type { Selection } from './selection.ts';
export type { Verdict } from './verdict.ts';
