import { expect, test } from 'vitest';
import type { RunReport } from '../report.ts';
import { sampleReport } from '../reporters/sample-report.ts';
import { adapterOf, Findings } from './findings.ts';

const { subject, results } = sampleReport;
const inRealTime: RunReport = {
  ...sampleReport,
  subject: { ...subject, adapter: 'udp', manifest: { ...subject.manifest, time: 'real' } },
};

test('the same verdicts in every run are equal, whatever they are', () => {
  const findings = new Findings();
  findings.keep(sampleReport, 1);
  findings.keep(inRealTime, 1);
  expect(findings.unequal()).toEqual([]);
  expect(findings.counts).toEqual({ cases: 5, verdicts: 10 });
});

test('a verdict that differs is told with its adapter, its run and its reason', () => {
  const findings = new Findings();
  const failing = results.map((result) =>
    result.id === 'witness/pass' ? { ...results[1]!, id: 'witness/pass' } : result,
  );
  findings.keep(sampleReport, 1);
  findings.keep(sampleReport, 2);
  findings.keep({ ...inRealTime, results: failing }, 2);
  expect(findings.unequal()).toEqual([
    'witness/pass: pass 2 times; fail over udp in real time in run 2 (got Refused <]]>)',
  ]);
});

test('a case that has no reason gets none', () => {
  const findings = new Findings();
  findings.keep({ ...sampleReport, results: [{ ...results[4]!, id: 'witness/pass' }] }, 1);
  findings.keep({ ...sampleReport, results: [{ ...results[4]!, id: 'witness/pass' }] }, 2);
  findings.keep({ ...sampleReport, results: [results[3]!] }, 3);
  expect(findings.unequal()).toEqual(['witness/pass: skipped 2 times; pass over stdio in run 3']);
});

test('real time is said beside the adapter', () => {
  expect([adapterOf(sampleReport), adapterOf(inRealTime)]).toEqual(['stdio', 'udp in real time']);
});
