/** The router in C: compiles without a warning, and the kit finds it conformant. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { childIut } from '../../iut/child.ts';
import { loadCatalogue } from '../../catalogue.ts';
import { kitVersion } from '../../package-root.ts';
import { exitCodeOf } from '../../report.ts';
import { consoleReport } from '../../reporters/console.ts';
import { run } from '../../runner.ts';

const folder = fileURLToPath(new URL('./', import.meta.url));
const found = spawnSync('cc', ['--version']).status === 0;
const output = mkdtempSync(join(tmpdir(), 'xlmp-c-'));
const program = join(output, 'xip-router');

if (!found) console.warn('not run: the router in C; there is no cc');

describe.runIf(found)('the router in C', () => {
  afterAll(() => rmSync(output, { recursive: true }));

  it('compiles without a warning', () => {
    const flags = ['-std=c11', '-O1', '-Wall', '-Wextra', '-Werror', '-fsanitize=undefined'];
    const build = spawnSync('cc', [...flags, '-o', program, 'adapter.c', 'router.c', 'xip.c'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(build.stderr).toBe('');
    expect(build.status).toBe(0);
  });

  it('is conformant', async () => {
    const report = await run({
      iut: childIut({ command: [program], timeoutMs: 20_000 }),
      catalogue: await loadCatalogue(),
      selection: { filter: [], roles: [], requirements: [] },
      repeat: 1,
      kit: kitVersion(),
      repeatWith: (id) => `xlmp check --filter '${id}' -- ${program}`,
    });
    expect(consoleReport(report, { colour: false, verbose: false })).toContain(
      '\nconformant in what was run',
    );
    expect(exitCodeOf(report)).toBe(0);
    const routed = report.results.filter(({ id }) => id.startsWith('forwarding/router/'));
    expect(routed.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(routed.length).toBeGreaterThan(50);
    expect(report.counts.executed).toBeGreaterThan(80);
  });
});
