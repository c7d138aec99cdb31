import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.laws.ts';
import { xlmp } from './xlmp.ts';

const one = ['--filter', 'witness/read-unknown'] as const;
const folder = temporaryFolder('program');

function fixture(name: string): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(`../iut/fixtures/${name}.mjs`, import.meta.url))];
}

describe('xlmp check', () => {
  test('judges the reference in this process', async () => {
    const { code, out } = await xlmp('check', '--reference', ...one);
    expect(out).toMatch(/executed 1, applicable 1, selected 1, in the catalogue \d+/);
    expect(out).toMatch(/conformant in what was run \(exit code 0\)\n$/);
    expect(code).toBe(0);
  });

  test('finds a child that says nothing not conformant, with the command that repeats it', async () => {
    const { code, out } = await xlmp('check', ...one, '--', ...fixture('honest'));
    expect(out).toContain('FAIL  witness/read-unknown');
    expect(out).toContain('clause    [WIT-001] MUST:');
    expect(out).toContain("repeat    xlmp check --filter 'witness/read-unknown' -- ");
    expect(code).toBe(1);
  });

  test('says which cases were not run, and why', async () => {
    const { out } = await xlmp(
      'check',
      '--filter',
      'w*/read-unknown',
      '--filter',
      'destination-host/offer-accepted',
      '--',
      ...fixture('honest'),
    );
    expect(out).toMatch(
      /Not run: 1 \(the manifest does not claim the role destination-host\): destination-host\/offer-accepted/,
    );
    expect(out).toMatch(/Not run: \d+ \(not selected by the options\)/);
  });

  test.each([
    ['a crash in a case', 4, ['--', ...fixture('crash-in-case')], /null pointer/],
    [
      'a crash at the start',
      4,
      ['--', ...fixture('crash-at-start')],
      /exited with code 3.*configuration file not found/,
    ],
    ['another version', 4, ['--', ...fixture('other-version')], /speaks version 2 of the adapter protocol/],
    [
      'a bad manifest',
      4,
      ['--', ...fixture('bad-manifest')],
      /the manifest is wrong: .*mend what "hello" answers/,
    ],
    [
      'a command that is not there',
      2,
      ['--', '/nowhere/agent'],
      /cannot start "\/nowhere\/agent": there is no such program/,
    ],
    ['nothing to judge', 2, [], /nothing to judge; give a command after --/],
    ['two things to judge', 2, ['--reference', '--', 'agent'], /one thing at a time/],
    ['half of UDP', 2, ['--udp', '127.0.0.1:9'], /--udp needs --control/],
    ['the other half', 2, ['--reference', '--control', 'here'], /It is HOST:PORT/],
    [
      'nobody at the control port',
      4,
      ['--udp', '127.0.0.1:9', '--control', '127.0.0.1:9'],
      /nothing listens there/,
    ],
    ['an unknown option', 2, ['--reference', '--frobnicate'], /unknown option '--frobnicate'/],
    ['a role that is none', 2, ['--reference', '--role', 'router'], /It is one of source-host/],
    ['an id that is none', 2, ['--reference', '--requirement', 'SRC12'], /It is an id such as SRC-012/],
    ['a part that is none', 2, ['--reference', '--shard', '3/2'], /such as 3\/8/],
    ['a budget that is none', 2, ['--reference', '--budget', '10'], /a time with its unit: 500ms, 10s, 2min/],
    ['no repetitions', 2, ['--reference', '--repeat', '0'], /whole number from 1 on/],
    [
      'an unknown form',
      2,
      ['--reference', '--report', 'xml'],
      /Allowed choices are console, json, junit, tap/,
    ],
    [
      'a file that cannot be written',
      4,
      ['--reference', '--output', '/nowhere/report.txt'],
      /cannot write the report to "\/nowhere\/report.txt"/,
    ],
  ])('%s ends with code %d and says what is wrong', async (_, wanted, parameters, message) => {
    const { code, out, err } = await xlmp('check', ...one, ...parameters);
    expect(out + err).toMatch(message);
    expect(code).toBe(wanted);
  });

  test('a selection of nothing has a code of its own', async () => {
    const { code, err } = await xlmp('check', '--reference', '--filter', 'nothing/*');
    expect(err).toMatch(/no case matches; the catalogue has \d+/);
    expect(code).toBe(5);
  });

  test('a selection of what is not claimed, too', async () => {
    const { code, out } = await xlmp('check', '--role', 'source-host', '--', ...fixture('honest'));
    expect(out).toContain('nothing was run (exit code 5)');
    expect(code).toBe(5);
  });

  test('lists without running', async () => {
    const { code, out } = await xlmp('check', '--list', ...one);
    expect(out).toMatch(/^witness\/read-unknown {2}WIT-001 {2}a read of .*\n1 cases\n$/);
    expect(code).toBe(0);
  });

  test.each([
    ['json', /"exitCode": 0/],
    ['junit', /<testcase classname="witness" name="witness\/read-unknown"/],
    ['tap', /^TAP version 14\n[^]*\nok 1 - witness\/read-unknown\n/],
  ])('writes a report in the form %s to a file', async (form, content) => {
    const file = join(folder, `report.${form}`);
    const { out } = await xlmp('check', '--reference', ...one, '--report', form, '--output', file);
    expect(out).toBe('');
    expect(readFileSync(file, 'utf8')).toMatch(content);
  });

  test('says what a budget left out', async () => {
    const { code, out } = await xlmp('check', '--reference', '--role', 'witness', '--budget', '1ms');
    expect(out).toMatch(/Not run: \d+ \(the budget was spent\)/);
    expect(code).toBe(0);
  });

  test('runs each case as often as it is told', async () => {
    const { out } = await xlmp('check', '--reference', ...one, '--repeat', '3', '--seed', '7');
    expect(out).toMatch(/seed 7, each 3 times/);
  });
});

describe('xlmp list and explain', () => {
  test('list as JSON', async () => {
    const { out } = await xlmp('list', '--json', '--filter', 'witness/swap-conflict');
    expect(JSON.parse(out)).toMatchObject([
      { id: 'witness/swap-conflict', covers: ['WIT-006'], twin: 'witness/second-swap' },
    ]);
  });

  test('explain a case', async () => {
    const { out } = await xlmp('explain', 'witness/swap-conflict');
    expect(out).toContain('[WIT-006] MUST:');
    expect(out).toContain('which must be accepted: witness/second-swap');
    expect(out).toContain('witness/ignores-expected: Sets the register whatever epoch is expected.');
    expect(out).toMatch(/Exchange with the reference\n.*◀──.*WitnessAnswer/s);
  });

  test('explain a mutant, with the exchange that gives it away', async () => {
    const { out } = await xlmp('explain', 'witness/ignores-expected');
    expect(out).toMatch(/Sets the register whatever epoch is expected\.\n\nBreaks\n {2}\[WIT-006\] MUST/);
    expect(out).toMatch(/Caught by\n {2}witness\/swap-conflict: .*\nExpected {2}.*\nActual {4}/);
    expect(out).toContain('Try it: xlmp selftest --mutant witness/ignores-expected');
  });

  test('explain a code, wherever it is used', async () => {
    const { out } = await xlmp('explain', 'unknown-critical');
    expect(out).toMatch(
      /^unknown-critical\nOctets are refused: .*\nValue 3 of errorCode: .*\nClauses\n {2}\[MSG-012\]/,
    );
  });

  test('explain a requirement', async () => {
    const { out } = await xlmp('explain', 'WIT-006');
    expect(out).toMatch(/^\[WIT-006\] MUST: .*\nChapter witness, .*\nDecided by\n {2}witness\//);
  });

  test('explain what is not there', async () => {
    const { code, err } = await xlmp('explain', 'swap-conflict');
    expect(err).toBe(
      'xlmp: there is no case, requirement, mutant or code "swap-conflict"; see "xlmp list"; perhaps witness/swap-conflict\n',
    );
    expect(code).toBe(2);
  });

  test('help names every command', async () => {
    const { code, out } = await xlmp('--help');
    for (const name of ['check', 'list', 'merge', 'explain', 'selftest', 'address', 'forward'])
      expect(out).toContain(`  ${name}`);
    expect(code).toBe(0);
  });
});

test('xlmp selftest tries one mutant', async () => {
  const { code, out } = await xlmp('selftest', '--mutant', 'witness/ignores-expected');
  expect(out).toContain('caught by witness/swap-conflict');
  expect(code).toBe(0);
  expect(await xlmp('selftest', '--mutant', 'witness/perfect')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/there is no mutant/),
  });
});
