import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { referenceImplementation } from '../../src/agent/index.ts';
import { loadCatalogue } from '../catalogue.ts';
import { closureOf } from './closure.ts';
import { type KillMatrix, killMatrix } from './kill-matrix.ts';
import { isClosed, selfTestJson, selfTestMarkdown, selfTestText, troubles } from './matrix-report.ts';
import { defineMutant, type Mutant } from './mutant.ts';
import { ignoresExpected } from './witness/register.ts';

const catalogue = (await loadCatalogue()).filter((one) => one.role === 'witness');

/** Says that it is wrong, and is not. */
const harmless = defineMutant({
  id: 'witness/harmless',
  of: 'witness',
  breaks: ['WIT-001'],
  says: 'Is right.',
  caughtBy: ['witness/read-unknown'],
  make: (reference) => ({ ...reference }),
});

/** Is caught, but by a case that is about something else than what it says. */
const mislabelled: Mutant = { ...ignoresExpected, id: 'witness/mislabelled', breaks: ['WIT-009'] };

function judge(...mutants: readonly Mutant[]): Promise<KillMatrix> {
  return killMatrix(referenceImplementation, mutants, catalogue, 'area');
}

describe('the kill matrix', () => {
  test('has the cases that catch a mutant', async () => {
    const matrix = await judge(ignoresExpected);
    expect(matrix.referenceTrouble).toEqual([]);
    expect(matrix.rows[0]).toMatchObject({ missed: [], shown: ['WIT-006'] });
    expect(matrix.rows[0]!.killedBy).toContain('witness/swap-conflict');
  });

  test('tells of a mutant that nothing catches', async () => {
    const matrix = await judge(harmless);
    const found = troubles({ matrix, closure: closureOf([], matrix, []) });
    expect(found).toContain('nothing catches witness/harmless: Is right.');
    expect(found).toContain('witness/harmless was to be caught by witness/read-unknown (pass)');
  });

  test('tells of a mutant that is caught for another reason', async () => {
    const matrix = await judge(mislabelled);
    expect(matrix.rows[0]!.shown).toEqual([]);
    expect(troubles({ matrix, closure: closureOf([], matrix, []) })).toContain(
      'witness/mislabelled breaks WIT-009, but no case that caught it covers WIT-009',
    );
  });

  test('tells of a reference that does not pass', async () => {
    const matrix = await killMatrix(ignoresExpected.make(referenceImplementation), [], catalogue, 'area');
    expect(matrix.referenceTrouble.join()).toMatch(
      /^witness\/swap-conflict: fail: expected the outcome "02"; got "01"/,
    );
  });
});

describe('the closure', () => {
  test('names what lacks', async () => {
    const matrix = await judge(ignoresExpected);
    const closure = closureOf(catalogue, matrix, []);
    expect(closure.withoutMutant).not.toContain('WIT-006');
    expect(closure.withoutMutant).toContain('SRC-001');
    expect(closure.withoutCase).toContain('SRC-001');
    expect(isClosed({ matrix, closure })).toBe(false);
  });

  test('takes no excuse for what can be seen, or for what does not bind', async () => {
    const matrix = await judge(ignoresExpected);
    const reason = 'it is said that it cannot be seen';
    const { badExcuses } = closureOf(catalogue, matrix, [
      { id: 'WIT-006', reason },
      { id: 'XYZ-001', reason },
    ]);
    expect(badExcuses).toEqual([
      'WIT-006 can be observed: a mutant that breaks it is caught',
      'XYZ-001 is no binding requirement',
    ]);
  });

  test('has a list of excuses that fits its schema', () => {
    const read = (name: string): object =>
      JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as object;
    const validate = new Ajv({ strict: true }).compile(read('unobservable.schema.json'));
    expect(validate(read('unobservable.json')), JSON.stringify(validate.errors)).toBe(true);
  });
});

test('the matrix is written as text, JSON and Markdown', async () => {
  const matrix = await judge(ignoresExpected);
  const result = { matrix, closure: closureOf(catalogue, matrix, []) };
  expect(selfTestText(result)).toMatch(/1 mutants: 1 caught; \d+ cases fail for none of them\n/);
  expect(JSON.parse(selfTestJson(result))).toMatchObject({
    closed: false,
    requirements: [{ id: 'WIT-006' }],
  });
  expect(selfTestMarkdown(result)).toMatch(
    /\| WIT-006 \| witness\/ignores-expected \| .*witness\/swap-conflict/,
  );
});
