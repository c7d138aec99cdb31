import { describe, expect, test } from 'vitest';
import type { LabMove } from '../result.ts';
import { evaluationFiles, median, type NamedRun } from './evaluation.ts';

const move = (freezeMs: number, gapMs: number, by: LabMove['by'] = 'xlmp'): LabMove => ({
  by,
  from: 'h1',
  to: 'h3',
  memoryMiB: 64,
  orderedMs: 0,
  endedMs: 500,
  frozenMs: 300,
  runningMs: 300 + freezeMs,
  totalMs: 300 + freezeMs,
  freezeMs,
  parts: [{ name: 'freeze', ms: freezeMs }],
  octets: 1_048_576,
  packets: 800,
  outcome: 'moved',
  says: 'done',
  killed: undefined,
  runsAt: ['h3'],
  silence:
    by === 'qemu'
      ? null
      : { gapMs, gapStartMs: 299, gapOverFreezeMs: gapMs - freezeMs, sent: 9, lost: 0, late: 1 },
});

const run: NamedRun = {
  name: 'inter-ad',
  result: {
    format: 'xlmp-lab/1',
    scenario: 'inter-ad',
    title: 'A guest moves',
    way: 'inter-ad',
    about: '',
    began: '2026-01-01T00:00:00.000Z',
    machine: {
      processors: 2,
      model: 'a processor',
      memoryMiB: 4096,
      kernel: '6',
      node: 'v20',
      qemu: '10.0.2',
      accelerator: 'kvm',
      load: 0,
    },
    guest: { kind: 'bare', memoryMiB: 64, bootMs: 900 },
    mtu: 9000,
    moves: [move(40, 42), move(20, 21), move(60, 65), move(10, 0, 'qemu')],
    probe: {
      perSecond: 1000,
      sent: 100,
      answered: 100,
      lost: 0,
      duplicated: 0,
      late: 1,
      gapMs: 65,
      roundTripMs: { least: 1, median: 1, most: 60 },
    },
    programs: [],
    checks: [{ what: 'it runs once', met: false, says: 'runs twice' }],
    freezeParts: [{ name: 'the source commits', ms: 33 }],
    signalling: [{ message: 'Offer', part: 'migration', count: 1, octets: 900 }],
    ladder: { parties: [], messages: [], left: 0 },
    agents: [],
  },
  rows: Array.from({ length: 20 }, (_, n): [number, number, number | null] => [
    n,
    250 + 10 * n,
    n === 3 ? null : 251 + 10 * n,
  ]),
};

describe('the evaluation', () => {
  test('a page with medians, what does not hold, QEMU alone beside it, and figures', () => {
    const files = evaluationFiles([run], 'evaluation');
    const page = files.get('')!;
    expect(page).toContain('| 40.0 ms (20.0 to 60.0) |');
    expect(page).toContain('**Does not hold**: it runs once (runs twice).');
    expect(page).toContain('| freeze | 40.0 ms | 10.0 ms | 4.00 |');
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
