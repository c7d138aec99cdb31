import { describe, expect, test } from 'vitest';
import { resultShape } from '../simulation/result.ts';
import type { Problem } from '../simulation/shape.ts';
import { asSimulation, labPage } from './page.ts';
import { labResultShape } from './result.ts';
import type { LabRun } from './run.ts';
import { eventsCsv, requestsCsv } from './tables.ts';

const run: LabRun = {
  packets: undefined,
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
      accelerator: 'tcg',
      load: 0.5,
    },
    guest: { kind: 'bare', memoryMiB: 64, bootMs: 900 },
    mtu: 1500,
    moves: [
      {
        by: 'xlmp',
        from: 'h1',
        to: 'h3',
        memoryMiB: 64,
        orderedMs: 100,
        endedMs: 400,
        frozenMs: 200,
        runningMs: 260.5,
        totalMs: 160.5,
        freezeMs: 60.5,
        parts: [{ name: 'freeze', ms: 60.5 }],
        octets: 1_000_000,
        packets: 900,
        outcome: 'moved',
        says: 'done',
        killed: undefined,
        runsAt: ['h3'],
        silence: { gapMs: 63, gapStartMs: 199, gapOverFreezeMs: 2.5, sent: 3, lost: 0, late: 1 },
      },
    ],
    probe: {
      perSecond: 1000,
      sent: 3,
      answered: 3,
      lost: 0,
      duplicated: 0,
      late: 1,
      gapMs: 63,
      roundTripMs: { least: 1, median: 1, most: 60 },
    },
    programs: [{ program: 'curl', ok: true, octets: 5, says: '<right>' }],
    checks: [{ what: 'the guest runs exactly once', met: true, says: 'runs at h3' }],
    freezeParts: [{ name: 'the source commits', ms: 33 }],
    signalling: [{ message: 'Offer', part: 'migration', count: 1, octets: 900 }],
    ladder: { parties: [], messages: [], left: 0 },
    agents: [
      { name: 'h1', memoryMiB: 80, memoryMostMiB: 90, processorMs: 100, files: 30, memoryAfterMiB: [70, 80] },
    ],
  },
  rows: [
    [0, 198, 199],
    [1, 210, 262],
    [2, 263, null],
  ],
};

describe('what a run is written as', () => {
  test('the result fits its shape, and its page that of a simulation', () => {
    const problems: Problem[] = [];
    labResultShape.read(JSON.parse(JSON.stringify(run.result)), '', problems);
    resultShape.read(JSON.parse(JSON.stringify(asSimulation(run))), '', problems);
    expect(problems).toEqual([]);
  });

  test('the page has the plot, the tables and nothing that is not escaped', () => {
    const page = labPage(run);
    expect(page).toContain('<svg class="plot"');
    expect(page).toContain('freeze 60.5 ms');
    expect(page).toContain('&#60;right&#62;');
  });

  test('the tables for other programs', () => {
    expect(requestsCsv(run)).toBe(
      'number,sent_ms,answered_ms\n0,198.000,199.000\n1,210.000,262.000\n2,263.000,\n',
    );
    expect(eventsCsv(run)).toBe(
      'move,from,to,event,ms\n1,h1,h3,ordered,100\n1,h1,h3,frozen,200\n1,h1,h3,running,260.5\n1,h1,h3,ended,400\n',
    );
  });
});
