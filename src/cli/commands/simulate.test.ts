import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shippedNames, shippedScenario } from '../../simulation/index.ts';
import { capturedRun } from '../captured-run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a scenario of a second: that of 2011 with other fields. */
function scenarioFile(change: object = {}): string {
  const file = join(folder, 'scenario.json');
  const scenario = shippedScenario('xia-experiment-original')!;
  const schedule = [{ do: 'move', at: 200, machine: 'guest', to: 'B' }];
  const traffic = [{ kind: 'requests', from: 'client', to: 'guest', perSecond: 100, endMs: 900 }];
  const small = { ...scenario, durationMs: 1000, schedule, traffic, expect: [], ...change };
  writeFileSync(file, JSON.stringify(small, null, 2));
  return file;
}

describe('xlmp simulate', () => {
  test('lists what is shipped', async () => {
    const run = await capturedRun(['simulate', '--list']);
    expect(run).toMatchObject({ code: 0, err: '' });
    for (const name of shippedNames()) expect(run.out).toMatch(new RegExp(`^${name} +\\S`, 'm'));
  });

  test('prints what the peers saw, and says whether that was expected', async () => {
    const good = await capturedRun(['simulate', scenarioFile({ expect: [{ measure: 'lost', most: 50 }] })]);
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toMatch(/guest A → B: moved, freeze 340\.7 ms/);
    expect(good.out).toMatch(/as expected: lost ≤ 50, is 3\d/);
    const bad = await capturedRun(['simulate', scenarioFile({ expect: [{ measure: 'lost', most: 0 }] })]);
    expect(bad.code).toBe(1);
    expect(bad.out).toMatch(/NOT as expected: lost ≤ 0, is 3\d/);
  });

  test('writes JSON and a page', async () => {
    const output = join(folder, 'out');
    expect((await capturedRun(['simulate', scenarioFile(), '--output', output])).code).toBe(0);
    const result = JSON.parse(readFileSync(join(output, 'result.json'), 'utf8')) as { format: string };
    expect(result.format).toBe('xlmp-simulation/1');
    expect(readFileSync(join(output, 'result.html'), 'utf8')).toMatch(/^<!doctype html>/);
    const printed = await capturedRun(['simulate', scenarioFile(), '--json', '-']);
    expect(JSON.parse(printed.out)).toEqual(result);
  });

  test('runs many seeds and names those that fail', async () => {
    const file = scenarioFile({ seed: 5, expect: [{ measure: 'lost', most: 0 }] });
    const run = await capturedRun(['simulate', file, '--seeds', '2']);
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/NOT as expected: 2 of 2 runs/);
    expect(run.out).toContain(`xlmp simulate ${file} --seed 6`);
  });

  test('says what is wrong with a file, and where', async () => {
    const file = scenarioFile({ durationMs: -1 });
    const run = await capturedRun(['simulate', file]);
    expect(run.code).toBe(2);
    const line =
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('durationMs')) + 1;
    expect(run.err).toContain(`${file}:${line}: durationMs: expected 1 to 86400000, found -1 [out-of-range]`);
  });

  test.each([
    [['simulate'], 2, /no scenario/],
    [['simulate', 'nothing-like-that'], 2, /there is no scenario nothing-like-that/],
    [['simulate', './nowhere.json'], 4, /there is no such file/],
    [['simulate', 'inter-ad', '--seed', 'x'], 2, /--seed x/],
    [['simulate', 'inter-ad', '--count', '3'], 2, /has no group/],
    [['simulate', 'inter-ad', '--seeds', '2', '--html', 'x.html'], 2, /--seeds with/],
  ])('%j ends with code %i', async (line, code, message) => {
    const run = await capturedRun(line);
    expect(run.code).toBe(code);
    expect(run.err).toMatch(message);
    expect(existsSync('x.html')).toBe(false);
  });
});
