import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { packet } from '../../octets/xip.ts';
import { hexOf } from '../../octets/octets.ts';
import { excusedReport } from '../sample-report.ts';
import { BrowserPage, findChromium, type Screen } from './chromium.ts';
import { htmlReport } from './page.ts';
import { sampleMutants } from './sample-page.ts';

const chromium = findChromium();
const desk: Screen = { width: 1280, height: 900, dark: false };
const phone: Screen = { width: 390, height: 844, dark: true };
const visible = "[...document.querySelectorAll('.case:not([hidden])')].map((one) => one.id)";

describe.skipIf(chromium === undefined)(
  `the page${chromium === undefined ? ' (not run: no chromium)' : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'xlmp-'));
    const file = join(folder, 'report.html');
    const url = pathToFileURL(file).href;
    let page: BrowserPage;

    beforeAll(async () => {
      const octets = hexOf(packet('destination', 'witness', 'ffff', 0));
      const results = excusedReport.results.map((result) => ({
        ...result,
        exchange: result.exchange.map((step) => ({ ...step, octets })),
      }));
      writeFileSync(file, htmlReport({ ...excusedReport, results }, sampleMutants));
      page = await BrowserPage.open(chromium!, join(folder, 'profile'));
    });
    afterAll(async () => {
      await page.close();
      // A helper of the browser may take a moment to end.
      rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
    });
    beforeEach(() => page.show(url, desk));

    test('asks for nothing, breaks no rule of its policy, and has its style', async () => {
      expect(new Set(page.requests.filter((asked) => asked !== 'about:blank'))).toEqual(new Set([url]));
      expect(page.complaints).toEqual([]);
      expect(await page.evaluate("getComputedStyle(document.querySelector('nav')).position")).toBe('sticky');
    });

    test.each([
      ['desk', desk],
      ['phone in the dark', phone],
    ])('nothing is wider than the %s', async (_, screen) => {
      await page.show(url, screen);
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(screen.width);
    });

    test('text filters the cases by keyboard, and arrow keys go through what is left', async () => {
      await page.evaluate("document.querySelector('[name=text]').focus()");
      await page.press('s', 'k', 'i', 'p');
      expect(await page.evaluate(visible)).toEqual(['case-witness/skipped']);
      expect(await page.evaluate("document.getElementById('shown').textContent")).toBe('1 of 5 cases');
      await page.press('ArrowDown', 'Enter');
      expect(await page.evaluate("document.activeElement.closest('details').open")).toBe(true);
      expect(await page.evaluate('location.hash')).toBe('#text=skip');
    });

    test('a verdict is switched off by keyboard', async () => {
      await page.evaluate("document.querySelector('[value=pass]').focus()");
      await page.press(' ');
      expect(await page.evaluate(visible)).not.toContain('case-witness/pass');
      expect(await page.evaluate(visible)).toHaveLength(4);
    });

    test('a requirement shows its clause and its cases, by keyboard', async () => {
      await page.evaluate("document.querySelector('[data-requirement=INV-001]').focus()");
      await page.press('ArrowRight', 'Enter');
      expect(await page.evaluate("document.getElementById('clause').textContent")).toMatch(
        /^INV-002 MUST NOT /,
      );
      expect(await page.evaluate(visible)).toEqual([]);
      await page.evaluate("document.querySelector('[data-requirement=XIP-001]').focus()");
      await page.press('Enter');
      expect(await page.evaluate(visible)).toHaveLength(5);
    });

    test('what is asked for can be passed on as an address', async () => {
      await page.show(`${url}#verdict=error,known`, desk);
      expect(await page.evaluate(visible)).toEqual(['case-witness/error', 'case-witness/fail']);
      await page.show(`${url}#case-witness/fail`, desk);
      expect(await page.evaluate("document.getElementById('case-witness/fail').open")).toBe(true);
    });

    test('the octets of a packet open field by field', async () => {
      await page.evaluate("document.getElementById('case-witness/fail').open = true");
      await page.evaluate("document.querySelector('[data-octets] summary').focus()");
      await page.press('Enter');
      await page.evaluate(
        "new Promise((done) => { (function look() { document.querySelector('[data-octets] table') === null ? requestAnimationFrame(look) : done(); })(); })",
      );
      const rows = await page.evaluate(
        "[...document.querySelector('[data-octets]').querySelectorAll('tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))",
      );
      expect(rows).toContainEqual(['4', 'fa', 'hopLimit', '250']);
      expect(rows).toContainEqual(['176', 'ffff', 'payload', '']);
    });

    test.each([
      ['desk', desk],
      ['phone in the dark', phone],
    ])('axe finds no fault on the %s', async (_, screen) => {
      await page.show(url, screen);
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      await page.evaluate(axe.source);
      const faults = await page.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
      );
      expect(faults).toEqual([]);
    });
  },
);
