import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { consoleReport } from './console.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { sampleReport } from './sample-report.ts';

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

  test('has colours only when asked, and octets only when asked', () => {
    expect(text).not.toContain('\u001b[31mFAIL');
    expect(consoleReport(sampleReport, { colour: true, verbose: false })).toContain('\u001b[31mFAIL');
    expect(text).not.toContain('584c');
    expect(consoleReport(sampleReport, { colour: false, verbose: true })).toContain('584c');
  });
});

describe('JSON', () => {
  const validate = new Ajv({ allErrors: true, strict: true, strictRequired: false }).compile(
    JSON.parse(read('report.schema.json')) as object,
  );

  test('is what its schema says', () => {
    expect(validate(JSON.parse(jsonReport(sampleReport))), JSON.stringify(validate.errors)).toBe(true);
  });

  test('a failure without its reason is not', () => {
    const document = JSON.parse(jsonReport(sampleReport)) as { results: { verdict: string }[] };
    document.results[3]!.verdict = 'fail';
    expect(validate(document)).toBe(false);
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
