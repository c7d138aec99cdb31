/** What the command loads before it knows what it has to do: little, or every start is slow. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, inject, test } from 'vitest';

const [node, main] = inject('xlmp') as readonly [string, string];
const folder = mkdtempSync(join(tmpdir(), 'xlmp-start-up-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The files that a process loads, from the folder of the package on: what it counts when its coverage is asked for. */
function loadedBy(...parameters: readonly string[]): readonly string[] {
  const counts = mkdtempSync(join(folder, 'counts-'));
  execFileSync(node, [main, ...parameters], { input: '', env: { ...process.env, NODE_V8_COVERAGE: counts } });
  const root = join(main, '../../../..');
  return readdirSync(counts)
    .flatMap((name) => (JSON.parse(readFileSync(join(counts, name), 'utf8')) as Coverage).result)
    .filter(({ url }) => url.startsWith('file:'))
    .map(({ url }) => relative(root, fileURLToPath(url)).split(sep).join('/'));
}

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

const heavy =
  /^dist\/src\/(xia|protocol|machines|runtime|sessions|adaptation|agent|gateway|hypervisors|transports)\/|^dist\/conformance\/(cases|mutants|iut\/in-process)/;

test.each(['--version', '--help', 'check --help', 'agent --help'])('xlmp %s loads no party', (words) => {
  const loaded = loadedBy(...words.split(' '));
  expect(loaded).toContain('dist/conformance/cli/main.js');
  expect(loaded.filter((file) => heavy.test(file))).toEqual([]);
  const packages = loaded.flatMap((file) => /node_modules\/([^/]+)/.exec(file)?.[1] ?? []);
  expect([...new Set(packages)]).toEqual(['commander']);
});

test('an agent loads neither kit nor simulator nor QEMU', () => {
  const loaded = loadedBy('agent', '--stdio');
  expect(loaded).toContain('dist/src/agent/adapter-lines.js');
  const foreign =
    /^dist\/(conformance\/(cases|mutants|octets|suites)|src\/(simulation\/page|lab\/check|hypervisors\/qemu))/;
  expect(loaded.filter((file) => foreign.test(file))).toEqual([]);
});
