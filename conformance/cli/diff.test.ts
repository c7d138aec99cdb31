import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.laws.ts';
import { wordsOf } from './usage.ts';
import { xlmp } from './xlmp.ts';

const folder = temporaryFolder('diff');
const bundle = join(folder, 'bundle.tgz');
const filter = ['--filter', 'witness/read-*'];

beforeAll(async () => {
  await xlmp('check', '--reference', ...filter, '--evidence', folder);
});

describe('xlmp diff', () => {
  test('holds two bundles against each other', async () => {
    const { code, out } = await xlmp('diff', bundle, bundle);
    expect(out).toMatch(/^A: xlmp reference .* over in process\nB: xlmp reference/);
    expect(out).toMatch(
      /\d+ cases compared: (\d+) the same, 0 with known ambiguities only, 0 decided by a clause/,
    );
    expect(code).toBe(0);
  });

  test('plays the cases of a bundle with an implementation, as JSON', async () => {
    const { code, out } = await xlmp(
      'diff',
      bundle,
      '--reference',
      '--filter',
      'witness/read-unknown',
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({ cases: [{ id: 'witness/read-unknown', outcome: 'same' }] });
    expect(code).toBe(0);
  });

  test('writes a register', async () => {
    const register = join(folder, 'register.json');
    const { code, err } = await xlmp('diff', bundle, bundle, '--register', register);
    expect([code, err]).toEqual([0, `${register}: nothing new\n`]);
    expect(JSON.parse(readFileSync(register, 'utf8'))).toHaveProperty('entries');
  });

  test('says that there was nothing to compare', async () => {
    expect((await xlmp('diff', bundle, bundle, '--filter', 'machine/*')).code).toBe(5);
  });

  test('says what it needs', async () => {
    expect(await xlmp('diff', bundle)).toMatchObject({
      code: 2,
      err: expect.stringMatching('two sides are compared, 1 are given') as string,
    });
    expect(await xlmp('diff', bundle, join(folder, 'none'))).toMatchObject({ code: 2 });
    const strange = join(folder, 'strange.json');
    writeFileSync(strange, '{}');
    const { err } = await xlmp('diff', bundle, bundle, '--register', strange);
    expect(err).toMatch(/is no register of ambiguities: not an object with "about" and "entries"/);
  });
});

test('a command is cut into words', () => {
  expect(wordsOf(`python3 'my agent.py' --name="a b" -x`)).toEqual([
    'python3',
    'my agent.py',
    '--name=a b',
    '-x',
  ]);
  expect(() => wordsOf(' ')).toThrow(/a command is empty/);
});
