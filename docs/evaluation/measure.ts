/**
 * Runs the scenarios of the lab and keeps their results here; `npm run evaluation` then makes the page of them.
 * Usage: npm run evaluation [-- SCENARIO...]
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

/** What is run, and with which options beside what the scenario says. */
const plan: Readonly<Record<string, readonly string[]>> = {
  'intra-ad': ['--moves', '10', '--baseline'],
  'inter-ad': ['--moves', '10', '--baseline'],
  'across-ip': ['--moves', '10'],
  dirtying: ['--moves', '4', '--baseline'],
  disk: ['--moves', '4'],
  sizes: [],
  tcp: [],
  'kill-source': [],
  'kill-destination': [],
};

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(plan);
let failed = 0;
for (const name of wanted) {
  const folder = mkdtempSync(join(tmpdir(), 'xlmp-evaluation-'));
  const words = ['lab', 'run', name, ...(plan[name] ?? []), '--output', folder];
  const { status } = spawnSync(process.execPath, ['dist/conformance/cli/main.js', ...words], {
    stdio: 'inherit',
  });
  // A run of which something does not hold is kept, too: the page says so.
  if (status === 0 || status === 1) copyFileSync(join(folder, 'run.json'), `docs/evaluation/${name}.json`);
  if (status !== 0) failed += 1;
  rmSync(folder, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
