/** A report with every verdict in it, for the tests of the reporters. */
import type { CaseResult, RunReport } from '../report.ts';
import type { Verdict } from '../verdict.ts';

function result(id: string, verdict: Verdict, more: Partial<CaseResult> = {}): CaseResult {
  return {
    id,
    title: `what ${id} is about`,
    role: 'witness',
    covers: ['XIP-001'],
    verdict,
    exchange: [],
    repeatWith: `xlmp check --filter '${id}' -- ./agent`,
    durationMs: 1.25,
    waitedMs: 0,
    ...more,
  };
}

/** Five results, with text that XML and terminals do not like. */
export const sampleReport: RunReport = {
  kit: '0.1.0',
  subject: {
    name: 'agent <"&">',
    version: '1',
    adapter: 'stdio',
    manifest: { roles: ['witness'], capabilities: [], time: 'virtual', timers: {} },
  },
  counts: {
    catalogue: 7,
    selected: 5,
    applicable: 4,
    executed: 2,
    verdicts: { pass: 1, fail: 1, inconclusive: 1, skipped: 1, error: 1 },
  },
  notRun: [{ reason: 'not selected by the options', ids: ['codec/a', 'codec/b'] }],
  results: [
    result('witness/error', 'error', { reason: 'it said \u0000\u001b[31m and \ud800 and died' }),
    result('witness/fail', 'fail', {
      failure: {
        expectedOneOf: ['WitnessAnswer', 'silence'],
        actual: 'Refused <]]>',
        clauses: [{ id: 'XIP-001', level: 'MUST', text: 'A "clause" & more.' }],
      },
      exchange: [
        { at: 0, way: 'to', what: 'destination → witness: WitnessRead', octets: '584c' },
        { at: 250, way: 'from', what: 'witness → destination: Refused', octets: '584c' },
      ],
    }),
    result('witness/inconclusive', 'inconclusive', { reason: 'ground not reached' }),
    result('witness/pass', 'pass'),
    result('witness/skipped', 'skipped', { reason: 'the manifest does not claim keep-journal' }),
  ],
  seed: 7,
  repeat: 1,
  durationMs: 1234,
  waitedMs: 400,
};

/** The same, held against a baseline that knows the failure, and that has an entry for what passes. */
export const excusedReport: RunReport = {
  ...sampleReport,
  baseline: {
    known: [
      {
        id: 'witness/fail',
        verdict: 'fail',
        reason: 'being mended',
        link: 'https://example.org/1',
        expires: '2027-03-01',
      },
    ],
    troubles: [{ id: 'witness/pass', kind: 'stale', says: 'it passes now; take the entry out' }],
  },
};
