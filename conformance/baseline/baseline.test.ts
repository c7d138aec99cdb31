import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { exitCodeOf, type RunReport } from '../report.ts';
import { sampleReport } from '../reporters/sample-report.ts';
import { type Baseline, type BaselineEntry, readBaseline } from './baseline.ts';
import { heldAgainst } from './judge.ts';
import { baselineText, updated } from './update.ts';

const failing: BaselineEntry = {
  case: 'witness/fail',
  verdict: 'fail',
  message: 'expected WitnessAnswer, or silence; got Refused',
  reason: 'being mended',
  link: 'https://example.org/issues/1',
  expires: '2027-03-01',
};
const today = '2027-03-01';
const asked = { reason: 'new', expires: '2027-06-01' };

function baselineOf(...known: readonly BaselineEntry[]): Baseline {
  return { format: 1, known };
}

/** The sample with only some of its results. */
function only(...ids: readonly string[]): RunReport {
  const results = sampleReport.results.filter(({ id }) => ids.includes(id));
  const verdicts = { pass: 0, fail: 0, inconclusive: 0, skipped: 0, error: 0 };
  for (const { verdict } of results) verdicts[verdict] += 1;
  return { ...sampleReport, results, counts: { ...sampleReport.counts, verdicts } };
}

describe('a baseline', () => {
  test('is what its schema says, and so is what an update writes', () => {
    const schema = JSON.parse(
      readFileSync(new URL('baseline.schema.json', import.meta.url), 'utf8'),
    ) as object;
    const validate = new Ajv({ allErrors: true, strict: true, validateFormats: false }).compile(schema);
    const { baseline } = updated(baselineOf(failing), sampleReport, today, asked);
    for (const one of [baselineOf(failing), baseline]) {
      expect(validate(JSON.parse(baselineText(one))), JSON.stringify(validate.errors)).toBe(true);
      expect(readBaseline(baselineText(one))).toEqual(one);
    }
  });

  test.each([
    ['', /it is not JSON/],
    ['[]', /it is not a JSON object/],
    ['{"format":2,"known":[]}', /"format" is 2; this kit reads 1/],
    ['{"format":1}', /"known" is not a list/],
    ['{"format":1,"known":[],"extra":0}', /unknown member "extra"/],
    ['{"format":1,"known":[3]}', /entry 1 is not an object/],
    [baselineText(baselineOf({ ...failing, case: 'witness/*' })), /a pattern would hide failures to come/],
    [baselineText(baselineOf({ ...failing, case: 'fail' })), /"case" is not the id of a case/],
    [baselineText(baselineOf({ ...failing, message: 'exp' })), /"message" has at least 8 characters/],
    [baselineText(baselineOf({ ...failing, reason: ' ' })), /"reason" says why/],
    [baselineText(baselineOf({ ...failing, link: 'soon' })), /"link" is an address/],
    [baselineText(baselineOf({ ...failing, expires: '2027-02-30' })), /"expires" is a day/],
    [baselineText(baselineOf({ ...failing, verdict: 'pass' as 'fail' })), /"verdict" is one of fail, error/],
    [baselineText(baselineOf(failing, failing)), /two entries for witness\/fail/],
  ])('%s is refused with a sentence', (text, sentence) => {
    const problems = readBaseline(text);
    expect('length' in problems && problems.join('; ')).toMatch(sentence);
  });
});

describe('a report held against it', () => {
  test('an entry excuses what it describes, on its last day too', () => {
    const report = heldAgainst(only('witness/fail', 'witness/pass'), baselineOf(failing), today);
    expect(report.baseline).toEqual({
      known: [
        {
          id: 'witness/fail',
          verdict: 'fail',
          reason: 'being mended',
          link: 'https://example.org/issues/1',
          expires: '2027-03-01',
        },
      ],
      troubles: [],
    });
    expect(exitCodeOf(report)).toBe(0);
  });

  test('it excuses nothing else', () => {
    expect(exitCodeOf(heldAgainst(sampleReport, baselineOf(failing), today))).toBe(4);
    expect(exitCodeOf(heldAgainst(only('witness/fail'), baselineOf(), today))).toBe(1);
  });

  test.each([
    ['stale', only('witness/pass'), { ...failing, case: 'witness/pass' }, today, /passes now/],
    ['stale', only('witness/skipped'), { ...failing, case: 'witness/skipped' }, today, /was not run/],
    ['expired', only('witness/fail'), failing, '2027-03-02', /excused until 2027-03-01/],
    ['unknown', only('witness/pass'), { ...failing, case: 'witness/gone' }, today, /there is no such case/],
    [
      'changed',
      only('witness/fail'),
      { ...failing, message: 'expected WitnessAnswer, or silence; got nothing' },
      today,
      /its message was "expected .* nothing" and is "expected .* Refused/,
    ],
    [
      'changed',
      only('witness/inconclusive'),
      { ...failing, case: 'witness/inconclusive' },
      today,
      /it was fail and is inconclusive now/,
    ],
  ] as const)('an entry that is %s fails the run', (kind, report, entry, day, says) => {
    const held = heldAgainst(report, baselineOf(entry), day);
    expect(held.baseline).toEqual({
      known: [],
      troubles: [{ id: entry.case, kind, says: expect.stringMatching(says) }],
    });
    expect(exitCodeOf(held)).toBe(1);
  });

  test('mixed verdicts are not what was excused', () => {
    const report = only('witness/fail');
    const mixed = { ...report.results[0]!, runs: ['fail', 'pass'] as const };
    const held = heldAgainst({ ...report, results: [mixed] }, baselineOf(failing), today);
    expect(held.baseline!.troubles[0]).toMatchObject({
      kind: 'changed',
      says: expect.stringMatching(/differ now: fail, pass/),
    });
  });

  test('an entry about a case that was not selected is not judged', () => {
    const entry = { ...failing, case: 'codec/a' };
    const held = heldAgainst(only('witness/pass'), baselineOf(entry), '2030-01-01');
    expect(held.baseline).toEqual({ known: [], troubles: [] });
  });
});

describe('an update', () => {
  test('drops what is stale, keeps what people wrote, adds what is new, in order of id', () => {
    const short = { ...failing, message: 'expected WitnessAnswer' };
    const before = { $schema: './here.json', ...baselineOf({ ...failing, case: 'witness/pass' }, short) };
    const update = updated(before, only('witness/pass', 'witness/fail', 'witness/error'), today, asked);
    expect(update.baseline).toEqual({
      $schema: './here.json',
      format: 1,
      known: [
        {
          case: 'witness/error',
          verdict: 'error',
          message: sampleReport.results[0]!.reason,
          reason: 'new',
          expires: '2027-06-01',
        },
        short,
      ],
    });
    expect(update).toMatchObject({ added: ['witness/error'], removed: ['witness/pass'] });
  });

  test('an entry about a case that was not selected stays', () => {
    const entry = { ...failing, case: 'codec/a' };
    expect(updated(baselineOf(entry), only('witness/pass'), today, {}).baseline.known).toEqual([entry]);
  });

  test('says which entries lack a reason or a day', () => {
    const update = updated(baselineOf(failing), only('witness/fail', 'witness/error'), '2027-03-02', {});
    expect(update).toMatchObject({
      withoutReason: ['witness/error'],
      withoutDay: ['witness/error', 'witness/fail'],
    });
  });

  test('a second update changes nothing', () => {
    const { baseline } = updated(undefined, sampleReport, today, asked);
    expect(baselineText(updated(baseline, sampleReport, today, {}).baseline)).toBe(baselineText(baseline));
  });
});
