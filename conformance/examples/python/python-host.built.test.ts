import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';

const folder = dirname(fileURLToPath(import.meta.url));
const [node, ...xlmp] = inject('xlmp') as [string, ...string[]];
const python = 'python3';
const found = spawnSync(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;

if (!found)
  console.warn(`not run: the destination host in Python; there is no ${python} of version 3.9 or later`);

describe.runIf(found)('the destination host in Python', () => {
  test.each(['test_octets', 'test_host'])('%s', (suite) => {
    const run = spawnSync(python, ['-B', '-m', 'unittest', suite], { cwd: folder, encoding: 'utf8' });
    expect(run.stderr).toMatch(/\nOK\n$/);
    expect(run.stderr).toMatch(/Ran [1-9][0-9]* tests/);
    expect(run.status).toBe(0);
  });

  test.each(['destination-host', 'codec'])(
    'the kit finds it conformant as %s',
    (role) => {
      const host = [python, join(folder, 'destination_host.py')];
      const check = [...xlmp, 'check', '--role', role, '--', ...host];
      const run = spawnSync(node, check, { encoding: 'utf8' });
      expect(run.stdout + run.stderr).toMatch(/^conformant in what was run \(exit code 0\)$/m);
      expect(run.stdout).toMatch(/executed [1-9][0-9]*,/);
      expect(run.status).toBe(0);
    },
    240_000,
  );
});
