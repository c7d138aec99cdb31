/**
 * The report for continuous integration, in the form of Ant and Jenkins (`junit.xsd` beside this file).
 * Only a pass is an empty test case: what was inconclusive is an error here, so that no tool shows it green.
 */
import { ladder } from '../exchange.ts';
import { type CaseResult, conclusionOf, type RunReport } from '../report.ts';

/** Writes the report as XML that ends with a line feed. */
export function junitReport(report: RunReport): string {
  const roles = [...new Set(report.results.map((result) => result.role))];
  const name = `${report.subject.name} ${report.subject.version} over ${report.subject.adapter}`;
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${totals(report.results, name)}>`];
  for (const role of roles) lines.push(...suite(role, report));
  return `${[...lines, '</testsuites>'].join('\n')}\n`;
}

function suite(role: string, report: RunReport): readonly string[] {
  const results = report.results.filter((result) => result.role === role);
  const properties = {
    kit: report.kit,
    conclusion: conclusionOf(report),
    executed: report.counts.executed,
    applicable: report.counts.applicable,
    selected: report.counts.selected,
    catalogue: report.counts.catalogue,
    ...(report.seed === undefined ? {} : { seed: report.seed }),
  };
  return [
    `  <testsuite ${totals(results, role)} skipped="${count(results, 'skipped')}">`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([key, value]) => `      <property name="${key}" value="${escape(String(value))}"/>`,
    ),
    '    </properties>',
    ...results.flatMap(testCase),
    '  </testsuite>',
  ];
}

function testCase(result: CaseResult): readonly string[] {
  const head = `    <testcase classname="${escape(result.role)}" name="${escape(result.id)}" time="${time(result)}"`;
  if (result.verdict === 'pass') return [`${head}/>`];
  return [`${head}>`, `      ${outcome(result)}`, '    </testcase>'];
}

function outcome(result: CaseResult): string {
  const { failure, reason = '' } = result;
  if (result.verdict === 'skipped') return `<skipped message="${escape(reason)}"/>`;
  const details = [...ladder(result.exchange), `repeat: ${result.repeatWith}`];
  if (failure === undefined) {
    return `<error type="${result.verdict}" message="${escape(`${result.verdict}: ${reason}`)}">${escape(details.join('\n'))}</error>`;
  }
  const message = `expected ${failure.expectedOneOf.join(', or ')}; actual ${failure.actual}`;
  const clauses = failure.clauses.map((clause) => `[${clause.id}] ${clause.level}: ${clause.text}`);
  return `<failure type="fail" message="${escape(message)}">${escape([...clauses, reason, ...details].join('\n'))}</failure>`;
}

function totals(results: readonly CaseResult[], name: string): string {
  const errors = count(results, 'error') + count(results, 'inconclusive');
  const seconds = results.reduce((sum, result) => sum + result.durationMs, 0) / 1000;
  return `name="${escape(name)}" tests="${results.length}" failures="${count(results, 'fail')}" errors="${errors}" time="${seconds.toFixed(3)}"`;
}

function count(results: readonly CaseResult[], verdict: CaseResult['verdict']): number {
  return results.filter((result) => result.verdict === verdict).length;
}

function time(result: CaseResult): string {
  return (result.durationMs / 1000).toFixed(3);
}

/** Escapes text for XML 1.0; what XML cannot hold at all becomes a replacement character. */
function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '\n': '&#10;',
  };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\n]/g, (character: string) => entities[character]!);
}
