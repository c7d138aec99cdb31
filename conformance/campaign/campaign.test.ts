import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { childIut } from '../iut/child.ts';
import { greet } from '../iut/hello.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { isApplicable } from '../suites/mealy.ts';
import { machineIn, readSuites } from '../suites/suite-file.ts';
import { campaignText } from './campaign-report.ts';
import { type CampaignFinding, runCampaign } from './campaign.ts';
import { deepest } from './deep-fault.laws.ts';
import { walks } from './walk.ts';

const suite = readSuites().find(({ name }) => name === 'source-host')!;
const namesOf = ({ parting }: CampaignFinding): readonly string[] =>
  parting.word.map((input) => suite.file.inputs[input]!.name);

test('walks, and what they are made smaller to, can be taken', () => {
  const machine = machineIn(suite.file);
  const arbitrary = walks(machine);
  fc.assert(
    fc.property(fc.noShrink(arbitrary), (word) => {
      expect(isApplicable(machine, word)).toBe(true);
      for (const { value } of arbitrary.shrink(word, undefined).take(20)) {
        expect(value.length).toBeLessThan(word.length);
        expect(isApplicable(machine, value)).toBe(true);
      }
    }),
    { numRuns: 20 },
  );
});

test('the reference answers every walk rightly', async () => {
  const iut = inProcessIut();
  await iut.start();
  const report = await runCampaign({ iut, suites: [suite], runs: 10, seed: 1 });
  expect(report.finding).toBeUndefined();
  expect(report.runs).toBe(10);
  expect(campaignText(report, false)).toContain('every answer was right');
});

describe('a fault behind nine right steps, over standard input and output', () => {
  const iut = childIut({
    command: [
      process.execPath,
      '--import',
      'tsx',
      fileURLToPath(new URL('./deep-fault.laws.ts', import.meta.url)),
    ],
    timeoutMs: 60_000,
  });
  beforeAll(async () => {
    await iut.start();
    await greet(iut);
  });
  afterAll(() => iut.stop());

  test.each([1, 2, 3, 4, 5])('is found with seed %i, and made as small as can be', async (seed) => {
    const { finding } = await runCampaign({ iut, suites: [suite], runs: 2_000, seed: seed * 1_000 });
    expect(namesOf(finding!)).toEqual(deepest);
    expect(finding!.parting.clauses.map(({ id }) => id)).toContain('SRC-027');
    const again = await runCampaign({
      iut,
      suites: [suite],
      runs: 1,
      seed: finding!.seed,
      path: finding!.path,
    });
    expect(namesOf(again.finding!)).toEqual(deepest);
  });
});
