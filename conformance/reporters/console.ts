/** The report for people: failures first, then what stays open, then a line for each chapter, then the totals. */
import { ladder } from '../exchange.ts';
import { type CaseResult, conclusionOf, exitCodeOf, isAdvice, type RunReport } from '../report.ts';
import { type Verdict, verdicts } from '../verdict.ts';
import { type Paint, paintsFor } from './paint.ts';
import { plainText } from './plain-text.ts';

/** How the report is written. */
export interface ConsoleOptions {
  readonly colour: boolean;
  /** Also shows octets in exchanges. */
  readonly verbose: boolean;
}

/** Writes the report as text that ends with a line feed. */
export function consoleReport(report: RunReport, options: ConsoleOptions): string {
  const paint = paintsFor(options.colour);
  const { results } = report;
  const known = new Set(report.baseline?.known.map(({ id }) => id));
  const of = (verdict: Verdict): readonly CaseResult[] =>
    results.filter((result) => result.verdict === verdict && !known.has(result.id));
  const lines: string[] = [];
  for (const result of of('fail')) lines.push(...failureLines(result, paint, options.verbose));
  for (const result of of('error')) lines.push(...openLines(result, paint.bad, paint, options.verbose));
  for (const result of of('inconclusive'))
    lines.push(...openLines(result, paint.open, paint, options.verbose));
  lines.push(...baselineLines(report, paint));
  lines.push(...chapterLines(results, paint), '', ...notRunLines(report), ...totals(report, paint));
  return `${lines.join('\n')}\n`;
}

/** What the report says about one case that did not pass, without colour. */
export function resultText(result: CaseResult): string {
  const paint = paintsFor(false);
  const lines =
    result.verdict === 'fail'
      ? failureLines(result, paint, false)
      : openLines(result, paint.open, paint, false);
  return lines.join('\n').trimEnd();
}

function baselineLines({ baseline }: RunReport, paint: Paint): readonly string[] {
  if (baseline === undefined) return [];
  const lines = [
    ...baseline.troubles.map(({ id, kind, says }) =>
      paint.bad(plainText(`BASELINE ${kind}  ${id}: ${says}`)),
    ),
    ...baseline.known.map(({ id, verdict, reason, link, expires }) =>
      paint.faint(
        plainText(
          `known ${verdict}  ${id}: ${reason}${link === undefined ? '' : ` (${link})`}, until ${expires}`,
        ),
      ),
    ),
  ];
  return lines.length === 0 ? [] : [...lines, ''];
}

function failureLines(result: CaseResult, paint: Paint, verbose: boolean): readonly string[] {
  const failure = result.failure!;
  const head = isAdvice(result) ? paint.open(`ADVICE  ${result.id}`) : paint.bad(`FAIL  ${result.id}`);
  const lines = [head, `  ${result.title}`];
  for (const clause of failure.clauses)
    lines.push(`  clause    [${clause.id}] ${clause.level}: ${clause.text}`);
  failure.expectedOneOf.forEach((phrase, i) =>
    lines.push(`  ${i === 0 ? 'expected ' : 'or       '} ${phrase}`),
  );
  lines.push(`  actual    ${plainText(failure.actual)}`);
  if (result.reason !== undefined) lines.push(`  note      ${plainText(result.reason)}`);
  return [...lines, ...exchangeLines(result, paint, verbose), ''];
}

function openLines(
  result: CaseResult,
  colour: (text: string) => string,
  paint: Paint,
  verbose: boolean,
): readonly string[] {
  const head = [
    colour(`${result.verdict.toUpperCase()}  ${result.id}`),
    `  ${result.title}`,
    `  reason    ${plainText(result.reason ?? '')}`,
  ];
  return [...head, ...exchangeLines(result, paint, verbose), ''];
}

function exchangeLines(result: CaseResult, paint: Paint, verbose: boolean): readonly string[] {
  const steps = ladder(result.exchange, verbose);
  const exchange =
    steps.length === 0 ? [] : ['  exchange', ...steps.map((line) => paint.faint(`    ${plainText(line)}`))];
  return [...exchange, `  repeat    ${result.repeatWith}`];
}

function chapterLines(results: readonly CaseResult[], paint: Paint): readonly string[] {
  const chapters = [...new Set(results.map((result) => result.role))];
  const width = Math.max(0, ...chapters.map((chapter) => chapter.length));
  return chapters.map((chapter) => {
    const members = results.filter((result) => result.role === chapter);
    const counts = verdicts
      .map((verdict) => [verdict, members.filter((result) => result.verdict === verdict).length] as const)
      .filter(([, count]) => count > 0)
      .map(([verdict, count]) => paint.verdict(verdict, `${count} ${verdict}`));
    return `${chapter.padEnd(width)}  ${counts.join(', ')}`;
  });
}

function notRunLines(report: RunReport): readonly string[] {
  if (report.notRun.length === 0) return ['Not run: nothing.'];
  return report.notRun.map(({ reason, ids }) => {
    const some = ids.slice(0, 3).join(', ');
    return `Not run: ${ids.length} (${reason}): ${some}${ids.length > 3 ? ', ...' : ''}`;
  });
}

function totals(report: RunReport, paint: Paint): readonly string[] {
  const { counts, subject } = report;
  const tally = verdicts
    .map((verdict) => `${counts.verdicts[verdict]} ${verdict}`)
    .reverse()
    .join(', ');
  const waiting =
    report.waitedMs > 0 ? `, ${seconds(report.waitedMs)} of it spent waiting` : ', none of it spent waiting';
  const seed = report.seed === undefined ? '' : `, seed ${report.seed}`;
  const repeat = report.repeat === 1 ? '' : `, each ${report.repeat} times`;
  const part = report.shard === undefined ? '' : `, part ${report.shard.number} of ${report.shard.of}`;
  const code = exitCodeOf(report);
  const colour = code === 0 ? paint.good : paint.bad;
  return [
    `${plainText(`${subject.name} ${subject.version}`)} over ${subject.adapter}: executed ${counts.executed}, applicable ${counts.applicable}, ` +
      `selected ${counts.selected}, in the catalogue ${counts.catalogue}${part}${seed}${repeat}`,
    `${tally}; ${seconds(report.durationMs)}${waiting}`,
    colour(`${conclusionOf(report)} (exit code ${code})`),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
