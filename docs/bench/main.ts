/** `npm run bench`: the codec against its peers, then forwarding against the figures of the real routers. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Each in a process of its own: what one bench taught the compiler must not serve or harm the other.
for (const bench of ['codec.ts', 'forwarding.ts']) {
  const script = fileURLToPath(new URL(bench, import.meta.url));
  const { status } = spawnSync(process.execPath, [...process.execArgv, script], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  console.log('');
}
