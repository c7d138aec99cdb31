/** What is published: well formed, typed, installable, and of use in an empty project. */
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExamples } from '../site/examples-page.ts';
import { installPacked, lend, type Project } from './packed.ts';

/** Ways of resolution that a package of ES modules for Node.js 20 does not serve. */
const notServed: ReadonlySet<string> = new Set(['node10', 'node16-cjs']);

/** Building, packing and installing take long on a small machine that does other things besides. */
const patience = 600_000;

const examples = await readExamples();

let project: Project;
beforeAll(async () => {
  project = await installPacked();
}, patience);
afterAll(() => rm(project.folder, { recursive: true }));

const python = join('node_modules', 'xlmp', 'conformance', 'examples', 'python', 'destination_host.py');

describe('the packed file', () => {
  it('has exports that exist and are what they say', async () => {
    const { buffer, byteOffset, byteLength } = project.tarball;
    const tarball = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages.filter(({ type }) => type !== 'suggestion')).toEqual([]);
  });

  it('has types for everything that it exports', { timeout: patience }, async () => {
    const packed = createPackageFromTarballData(project.tarball);
    const result = await checkPackage(packed, { excludeEntrypoints: [/\.json$/] });
    if (result.types === false) throw new Error('the package has no types');
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem && notServed.has(problem.resolutionKind)),
    );
    expect(problems).toEqual([]);
  });
});

describe('in an empty project', () => {
  it('the guide leads to a first verdict', { timeout: patience }, async () => {
    const guide = await readFile(new URL('../guide/implement-a-party.md', import.meta.url), 'utf8');
    const command = /^npx xlmp check .+$/m.exec(guide)![0];
    expect(await project.run('sh', '-c', command)).toMatch(/conformant in what was run \(exit code 0\)\n$/);
  });

  it.each(examples)('the example $name prints what it says', { timeout: patience }, async (example) => {
    await project.write(`${example.name}.js`, example.code);
    const printed = await project.run(process.execPath, `${example.name}.js`);
    expect(printed.trimEnd().split('\n')).toEqual(example.prints);
  });

  it('the cases run within vitest, one test each', { timeout: patience }, async () => {
    await lend(project, 'vitest');
    await project.write(
      'kit.test.js',
      [
        "import { afterAll, describe, it } from 'vitest';",
        "import { childIut, conformanceSuite } from 'xlmp/conformance';",
        `const iut = childIut({ command: ['python3', ${JSON.stringify(python)}], timeoutMs: 60_000 });`,
        "const selection = { filter: ['destination-host/offer*', 'witness/read*'] };",
        'await conformanceSuite({ afterAll, describe, it }, { iut, selection });',
      ].join('\n'),
    );
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    const report = await project.run(
      process.execPath,
      vitest,
      'run',
      '--reporter=json',
      '--testTimeout=60000',
    );
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      report.slice(report.indexOf('{')),
    ) as {
      readonly [name: string]: number;
    };
    expect({ numFailedTests, passed: numPassedTests! > 0, skipped: numPendingTests! > 0 }).toEqual({
      numFailedTests: 0,
      passed: true,
      skipped: true,
    });
  });
});
