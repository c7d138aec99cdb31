/**
 * `npm run repeat`: judges the reference through every adapter, many times, each time in another order of the cases,
 * and says whether all verdicts are equal. The adapters of one run work at the same time, so none has the machine alone.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadCatalogue } from '../catalogue.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { kitVersion } from '../package-root.ts';
import type { RunReport } from '../report.ts';
import { run } from '../runner.ts';
import { verdicts } from '../verdict.ts';
import { type Candidate, referenceProcesses } from './candidate.ts';

const usage = `usage: npm run repeat [-- N] [-- --real-time]
  N            how many runs, by default 20
  --real-time  the reference through UDP in real time, too (minutes a run)
exit codes: 0 all verdicts are equal, 1 they differ, 2 usage
`;

/** How long a step may take, in milliseconds: longer than `xlmp check` allows, since the machine is busy. */
const timeoutMs = 60_000;

/** One verdict that was found: which run, through what, and why it is what it is. */
interface Finding {
  readonly verdict: string;
  readonly where: string;
  readonly why: string;
}

async function main(): Promise<number> {
  const asked = readParameters();
  if (asked === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const { runs, realTime } = asked;
  const catalogue = await loadCatalogue();
  const found = new Map<string, Finding[]>();
  for (let number = 1; number <= runs; number += 1) {
    const candidates: readonly Candidate[] = [
      { iut: inProcessIut(), words: '--reference' },
      ...referenceProcesses(timeoutMs, realTime),
    ];
    const reports = await Promise.all(
      candidates.map(({ iut, words }) =>
        run({
          iut,
          catalogue,
          selection: { filter: [], roles: [], requirements: [] },
          repeat: 1,
          seed: number,
          kit: kitVersion(),
          repeatWith: (id) => `xlmp check --filter '${id}' ${words}`,
        }),
      ),
    );
    for (const report of reports) keep(report, number, found);
    process.stdout.write(`run ${number} of ${runs}: ${reports.map(inShort).join('; ')}\n`);
  }
  const lines = unequal(found);
  const count = [...found.values()].reduce((sum, findings) => sum + findings.length, 0);
  process.stdout.write(
    lines.length === 0
      ? `equal: ${found.size} cases, ${count} verdicts\n`
      : `${lines.join('\n')}\ndifferent: ${lines.length} of ${found.size} cases, ${count} verdicts\n`,
  );
  return lines.length === 0 ? 0 : 1;
}

function readParameters(): { readonly runs: number; readonly realTime: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'real-time': { type: 'boolean', default: false } },
    });
    const [runs = '20', ...more] = positionals;
    if (!/^[1-9]\d{0,3}$/.test(runs) || more.length > 0) return undefined;
    return { runs: Number(runs), realTime: values['real-time'] };
  } catch {
    return undefined;
  }
}

function keep(report: RunReport, number: number, found: Map<string, Finding[]>): void {
  const where = `over ${adapterOf(report)} in run ${number}`;
  for (const { id, verdict, reason, failure } of report.results) {
    const why = failure === undefined ? (reason ?? '') : `got ${failure.actual}`;
    found.set(id, [...(found.get(id) ?? []), { verdict, where, why }]);
  }
}

/** A line for each case whose verdicts are not all the same: the most frequent one, and every other with its place. */
function unequal(found: ReadonlyMap<string, readonly Finding[]>): readonly string[] {
  return [...found].flatMap(([id, findings]) => {
    const times = (verdict: string): number => findings.filter((one) => one.verdict === verdict).length;
    const usual = verdicts.toSorted((a, b) => times(b) - times(a))[0]!;
    const others = findings.filter(({ verdict }) => verdict !== usual);
    if (others.length === 0) return [];
    const told = others.map(({ verdict, where, why }) => `${verdict} ${where} (${why})`).join(', ');
    return [`${id}: ${usual} ${times(usual)} times; ${told}`];
  });
}

function inShort(report: RunReport): string {
  const counts = verdicts
    .filter((verdict) => report.counts.verdicts[verdict] > 0)
    .map((verdict) => `${report.counts.verdicts[verdict]} ${verdict}`);
  return `${adapterOf(report)} ${counts.join(', ')} in ${(report.durationMs / 1000).toFixed(1)} s`;
}

function adapterOf({ subject }: RunReport): string {
  return subject.manifest.time === 'real' ? `${subject.adapter} in real time` : subject.adapter;
}

process.exitCode = await main();
