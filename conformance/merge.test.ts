import { expect, test } from 'vitest';
import { merged } from './merge.ts';
import type { RunReport } from './report.ts';
import { excusedReport, sampleReport } from './reporters/sample-report.ts';
import { otherShard } from './runner.ts';
import { inShard } from './shard.ts';

/** The sample as one of so many parts of it. */
function part(number: number, of: number, whole: RunReport = sampleReport): RunReport {
  const results = inShard(whole.results, { number, of });
  const elsewhere = whole.results.filter((result) => !results.includes(result)).map(({ id }) => id);
  const verdicts = { pass: 0, fail: 0, inconclusive: 0, skipped: 0, error: 0 };
  for (const { verdict } of results) verdicts[verdict] += 1;
  return {
    ...whole,
    shard: { number, of },
    results,
    notRun: [...whole.notRun, { reason: otherShard, ids: elsewhere }],
    counts: {
      catalogue: 7,
      selected: results.length,
      applicable: results.length - verdicts.skipped,
      executed: verdicts.pass + verdicts.fail,
      verdicts,
    },
    durationMs: 100,
    waitedMs: 10,
  };
}

test('parts make the whole, in whatever order they come', () => {
  const whole = merged([part(2, 3), part(3, 3), part(1, 3)]);
  expect(whole).toEqual({ ...sampleReport, durationMs: 300, waitedMs: 30 });
});

test('one whole report stays what it is', () => {
  expect(merged([sampleReport])).toEqual(sampleReport);
});

test('what baselines say is joined, and said once', () => {
  const whole = merged([part(1, 2, excusedReport), part(2, 2, excusedReport)]) as RunReport;
  expect(whole.baseline!.troubles).toEqual(excusedReport.baseline!.troubles);
});

test.each([
  ['a part is missing', [part(1, 3), part(3, 3)], ['part 2 of 3 is missing']],
  ['there is nothing', [], ['there is nothing to merge']],
  [
    'parts of different runs',
    [part(1, 2), part(2, 3), part(3, 3)],
    ['the runs have different numbers of parts', '2 cases are in two reports, such as witness/skipped'],
  ],
  ['the same twice', [sampleReport, sampleReport], ['5 cases are in two reports, such as witness/error']],
  [
    'another kit',
    [part(1, 2), { ...part(2, 2), kit: '9' }],
    ['the version of the kit differs between the reports'],
  ],
  [
    'another selection',
    [part(1, 2), { ...part(2, 2), results: [] }],
    ['the selection of cases differs between the reports'],
  ],
] as const)('%s is refused', (_, reports, problems) => {
  expect(merged(reports)).toEqual(problems);
});
