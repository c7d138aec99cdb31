import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { inProcessIut } from '../iut/in-process.ts';
import { anybodySets } from '../mutants/witness/rules.ts';
import { referenceImplementation } from '../../src/agent/index.ts';
import { roles } from '../manifest.ts';
import { packageRoot } from '../package-root.ts';
import type { RunReport } from '../report.ts';
import { run } from '../runner.ts';
import { alphabets } from './alphabets/all.ts';
import { benchOf } from './bench.ts';
import { killsOf } from './faults.ts';
import { learn } from './learn.ts';
import { isApplicable, minimal } from './mealy.ts';
import { alphabetOf, suiteCases } from './suite-cases.ts';
import { machineIn, readSuites } from './suite-file.ts';

const suites = readSuites();
const catalogue = suiteCases();
const schema = JSON.parse(
  readFileSync(new URL('vectors/schema/suite.schema.json', packageRoot()), 'utf8'),
) as object;
const isSuite = new Ajv({ allErrors: true }).compile(schema);

function judge(filter: string, implementation = referenceImplementation): Promise<RunReport> {
  return run({
    iut: inProcessIut(implementation),
    catalogue,
    selection: { filter: [filter], roles: [], requirements: [] },
    repeat: 1,
    kit: 'test',
    repeatWith: (id) => id,
  });
}

test('every party has a suite, and so has every alphabet', () => {
  expect(new Set(suites.map(({ file }) => file.party))).toEqual(new Set(roles));
  expect(new Set(suites.map(({ name }) => name))).toEqual(new Set(alphabets.map(({ name }) => name)));
});

describe.each(suites)('the suite $name', ({ file, name }) => {
  const machine = machineIn(file);

  test('has the form of its schema, and fits its alphabet', () => {
    expect(isSuite(file), JSON.stringify(isSuite.errors)).toBe(true);
    expect(alphabetOf({ file, name }).role).toBe(file.party);
  });

  test('is of a minimal machine, and of steps that a tester can take', () => {
    expect(minimal(machine).states.length).toBe(file.bound);
    for (const word of file.tests) expect(isApplicable(machine, word)).toBe(true);
  });

  test('notices every single fault of output and transfer', () => {
    const { output, transfer } = killsOf(machine, file.tests);
    expect([output.killed, transfer.killed]).toEqual([output.all, transfer.all]);
  });
});

test('a suite is that of the machine as it is now', async () => {
  const { file, name } = suites.find((suite) => suite.name === 'source-host-dry-run')!;
  const alphabet = alphabetOf({ file, name });
  const { machine } = await learn(await benchOf(alphabet), alphabet);
  expect(machine).toEqual(machineIn(file));
});

test('the reference answers a suite, and is not waited for', async () => {
  const { counts, waitedMs } = await judge('source-host/suite/source-host-dry-run/*');
  expect(counts.verdicts.pass).toBe(counts.selected);
  expect(waitedMs).toBe(0);
});

test('the suite alone notices a mutant, and says by which clause', async () => {
  const { results } = await judge('witness/suite/**', anybodySets.make(referenceImplementation));
  const failed = results.filter(({ verdict }) => verdict === 'fail');
  expect(failed.length).toBeGreaterThan(0);
  expect(failed.flatMap(({ failure }) => failure!.clauses.map(({ id }) => id))).toContain('WIT-003');
});
