/**
 * The report for continuous integration, in the form of Ant and Jenkins (`junit.xsd` beside this file).
 * Only a pass is an empty test case: what was inconclusive is an error here, so that no tool shows it green.
 */
import { ladder } from '../exchange.ts';
import { type CaseResult, conclusionOf, isAdvice, messageOf, type RunReport } from '../report.ts';

/** A test case as the form has it. */
interface TestCase {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: 'pass' | 'skipped' | 'failure' | 'error';
  /** The element that says more; empty for a pass. */
  readonly element: string;
}

/** Writes the report as XML that ends with a line feed. */
export function junitReport(report: RunReport): string {
  const { subject, results } = report;
  const excuses = new Map(report.baseline?.known.map(({ id, reason }) => [id, reason]));
  const suites = new Map<string, TestCase[]>();
  for (const result of results) {
    const members = suites.get(result.role) ?? [];
    suites.set(result.role, [...members, testCase(result, excuses.get(result.id))]);
  }
  const entries = entryCases(report);
  if (entries.length > 0) suites.set('baseline', entries);
  const name = `${subject.name} ${subject.version} over ${subject.adapter}`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals([...suites.values()].flat(), name)}>`,
    ...[...suites].flatMap(([suite, cases]) => suiteLines(suite, cases, report)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines(name: string, cases: readonly TestCase[], report: RunReport): readonly string[] {
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
    `  <testsuite ${totals(cases, name)} skipped="${count(cases, 'skipped')}">`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([key, value]) => `      <property name="${key}" value="${escape(String(value))}"/>`,
    ),
    '    </properties>',
    ...cases.flatMap((one) => caseLines(one, name)),
    '  </testsuite>',
  ];
}

function caseLines({ name, seconds, element }: TestCase, suite: string): readonly string[] {
  const head = `    <testcase classname="${escape(suite)}" name="${escape(name)}" time="${seconds.toFixed(3)}"`;
  return element === '' ? [`${head}/>`] : [`${head}>`, `      ${element}`, '    </testcase>'];
}

/** @param excuse the reason why its deviation is known */
function testCase(result: CaseResult, excuse: string | undefined): TestCase {
  const row = { name: result.id, seconds: result.durationMs / 1000 };
  const { verdict, failure, reason = '' } = result;
  if (verdict === 'pass') return { ...row, outcome: 'pass', element: '' };
  if (excuse !== undefined) return { ...row, ...skipped(`known ${verdict}: ${excuse}`) };
  if (isAdvice(result))
    return { ...row, ...skipped(`a recommendation that is not followed: ${messageOf(result)}`) };
  if (verdict === 'skipped') return { ...row, ...skipped(reason) };
  const details = [...ladder(result.exchange), `repeat: ${result.repeatWith}`];
  if (failure === undefined) {
    const element = complaint('error', verdict, `${verdict}: ${reason}`, details.join('\n'));
    return { ...row, outcome: 'error', element };
  }
  const clauses = failure.clauses.map((clause) => `[${clause.id}] ${clause.level}: ${clause.text}`);
  const content = [...clauses, reason, ...details].join('\n');
  return { ...row, outcome: 'failure', element: complaint('failure', 'fail', messageOf(result), content) };
}

/** Entries of the baseline that fit no longer, which fail the run. */
function entryCases({ baseline }: RunReport): TestCase[] {
  return (baseline?.troubles ?? []).map(({ id, kind, says }) => ({
    name: id,
    seconds: 0,
    outcome: 'failure',
    element: complaint('failure', kind, `${kind}: ${says}`, ''),
  }));
}

function skipped(message: string): Pick<TestCase, 'outcome' | 'element'> {
  return { outcome: 'skipped', element: `<skipped message="${escape(message)}"/>` };
}

function complaint(name: string, type: string, message: string, content: string): string {
  return `<${name} type="${type}" message="${escape(message)}">${escape(content)}</${name}>`;
}

function totals(cases: readonly TestCase[], name: string): string {
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  const counts = `failures="${count(cases, 'failure')}" errors="${count(cases, 'error')}"`;
  return `name="${escape(name)}" tests="${cases.length}" ${counts} time="${seconds.toFixed(3)}"`;
}

function count(cases: readonly TestCase[], outcome: TestCase['outcome']): number {
  return cases.filter((one) => one.outcome === outcome).length;
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
