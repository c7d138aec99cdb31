import { describe, expect, test } from 'vitest';
import { freezeParts } from './freeze-parts.ts';
import type { LabMove } from './result.ts';

const move = { frozenMs: 100, runningMs: 160 } as LabMove;
const message = (name: string, sentMs: number, arrivedMs: number | null) => ({
  message: name,
  sentMs,
  arrivedMs,
  from: 'h1',
  to: 'h3',
  octets: 400,
});
const all = [
  message('Freeze', 110, 112),
  message('Complete', 118, 120),
  message('WitnessSwap', 121, 125),
  message('WitnessAnswer', 126, 131),
  message('Commit', 133, 135),
  message('Commit', 150, 152),
];

describe('the parts of a freeze', () => {
  test('end with the messages that end them, and are the whole freeze', () => {
    const parts = freezeParts(move, all);
    expect(parts.map(({ ms }) => ms)).toEqual([10, 10, 11, 2, 27]);
    expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBe(60);
  });

  test('a message that was lost, or is of another move, ends none', () => {
    const seen = [message('Freeze', 50, 52), message('Complete', 118, null), message('Commit', 133, 135)];
    expect(freezeParts(move, seen)).toEqual([
      { name: 'the source commits', ms: 33 },
      { name: 'the destination starts it', ms: 27 },
    ]);
  });

  test('there are none where nothing was written down, or nothing froze', () => {
    expect(freezeParts(move, [])).toEqual([]);
    expect(freezeParts({ ...move, frozenMs: null }, all)).toEqual([]);
  });
});
