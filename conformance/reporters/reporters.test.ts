import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { consoleReport } from './console.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { excusedReport, sampleReport } from './sample-report.ts';
import { tapReport } from './tap.ts';

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

describe('console', () => {
  const text = consoleReport(sampleReport, { colour: false, verbose: false });

  test('shows clause, expectation, actual, exchange and how to repeat it', () => {
    expect(text).toContain(`FAIL  witness/fail
  what witness/fail is about
  clause    [XIP-001] MUST: A "clause" & more.
  expected  WitnessAnswer
  or        silence
  actual    Refused <]]>
  exchange
          0 ms  ──▶  destination → witness: WitnessRead
        250 ms  ◀──  witness → destination: Refused
  repeat    xlmp check --filter 'witness/fail' -- ./agent`);
  });

  test('shows failures first and totals last', () => {
    expect(text.indexOf('FAIL')).toBe(0);
    expect(text.slice(text.indexOf('witness  ')))
      .toBe(`witness  1 fail, 1 error, 1 inconclusive, 1 skipped, 1 pass

Not run: 2 (not selected by the options): codec/a, codec/b
agent <"&"> 1 over stdio: executed 2, applicable 4, selected 5, in the catalogue 7, seed 7
1 pass, 1 skipped, 1 inconclusive, 1 error, 1 fail; 1.23 s, 0.40 s of it spent waiting
not conformant (exit code 1)
`);
  });

  test('what the implementation said cannot steer the terminal', () => {
    expect(text).toContain('  reason    it said \ufffd\ufffd[31m and \ufffd and died');
  });

  test('has colours only when asked, and octets only when asked', () => {
    expect(text).not.toContain('\u001b[31mFAIL');
    expect(consoleReport(sampleReport, { colour: true, verbose: false })).toContain('\u001b[31mFAIL');
    expect(text).not.toContain('584c');
    expect(consoleReport(sampleReport, { colour: false, verbose: true })).toContain('584c');
  });
});

const validReport = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(
  JSON.parse(read('report.schema.json')) as object,
);

describe('JSON', () => {
  test('is what its schema says', () => {
    expect(validReport(JSON.parse(jsonReport(sampleReport))), JSON.stringify(validReport.errors)).toBe(true);
  });

  test('a failure without its reason is not', () => {
    const document = JSON.parse(jsonReport(sampleReport)) as { results: { verdict: string }[] };
    document.results[3]!.verdict = 'fail';
    expect(validReport(document)).toBe(false);
  });
});

describe('JUnit', () => {
  const xml = junitReport(sampleReport);
  const schema = read('junit.xsd');

  test('is well-formed and what its schema says', async () => {
    const found = await validateXML({ xml: [{ fileName: 'report.xml', contents: xml }], schema: [schema] });
    expect(found.errors).toEqual([]);
    expect(found.valid).toBe(true);
  });

  test('the schema refuses a test case without a name', async () => {
    const worse = xml.replace(' name="witness/pass"', '');
    expect((await validateXML({ xml: worse, schema: [schema] })).valid).toBe(false);
  });

  test('only a pass is an empty test case', () => {
    const empty = [...xml.matchAll(/<testcase [^>]*name="([^"]*)"[^>]*\/>/g)].map((found) => found[1]);
    expect(empty).toEqual(['witness/pass']);
    expect(xml).toContain('tests="5" failures="1" errors="2"');
    expect(xml).toContain('<error type="inconclusive" message="inconclusive: ground not reached">');
  });

  test('has nothing in it that XML forbids', () => {
    expect(xml).toContain('it said \ufffd\ufffd[31m and \ufffd and died');
    expect(xml).toContain('Refused &lt;]]&gt;');
  });
});

describe('TAP', () => {
  const lines = tapReport(sampleReport).split('\n');

  test('is a version, a plan, and a line for each case with its number', () => {
    expect(lines[0]).toBe('TAP version 14');
    expect(lines).toContain('1..5');
    expect(lines.filter((line) => /^(not )?ok /.test(line))).toEqual([
      'not ok 1 - witness/error',
      'not ok 2 - witness/fail',
      'not ok 3 - witness/inconclusive',
      'ok 4 - witness/pass',
      'ok 5 - witness/skipped # SKIP the manifest does not claim keep-journal',
    ]);
  });

  test('has no line that is none of the protocol', () => {
    let [inBlock, blocks] = [false, 0];
    for (const line of lines.slice(1, -1)) {
      if (line === '  ---') [inBlock, blocks] = [true, blocks + 1];
      else if (line === '  ...') inBlock = false;
      else if (inBlock) expect(line).toMatch(/^ {2}(\w+:| {2}-)( "([^"\\]|\\(["\\bfnrt]|u[0-9a-f]{4}))*")?$/);
      else expect(line).toMatch(/^(# |1\.\.\d+$|(not )?ok \d+ - )/);
    }
    expect([inBlock, blocks]).toEqual([false, 3]);
  });

  test('tells what was expected, what came and the clause', () => {
    expect(lines).toContain('    - "[XIP-001] MUST: A \\"clause\\" & more."');
    expect(lines).toContain('  actual: "Refused <]]>"');
    expect(lines).toContain('  reason: "it said \\u0000\\u001b[31m and \ufffd and died"');
  });

  test('a number sign in a description begins no directive', () => {
    const odd = { ...sampleReport.results[3]!, id: 'witness/a # SKIP \\ b\nok 9' };
    expect(tapReport({ ...sampleReport, results: [odd] })).toContain(
      '\nok 1 - witness/a \\# SKIP \\\\ b ok 9\n',
    );
  });

  test('a run of nothing bails out', () => {
    const nothing = {
      ...sampleReport,
      counts: { ...sampleReport.counts, applicable: 0 },
      results: [],
    };
    expect(tapReport(nothing)).toContain('\nBail out! nothing was run\n');
    expect(tapReport(nothing)).not.toContain('1..0');
  });
});

describe('deviations that a baseline knows', () => {
  test('the console shows each on a line, and entries that fit no longer', () => {
    const text = consoleReport(excusedReport, { colour: false, verbose: false });
    expect(text).toContain('BASELINE stale  witness/pass: it passes now; take the entry out\n');
    expect(text).toContain(
      'known fail  witness/fail: being mended (https://example.org/1), until 2027-03-01\n',
    );
    expect(text).not.toContain('FAIL  witness/fail');
    expect(text).toContain('not conformant; 1 entries of the baseline fit no longer (exit code 1)');
  });

  test('JSON is what its schema says', () => {
    expect(validReport(JSON.parse(jsonReport(excusedReport)))).toBe(true);
  });

  test('JUnit skips what is known, and fails entries that fit no longer', async () => {
    const xml = junitReport(excusedReport);
    const schema = [read('junit.xsd')];
    const found = await validateXML({ xml: [{ fileName: 'report.xml', contents: xml }], schema });
    expect(found.errors).toEqual([]);
    expect(xml).toContain('<skipped message="known fail: being mended"/>');
    expect(xml).toContain('tests="6" failures="1" errors="2"');
    expect(xml).toContain('<failure type="stale" message="stale: it passes now; take the entry out">');
  });

  test('TAP has what is known to do, and entries that fit no longer as tests of their own', () => {
    const text = tapReport(excusedReport);
    expect(text).toContain('\n1..6\n');
    expect(text).toContain('\nnot ok 2 - witness/fail # TODO known: being mended\n');
    expect(text).toContain('\nnot ok 6 - the baseline entry of witness/pass is stale: it passes now;');
  });
});
