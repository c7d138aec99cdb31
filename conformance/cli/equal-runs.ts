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
import { adapterOf, Findings } from './findings.ts';

const usage = `usage: npm run repeat [-- N] [-- --real-time]
  N            how many runs, by default 20
  --real-time  the reference through UDP in real time, too (minutes a run)
exit codes: 0 all verdicts are equal, 1 they differ, 2 usage
`;

/** How long a step may take, in milliseconds: longer than `xlmp check` allows, since the machine is busy. */
const timeoutMs = 60_000;

async function main(): Promise<number> {
  const asked = readParameters();
  if (asked === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const { runs, realTime } = asked;
  const catalogue = await loadCatalogue();
  const findings = new Findings();
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
    for (const report of reports) findings.keep(report, number);
    process.stdout.write(`run ${number} of ${runs}: ${reports.map(inShort).join('; ')}\n`);
  }
  const lines = findings.unequal();
  const { cases, verdicts: all } = findings.counts;
  process.stdout.write(
    lines.length === 0
      ? `equal: ${cases} cases, ${all} verdicts\n`
      : `${lines.join('\n')}\ndifferent: ${lines.length} of ${cases} cases, ${all} verdicts\n`,
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

function inShort(report: RunReport): string {
  const counts = verdicts
    .filter((verdict) => report.counts.verdicts[verdict] > 0)
    .map((verdict) => `${report.counts.verdicts[verdict]} ${verdict}`);
  return `${adapterOf(report)} ${counts.join(', ')} in ${(report.durationMs / 1000).toFixed(1)} s`;
}

process.exitCode = await main();
