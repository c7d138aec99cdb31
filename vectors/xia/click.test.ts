/**
 * The golden data of the real routers, replayed; prints its counts.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { formatCount, readExceptions, replayFolder } from './replay/replay.ts';

const counts = replayFolder(fileURLToPath(new URL('./click', import.meta.url)), readExceptions());

describe('golden data of xia-core', () => {
  test('is complete', () => {
    expect(counts.map(({ file }) => file)).toEqual([
      'paths.tsv',
      'paths.v2.tsv',
      'xids.tsv',
      'xids.v2.tsv',
      'headers.tsv',
      'headers.v2.tsv',
      'forward.v2.tsv',
      'ipencap.tsv',
    ]);
  });

  test.each(counts.map((count) => [count.file, count] as const))('%s is reproduced', (_file, count) => {
    process.stdout.write(`${formatCount(count)}\n`);
    expect(count.faults).toEqual([]);
    expect(count.refused).toEqual([]);
    expect(count.stale).toEqual([]);
    expect(count.reproduced + count.leftOut + count.exceptions).toBe(count.rows);
  });

  test('at most 5 % of the usable forwarding rows are exceptions, and no header row', () => {
    for (const { file, rows, leftOut, exceptions } of counts) {
      if (file.startsWith('headers')) expect(exceptions).toBe(0);
      if (file === 'forward.v2.tsv') expect(exceptions).toBeLessThanOrEqual(0.05 * (rows - leftOut));
    }
  });

  test('exceptions name a row once and give a reason', () => {
    const exceptions = readExceptions();
    expect(new Set(exceptions.map(({ file, row }) => `${file} ${row}`)).size).toBe(exceptions.length);
    for (const { reason } of exceptions) expect(reason.length).toBeGreaterThan(20);
  });
});
