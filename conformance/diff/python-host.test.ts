import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { xlmp } from '../cli/xlmp.ts';
import { packageRoot } from '../package-root.ts';

const python = 'python3';
const found = spawnSync(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
const host = fileURLToPath(new URL('conformance/examples/python/destination_host.py', packageRoot()));

if (!found)
  console.warn(
    `not run: the host in Python beside the reference; there is no ${python} of version 3.9 or later`,
  );

test.runIf(found)(
  'the host in Python parts from the reference only in what the register has',
  async () => {
    const filter = ['--filter', 'destination-host/offer-after-*', '--filter', 'destination-host/runs-*'];
    const { code, out } = await xlmp('diff', '--reference', '--iut', `${python} '${host}'`, ...filter);
    expect(out).toContain('0 decided by a clause, 0 on which the specification is silent, 0 not decided');
    expect(out).toMatch(/^known: AMB-003 \(settled by spec\/04-messages\.md#exchanges\) in 1: /m);
    expect(code).toBe(0);
  },
  240_000,
);
