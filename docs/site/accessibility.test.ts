/** The kinds of pages of the site in a real browser: axe finds nothing serious, on a desk and on a phone in the dark. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserPage, findChromium, type Screen } from '../../conformance/reporters/html/chromium.ts';

const site = new URL('../../.xlmp/site/', import.meta.url);
const lacks = !existsSync(new URL('index.html', site))
  ? 'no site; build it with "npm run site"'
  : findChromium() === undefined
    ? 'no chromium'
    : undefined;

/** A large page takes axe a while on a machine that does other things besides. */
const patience = 240_000;

/** One page of each kind; the first one is looked at as a whole. */
const kinds: readonly string[] = [
  'modules.html',
  'index.html',
  'The_specification_of_XLMP/05_Source_host.html',
  'Tables_of_the_registry/Layouts_of_records.html',
  'Failure_matrix/Failure_matrix__witness.html',
  'Case_catalogue/Cases__witness.html',
  'Requirement_coverage.html',
  'Examples_of_the_API.html',
  'Guides/Implement_a_party.html',
  'src/protocol.html',
  'media/xlmp.html',
];

/** The navigation, which is the same on every page, and longer than most of them. */
const navigation = '.tsd-navigation';

const desk: Screen = { width: 1280, height: 900, dark: false };
/** The phone differs in what is folded away and in colours, which the largest of each layout show. */
const screens: readonly (readonly [string, Screen, readonly string[]])[] = [
  ['desk', desk, kinds],
  ['phone in the dark', { width: 390, height: 844, dark: true }, kinds.filter((_, at) => at % 4 === 2)],
];

describe.skipIf(lacks !== undefined)(`the site${lacks === undefined ? '' : ` (not run: ${lacks})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'xlmp-'));
  let page: BrowserPage;
  beforeAll(async () => {
    page = await BrowserPage.open(findChromium()!, folder);
  }, patience);
  afterAll(async () => {
    await page.close();
    // A helper of the browser may take a moment to end.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  });

  describe.each(screens)('on the %s', (_, screen, shown) => {
    it.each(shown)('has no serious fault on %s', { timeout: patience }, async (path) => {
      expect(existsSync(new URL(path, site))).toBe(true);
      await page.show(new URL(path, site).href, screen);
      await page.evaluate(axe.source);
      const where = path === shown[0] ? 'document' : JSON.stringify({ exclude: navigation });
      const what = JSON.stringify({ resultTypes: ['violations'], selectors: false });
      const faults = await page.evaluate(`axe.run(${where}, ${what}).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))]))`);
      expect(faults).toEqual([]);
    });
  });
});
