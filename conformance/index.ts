/**
 * The kit for TypeScript programs: judge an implementation through any adapter, write cases, read reports.
 *
 * ```ts
 * const report = await run({ iut: childIut({ command, timeoutMs: 5000 }), catalogue: await loadCatalogue(), … });
 * ```
 */
export { type Baseline, type BaselineEntry, readBaseline } from './baseline/baseline.ts';
export { heldAgainst } from './baseline/judge.ts';
export { type Budget, killsOf } from './budget.ts';
export { type Case, type CaseDefinition, type CaseRole, defineCase } from './case.ts';
export type { CaseConfig } from './case-config.ts';
export { loadCatalogue } from './catalogue.ts';
export type { CaseContext } from './context.ts';
export { type Bundle, readBundle, type RunEvidence } from './evidence/bundle.ts';
export type { DialogueRecord, Turn } from './evidence/dialogue-record.ts';
export { type Verification, verify } from './evidence/verify.ts';
export type { Step } from './exchange.ts';
export type { Expectations, Which } from './expectations.ts';
export { childIut, type ChildOptions } from './iut/child.ts';
export { inProcessIut } from './iut/in-process.ts';
export type { Ask, OperationReport, Report } from './iut/lines.ts';
export { type Answer, type Iut, IutError, type IutErrorCode } from './iut/port.ts';
export type { Endpoint } from './iut/udp-wire.ts';
export { udpIut, type UdpOptions } from './iut/udp.ts';
export type { Finding, Unjudged } from './judge/finding.ts';
export { judge, type Judgement } from './judge/judge.ts';
export { type Manifest, type Role, roles } from './manifest.ts';
export { merged } from './merge.ts';
export type { MessageView } from './octets/read-message.ts';
export { kitVersion } from './package-root.ts';
export { exitCodes } from './exit-codes.ts';
export {
  type CaseResult,
  type Clause,
  type Counts,
  exitCodeOf,
  type Failure,
  type NotRun,
  type RunReport,
  type Subject,
} from './report.ts';
export { type ConsoleOptions, consoleReport } from './reporters/console.ts';
export { htmlReport } from './reporters/html/page.ts';
export { jsonReport } from './reporters/json.ts';
export { junitReport } from './reporters/junit.ts';
export { readReport } from './reporters/read-report.ts';
export { tapReport } from './reporters/tap.ts';
export { run, type RunOptions } from './runner.ts';
export type { Selection } from './selection.ts';
export {
  CaseError,
  conformanceSuite,
  type SuiteOptions,
  type TestContext,
  type TestFunctions,
} from './suite.ts';
export { type Mismatch, type Verdict, verdicts } from './verdict.ts';
