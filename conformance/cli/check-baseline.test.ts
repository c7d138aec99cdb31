import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.laws.ts';
import { xlmp } from './xlmp.ts';

const failing = [
  '--filter',
  'witness/read-unknown',
  '--',
  process.execPath,
  fileURLToPath(new URL('../iut/fixtures/honest.mjs', import.meta.url)),
];

const folder = temporaryFolder('baseline');

function newFile(): string {
  return join(mkdtempSync(join(folder, 'one-')), 'baseline.json');
}

function updating(file: string): readonly string[] {
  return ['--baseline', file, '--update-baseline', '--reason', 'being mended', '--expires', '2027-03-01'];
}

test('a baseline is made, excuses what it knows until its day, and fails the run from then on', async () => {
  const file = newFile();
  const day = (today: string) => ['check', '--baseline', file, '--today', today, ...failing];
  const made = await xlmp('check', ...updating(file), '--today', '2027-01-01', ...failing);
  expect(made).toMatchObject({ code: 0, err: `${file}: 1 entries, 1 new, 0 taken out\n` });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    known: [{ case: 'witness/read-unknown', verdict: 'fail', reason: 'being mended' }],
  });
  const excused = await xlmp(...day('2027-03-01'));
  expect(excused.out).toContain('conformant in what was run, but for 1 known deviations (exit code 0)');
  expect(excused.code).toBe(0);
  const expired = await xlmp(...day('2027-03-02'));
  expect(expired.out).toContain('BASELINE expired  witness/read-unknown');
  expect(expired.code).toBe(1);
});

test('what passes now is stale, and an update takes it out', async () => {
  const file = newFile();
  await xlmp('check', ...updating(file), '--today', '2027-01-01', ...failing);
  const passing = ['--reference', '--filter', 'witness/read-unknown', '--today', '2027-01-01'];
  expect(await xlmp('check', '--baseline', file, ...passing)).toMatchObject({
    code: 1,
    out: expect.stringContaining('BASELINE stale  witness/read-unknown: it passes now'),
  });
  expect(await xlmp('check', '--baseline', file, '--update-baseline', ...passing)).toMatchObject({
    code: 0,
    err: `${file}: 0 entries, 0 new, 1 taken out\n`,
  });
});

test.each([
  ['no file', [], /there is no baseline ".*baseline.json"; --update-baseline makes one/],
  [
    'new entries without a reason',
    ['--update-baseline'],
    /give --reason \(for witness\/read-unknown\) and --exp/,
  ],
  ['a day that is none', ['--expires', '2027-13-01'], /It is a day such as 2027-03-01/],
  ['two runs to write down', ['--update-baseline', '--both-carriers'], /one implementation at a time/],
])('%s is a wrong command line', async (name, options, message) => {
  const subject = name.startsWith('two') ? failing.slice(0, 2) : failing;
  const { code, err } = await xlmp('check', '--baseline', newFile(), ...options, ...subject);
  expect(err).toMatch(message);
  expect(code).toBe(2);
});

test('a wrong baseline is told before anything is run', async () => {
  const file = newFile();
  writeFileSync(file, '{"format":1,"known":[{"case":"witness/*"}]}');
  const { code, err } = await xlmp('check', '--baseline', file, ...failing);
  expect(err).toMatch(/the baseline ".*" is wrong: entry 1 \(witness\/\*\): a pattern would hide/);
  expect(code).toBe(2);
});

test('options that need a baseline say so', async () => {
  expect((await xlmp('check', '--update-baseline', ...failing)).err).toBe(
    'xlmp: --update-baseline goes with --baseline\n',
  );
});
