/**
 * Runs the scenarios of the lab and keeps their results here; `npm run evaluation` then makes the page of them.
 * Usage: npm run evaluation [-- SCENARIO...]
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { wayNames } from '../../src/lab/index.ts';

/** A run that is kept. */
interface Plan {
  readonly scenario: string;
  readonly words: readonly string[];
}

const plainly = (scenario: string, ...words: readonly string[]): readonly [string, Plan] => [
  scenario,
  { scenario, words },
];

/** What is run, by the name that it is kept under, with which options beside what the scenario says. */
const plan: Readonly<Record<string, Plan>> = Object.fromEntries([
  ...wayNames.map((way) => plainly(way, '--moves', '20', '--baseline')),
  plainly('long-datagrams', '--moves', '10', '--baseline'),
  plainly('short-datagrams', '--moves', '10', '--baseline'),
  plainly('dirtying', '--moves', '4', '--baseline'),
  plainly('disk', '--moves', '20'),
  plainly('sizes'),
  plainly('kill-source'),
  plainly('kill-destination'),
  ...wayNames.map((way) => [`tcp-${way}`, { scenario: 'tcp', words: ['--way', way, '--moves', '10'] }]),
  ['fifty', { scenario: 'inter-ad', words: ['--moves', '50'] }],
]);

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(plan);
let failed = 0;
for (const name of wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'xlmp-evaluation-'));
  const planned = plan[name];
  if (planned === undefined) throw new RangeError(`there is no run ${name}: ${Object.keys(plan).join(', ')}`);
  const words = ['lab', 'run', planned.scenario, ...planned.words, '--output', folder];
  const { status } = spawnSync(process.execPath, ['dist/conformance/cli/main.js', ...words], {
    stdio: 'inherit',
  });
  // A run of which something does not hold is kept, too: the page says so.
  if (status === 0 || status === 1) copyFileSync(join(folder, 'run.json'), `docs/evaluation/${name}.json`);
  if (status !== 0) failed += 1;
  rmSync(folder, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
