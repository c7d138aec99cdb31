/** Makes one report of those of the parts of a run. A part that is missing is told, never passed over. */
import type { BaselineFindings, CaseResult, NotRun, RunReport } from './report.ts';
import { otherShard } from './runner.ts';
import { type Verdict, verdicts } from './verdict.ts';

/** Merges reports of one implementation: the report, or every reason why they are not parts of one run. */
export function merged(reports: readonly RunReport[]): RunReport | readonly string[] {
  const [first] = reports;
  if (first === undefined) return ['there is nothing to merge'];
  const problems = [...differences(reports), ...shardProblems(reports), ...twice(reports)];
  if (problems.length > 0) return problems;
  const results = reports.flatMap((report) => report.results).sort((a, b) => (a.id < b.id ? -1 : 1));
  const { shard: _, baseline: __, ...common } = first;
  const baseline = mergedBaseline(reports);
  return {
    ...common,
    counts: mergedCounts(reports),
    notRun: mergedNotRun(reports, results),
    results,
    durationMs: sum(reports.map(({ durationMs }) => durationMs)),
    waitedMs: sum(reports.map(({ waitedMs }) => waitedMs)),
    ...(baseline === undefined ? {} : { baseline }),
  };
}

/** What must be the same in all parts of a run. */
function differences(reports: readonly RunReport[]): readonly string[] {
  const facts = {
    'the version of the kit': (report: RunReport) => report.kit,
    'the implementation': (report: RunReport) => JSON.stringify(report.subject),
    'the size of the catalogue': (report: RunReport) => String(report.counts.catalogue),
    'the number of repetitions': (report: RunReport) => String(report.repeat),
    'the use of a baseline': (report: RunReport) => String(report.baseline !== undefined),
    'the selection of cases': (report: RunReport) => JSON.stringify(askedFor(report)),
  };
  const sharded = reports.some(({ shard }) => shard !== undefined);
  return Object.entries(facts)
    .filter(([name]) => sharded || name !== 'the selection of cases')
    .filter(([, fact]) => reports.some((report) => fact(report) !== fact(reports[0]!)))
    .map(([name]) => `${name} differs between the reports`);
}

/** The ids of all cases that the whole run was to judge. */
function askedFor({ results, notRun }: RunReport): readonly string[] {
  const elsewhere = notRun.filter(({ reason }) => reason === otherShard).flatMap(({ ids }) => ids);
  return [...results.map(({ id }) => id), ...elsewhere].sort();
}

function shardProblems(reports: readonly RunReport[]): readonly string[] {
  const of = reports.find(({ shard }) => shard !== undefined)?.shard?.of;
  if (of === undefined) return [];
  const problems: string[] = [];
  const there = (number: number): number => reports.filter(({ shard }) => shard?.number === number).length;
  if (reports.some(({ shard }) => shard?.of !== of))
    problems.push('the runs have different numbers of parts');
  for (let number = 1; number <= of; number += 1) {
    if (there(number) === 0) problems.push(`part ${number} of ${of} is missing`);
  }
  return problems;
}

function twice(reports: readonly RunReport[]): readonly string[] {
  const ids = reports.flatMap(({ results }) => results.map(({ id }) => id));
  const seen = new Set<string>();
  const found = ids.filter((id) => seen.size === seen.add(id).size);
  return found.length === 0 ? [] : [`${found.length} cases are in two reports, such as ${found[0]}`];
}

function mergedCounts(reports: readonly RunReport[]): RunReport['counts'] {
  const total = (count: (report: RunReport) => number): number => sum(reports.map(count));
  return {
    catalogue: reports[0]!.counts.catalogue,
    selected: total(({ counts }) => counts.selected),
    applicable: total(({ counts }) => counts.applicable),
    executed: total(({ counts }) => counts.executed),
    verdicts: Object.fromEntries(
      verdicts.map((verdict) => [verdict, total(({ counts }) => counts.verdicts[verdict])]),
    ) as Record<Verdict, number>,
  };
}

/** What ran nowhere, with the reason of the first report that has it. */
function mergedNotRun(reports: readonly RunReport[], results: readonly CaseResult[]): readonly NotRun[] {
  const executed = new Set(results.filter(({ verdict }) => verdict !== 'skipped').map(({ id }) => id));
  const reasons = new Map<string, string>();
  for (const { reason, ids } of reports.flatMap((report) => report.notRun)) {
    if (reason === otherShard) continue;
    for (const id of ids) if (!executed.has(id) && !reasons.has(id)) reasons.set(id, reason);
  }
  return [...new Set(reasons.values())].map((reason) => ({
    reason,
    ids: [...reasons]
      .filter(([, given]) => given === reason)
      .map(([id]) => id)
      .sort(),
  }));
}

function mergedBaseline(reports: readonly RunReport[]): BaselineFindings | undefined {
  const all = reports.flatMap(({ baseline }) => baseline ?? []);
  if (all.length === 0) return undefined;
  const troubles = new Map(
    all.flatMap((findings) => findings.troubles).map((trouble) => [`${trouble.kind} ${trouble.id}`, trouble]),
  );
  return { known: all.flatMap(({ known }) => known), troubles: [...troubles.values()] };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
