import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { excusedReport, sampleReport } from '../sample-report.ts';
import { dataBlock, markup } from './markup.ts';
import { htmlReport } from './page.ts';
import { sampleMutants } from './sample-page.ts';

const page = htmlReport(sampleReport, sampleMutants);

test('text from outside stays text', () => {
  expect(page).toContain('<h1>agent &#60;&#34;&#38;&#34;&#62; <span');
  expect(page).toContain('it said \ufffd\ufffd[31m and \ufffd and died');
  const name = '</script><img src=x onerror=alert(1)>';
  expect(markup`<p title="${name}">${[name, 3, undefined]}</p>`.text).toBe(
    '<p title="&#60;/script&#62;&#60;img src=x onerror=alert(1)&#62;">&#60;/script&#62;&#60;img src=x onerror=alert(1)&#62;3</p>',
  );
  expect(dataBlock('it', [name]).text).toBe(
    '<script type="application/json" id="it">["\\u003c/script\\u003e\\u003cimg src=x onerror=alert(1)\\u003e"]</script>',
  );
});

test('its policy allows the style and the script that it holds, and nothing else', () => {
  const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(page)![1]!.replaceAll('&#39;', "'");
  for (const name of ['style', 'script']) {
    const content = new RegExp(`<${name}>([^]*?)</${name}>`).exec(page)![1]!;
    const hash = createHash('sha256').update(content).digest('base64');
    expect(policy).toContain(`${name}-src 'sha256-${hash}'`);
  }
  expect(policy).toContain("default-src 'none'");
  expect(page).not.toMatch(/ style=| on[a-z]+="| src=/);
});

test('a failure stands first, with clause, expectation and what came', () => {
  const ids = [...page.matchAll(/id="case-([^"]+)"/g)].map((found) => found[1]);
  expect(ids).toEqual([
    'witness/fail',
    'witness/error',
    'witness/inconclusive',
    'witness/skipped',
    'witness/pass',
  ]);
  expect(page).toMatch(/WitnessAnswer <i>or<\/i> silence[^]*Refused &#60;\]\]&#62;/);
});

test('what the baseline knows is told apart, and entries that fit no longer are told', () => {
  const excused = htmlReport(excusedReport, sampleMutants);
  expect(excused).toMatch(/data-standing="known"[^]*Known until 2027-03-01: being mended/);
  expect(excused).toContain('The baseline fits no longer');
});

test('a wrong reading counts as noticed only when a case that catches it came to a verdict', () => {
  expect(page).toContain('would have noticed 1 of them');
  expect(page.match(/not noticed by this run/g)).toHaveLength(1);
});
