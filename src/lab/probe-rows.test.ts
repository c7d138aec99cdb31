import { describe, expect, test } from 'vitest';
import { longestSilence, parseProbeRows, probeFigures, withSilence } from './probe-rows.ts';
import type { LabMove } from './result.ts';
import { sampleMove } from './samples.laws.ts';

const text = [
  'number,sent,answered,guest_counter,guest_clock,answers',
  '0,1000000000,1001000000,1,5,1',
  '1,1010000000,1052000000,2,6,1',
  '2,1020000000,,,,0',
  '3,1060000000,1061000000,3,7,2',
  '',
].join('\n');
const rows = parseProbeRows(text, 500);

const move: LabMove = {
  ...sampleMove(35, 0, 'qemu'),
  by: 'xlmp',
  orderedMs: 1490,
  endedMs: 1560,
  frozenMs: 1510,
  runningMs: 1545,
  totalMs: 55,
};

describe('what the probe noted', () => {
  test('rows count from 1970, and a request without an answer has none', () => {
    expect(rows).toEqual([
      [0, 1500, 1501, 1],
      [1, 1510, 1552, 1],
      [2, 1520, null, 0],
      [3, 1560, 1561, 2],
    ]);
  });

  test('the figures are those of the rows', () => {
    expect(probeFigures(rows, 100)).toEqual({
      perSecond: 100,
      sent: 4,
      answered: 3,
      lost: 1,
      duplicated: 1,
      late: 1,
      gapMs: 51,
      roundTripMs: { least: 1, median: 1, most: 42 },
    });
  });

  test('the silence of a move is the longest that touches it, and the freeze is taken off', () => {
    const [seen] = withSilence([move], rows, 0);
    expect(seen!.silence).toEqual({
      gapMs: 51,
      gapStartMs: 1501,
      gapOverFreezeMs: 16,
      sent: 4,
      lost: 1,
      late: 1,
    });
    expect(withSilence([{ ...move, frozenMs: null }], rows, 0)[0]!.silence).toBeNull();
    expect(longestSilence(rows, 2000, 3000)).toBeUndefined();
  });
});
