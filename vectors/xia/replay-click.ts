/**
 * Replays golden data of the real xia-core routers: `npx tsx vectors/xia/replay-click.ts [DIR] [--verbose]`.
 * DIR holds tables of the same format as `vectors/xia/click`, which is the default. Ends with 1 when there is a fault.
 */
import { fileURLToPath } from 'node:url';
import { formatCount, readExceptions, replayFolder } from './replay/replay.ts';

const args = process.argv.slice(2);
const own = fileURLToPath(new URL('./click', import.meta.url));
const folder = args.find((arg) => !arg.startsWith('--')) ?? own;
const counts = replayFolder(folder, readExceptions());
for (const count of counts) {
  process.stdout.write(`${formatCount(count)}\n`);
  for (const line of count.faults)
    process.stdout.write(`  FAULT ${line.slice(0, args.includes('--verbose') ? undefined : 240)}\n`);
  for (const line of count.refused) process.stdout.write(`  refused ${line}\n`);
  // Another folder need not hold every row that the exceptions name differently.
  if (folder === own) for (const line of count.stale) process.stdout.write(`  STALE ${line}\n`);
}
if (counts.length === 0) process.stderr.write(`no tables in ${folder}\n`);
process.exitCode = counts.length === 0 || counts.some(({ faults }) => faults.length > 0) ? 1 : 0;
