import { describe, expect, test } from 'vitest';
import { resultShape } from '../simulation/result.ts';
import type { Problem } from '../simulation/shape.ts';
import { asSimulation, labPage } from './page.ts';
import { labResultShape } from './result.ts';
import type { LabRun } from './run.ts';
import { sampleResult } from './samples.laws.ts';
import { eventsCsv, requestsCsv } from './tables.ts';

const run: LabRun = {
  packets: undefined,
  result: {
    ...sampleResult,
    programs: [{ program: 'curl', ok: true, octets: 5, says: '<right>' }],
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
