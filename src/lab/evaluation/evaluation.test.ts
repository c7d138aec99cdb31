import { describe, expect, test } from 'vitest';
import { sampleMove, sampleResult } from '../samples.laws.ts';
import { evaluationFiles, median, type NamedRun } from './evaluation.ts';

const run: NamedRun = {
  name: 'inter-ad',
  result: {
    ...sampleResult,
    moves: [sampleMove(40, 42), sampleMove(20, 21), sampleMove(60, 65), sampleMove(10, 0, 'qemu')],
    checks: [{ what: 'it runs once', met: false, says: 'runs twice' }],
  },
  rows: Array.from({ length: 20 }, (_, n): [number, number, number | null] => [
    n,
    150 + 10 * n,
    n === 3 ? null : 151 + 10 * n,
  ]),
};

describe('the evaluation', () => {
  test('a page with medians, what does not hold, QEMU alone beside it, and figures', () => {
    const files = evaluationFiles([run], 'evaluation');
    const page = files.get('')!;
    expect(page).toContain('| 40.0 ms (20.0 to 60.0) |');
    expect(page).toContain('**Does not hold**: it runs once (runs twice).');
    expect(page).toContain('| freeze | 40.0 ms | 10.0 ms | 4.00 |');
    // From order to RESUME, and from when the destination waited, 50 ms later.
    expect(page).toContain('| in all | 140.0 ms | 110.0 ms | 1.27 |');
    expect(page).toContain('| after that | 90.0 ms | 60.0 ms | 1.50 |');
    expect(page).toContain('| requests lost in a move | 366 | 0 in 3 moves |');
    expect(page).toContain('| the source commits | 33.0 ms |');
    expect(page).toContain('| migration | 1 | 900 | Offer 1 |');
    expect(page).toContain('![Requests over time around the first freeze](evaluation/inter-ad-sequence.svg)');
    expect([...files.keys()]).toEqual([
      'inter-ad-sequence.svg',
      'inter-ad-parts.svg',
      'inter-ad-gaps.svg',
      '',
    ]);
    for (const [file, text] of files) if (file !== '') expect(text).toMatch(/^<svg [^]*<\/svg>\n$/);
  });

  test('tells two guests apart, and what one saw of the other', () => {
    const moves = [sampleMove(40, 42), { ...sampleMove(30, 0), guest: 'second guest', from: 'h4', to: 'h2' }];
    const result = { ...run.result, moves, between: { ...sampleResult.probe!, sent: 500, lost: 2 } };
    const page = evaluationFiles([{ ...run, result }], 'evaluation').get('')!;
    expect(page).toContain('| guest: h1 | h3 |');
    expect(page).toContain('| second guest: h4 | h2 |');
    expect(page).toContain('The second guest sent 500 requests to the first; 2 were lost');
  });

  test('without runs it says so', () => {
    const files = evaluationFiles([], 'evaluation');
    expect([...files.keys()]).toEqual(['']);
    expect(files.get('')).toContain('No run has been stored yet.');
  });

  test('the median is the one in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([])).toBeUndefined();
  });
});
