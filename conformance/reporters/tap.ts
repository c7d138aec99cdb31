/**
 * The report in the form of the Test Anything Protocol, version 14. Only a pass is a plain `ok`: what was inconclusive is
 * `not ok` here, and a run of nothing bails out, because a plan of no tests is read as success.
 */
import { ladder } from '../exchange.ts';
import { exitCodes } from '../exit-codes.ts';
import { type CaseResult, conclusionOf, exitCodeOf, isAdvice, type RunReport } from '../report.ts';
import { onOneLine } from './plain-text.ts';

/** Writes the report as text that ends with a line feed. */
export function tapReport(report: RunReport): string {
  const { subject } = report;
  const lines = [
    'TAP version 14',
    comment(`${subject.name} ${subject.version} over ${subject.adapter}, kit ${report.kit}`),
  ];
  if (exitCodeOf(report) === exitCodes.nothing) lines.push(`Bail out! ${conclusionOf(report)}`);
  else lines.push(...testPoints(report));
  for (const { reason, ids } of report.notRun) lines.push(comment(`not run: ${ids.length} (${reason})`));
  lines.push(comment(conclusionOf(report)));
  return `${lines.join('\n')}\n`;
}

function testPoints({ results, baseline }: RunReport): readonly string[] {
  const { known = [], troubles = [] } = baseline ?? {};
  const excuses = new Map(known.map(({ id, reason }) => [id, reason]));
  return [
    `1..${results.length + troubles.length}`,
    ...results.flatMap((result, i) => testPoint(result, i + 1, excuses.get(result.id))),
    ...troubles.map(({ id, kind, says }, i) => {
      const name = `the baseline entry of ${id} is ${kind}: ${says}`;
      return `not ok ${results.length + i + 1} - ${described(name)}`;
    }),
  ];
}

/** @param excuse the reason why its deviation is known, for which the protocol has the directive TODO */
function testPoint(result: CaseResult, number: number, excuse: string | undefined): readonly string[] {
  const { verdict, reason = '' } = result;
  const name = `${number} - ${described(result.id)}`;
  if (verdict === 'pass') return [`ok ${name}`];
  if (verdict === 'skipped') return [`ok ${name} # SKIP ${onOneLine(reason)}`];
  const directive = directiveOf(result, excuse);
  return [`not ok ${name}${directive}`, ...diagnostics(result)];
}

/** What is excused, and what is only recommended, are things to do: they do not fail a run. */
function directiveOf(result: CaseResult, excuse: string | undefined): string {
  if (excuse !== undefined) return ` # TODO known: ${onOneLine(excuse)}`;
  return isAdvice(result) ? ' # TODO a recommendation that is not followed' : '';
}

/** What is known about a test that is not ok, as a block of YAML whose values are all written as JSON is. */
function diagnostics(result: CaseResult): readonly string[] {
  const { verdict, title, reason, failure, exchange, repeatWith } = result;
  const clauses = failure?.clauses.map((clause) => `[${clause.id}] ${clause.level}: ${clause.text}`);
  const fields = {
    verdict,
    title,
    reason,
    clauses,
    expected: failure?.expectedOneOf,
    actual: failure?.actual,
    exchange: exchange.length === 0 ? undefined : ladder(exchange),
    repeat: repeatWith,
  };
  const rows = Object.entries(fields).flatMap(([name, value]) => field(name, value));
  return ['  ---', ...rows.map((row) => `  ${row}`), '  ...'];
}

function field(name: string, value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [`${name}: ${quoted(value)}`];
  return [`${name}:`, ...value.map((member) => `  - ${quoted(member)}`)];
}

function quoted(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** A description, in which the number sign would begin a directive. */
function described(text: string): string {
  return onOneLine(text).replace(/[\\#]/g, '\\$&');
}

function comment(text: string): string {
  return `# ${onOneLine(text)}`;
}
