import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jsonReport } from '../reporters/json.ts';
import { sampleReport } from '../reporters/sample-report.ts';
import { temporaryFolder } from '../temporary-folder.laws.ts';
import { xlmp } from './xlmp.ts';

const folder = temporaryFolder('merge');

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('parts of a run give the verdicts of the whole, and one alone is refused', async () => {
  const asked = ['check', '--reference', '--filter', 'witness/*', '--report', 'json', '--output'];
  const parts = [join(folder, '1.json'), join(folder, '2.json')] as const;
  await xlmp(...asked, parts[0], '--shard', '1/2');
  await xlmp(...asked, parts[1], '--shard', '2/2');
  const whole = join(folder, 'whole.json');
  await xlmp(...asked, whole);
  const joined = await xlmp('merge', ...parts, '--report', 'json');
  const verdictsOf = (text: string): readonly unknown[] =>
    (JSON.parse(text) as typeof sampleReport).results.map(({ id, verdict }) => [id, verdict]);
  expect(verdictsOf(joined.out)).toEqual(verdictsOf(readFileSync(whole, 'utf8')));
  expect(joined.code).toBe(0);
  const half = await xlmp('merge', parts[0]);
  expect(half).toEqual({ code: 3, out: '', err: 'xlmp: cannot merge: part 2 of 2 is missing\n' });
});

test('a report is written in another form, with its exit code', async () => {
  const { code, out } = await xlmp('merge', file('a.json', jsonReport(sampleReport)), '--report', 'tap');
  expect(out).toContain('not ok 2 - witness/fail\n');
  expect(code).toBe(1);
});

test('a page for browsers is written beside the report', async () => {
  const page = join(folder, 'report.html');
  const { out } = await xlmp('merge', file('a.json', jsonReport(sampleReport)), '--html', page);
  expect(out).toContain('not conformant (exit code 1)');
  expect(readFileSync(page, 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\s*$/);
  const nowhere = await xlmp('merge', file('a.json', jsonReport(sampleReport)), '--html', '/nowhere/a.html');
  expect(nowhere).toMatchObject({ code: 4, out: '' });
  expect(nowhere.err).toContain('cannot write the report to "/nowhere/a.html"');
});

test.each([
  ['nothing.json', undefined, /cannot read ".*": ENOENT/],
  ['text.json', 'not JSON', /is no report of this kit: it is not JSON/],
  ['list.json', '[]', /it is no object; write one with --report json/],
  ['future.json', jsonReport(sampleReport).replace('"format": 1', '"format": 2'), /format is not 1/],
  ['other.json', jsonReport(sampleReport).replaceAll('"title"', '"name"'), /results\[0\]\.title is missing/],
  ['odd.json', jsonReport(sampleReport).replace('"584c"', '"58x"'), /octets does not have the form/],
  ['odd.json', jsonReport(sampleReport).replace('"repeat": 1', '"repeat": 0'), /repeat is less than 1/],
  [
    'odd.json',
    jsonReport(sampleReport).replace('"verdict": "pass"', '"verdict": "fail"'),
    /failure is missing/,
  ],
])('%s is refused with a sentence', async (name, content, message) => {
  const path = content === undefined ? join(folder, name) : file(name, content);
  const { code, err } = await xlmp('merge', path);
  expect(err).toMatch(message);
  expect(code).toBe(2);
});
