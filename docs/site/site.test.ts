/** The parts that the site is made of: total matrices, charts without loss, links that are found dead or alive. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parties } from '../generate/parties.ts';
import { arrowsFrom } from '../generate/state-chart.ts';
import { failureMatrix } from './failure-matrix.ts';
import { deadLinks } from './links.ts';
import { pageOf, relativePath } from './page.ts';
import { withRequirementLinks } from './requirement-links.ts';
import { stateChart } from './state-chart.ts';

describe.each(Object.entries(parties))('the machine %s', (_, machine) => {
  it('has an outcome for every event in every state, and the last one has no condition', () => {
    const matrix = failureMatrix(machine);
    expect(matrix.states).not.toEqual([]);
    expect(matrix.events).not.toEqual([]);
    for (const state of matrix.states)
      for (const event of matrix.events) {
        const conditions = matrix.outcomes(state, event).map(({ condition }) => condition);
        expect(conditions.at(-1)).toBe('');
        expect(conditions.slice(0, -1)).not.toContain('');
      }
  });

  it('is drawn with all its states and arrows', () => {
    const drawn = stateChart(machine, 'label');
    const arrows = machine.states.flatMap(arrowsFrom);
    expect(drawn.match(/class="edge"/g)).toHaveLength(arrows.length + 1);
    expect(drawn.match(/class="(?:node|cluster)"/g)).toHaveLength(machine.states.length + 1);
    expect(drawn).not.toContain('black');
  });
});

describe('links', () => {
  it('are found dead when the page or the place in it is not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xlmp-site-'));
    try {
      const link = (target: string): string => `<a href="${target}">x</a>`;
      await writeFile(
        join(folder, 'a.html'),
        `<p id="here">${['b.html', 'b.html#there', '#here', 'https://x.test/'].map(link).join('')}`,
      );
      await writeFile(join(folder, 'b.html'), ['c.html', 'a.html#nowhere', 'a.html#here'].map(link).join(''));
      const { checked, dead } = await deadLinks(new URL(`${pathToFileURL(folder).href}/`));
      expect(checked).toBe(6);
      expect(dead).toEqual([
        { page: 'a.html', target: 'b.html#there' },
        { page: 'b.html', target: 'c.html' },
        { page: 'b.html', target: 'a.html#nowhere' },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('pages', () => {
  it('know the way to each other', () => {
    expect(relativePath('a/b/c.md', 'a/d.md')).toBe('../d.md');
    expect(relativePath('index.md', 'a/d.md')).toBe('a/d.md');
  });

  it('begin with their title', () => {
    expect(pageOf('a.md', '# Title\n\ntext')).toMatchObject({ title: 'Title', text: '\ntext' });
    expect(() => pageOf('a.md', 'text')).toThrow(RangeError);
  });

  it('mark where requirements stand and link where they are named, but not in code', () => {
    const places = new Map([['WIT-001', 'spec/07-witness.md']]);
    const text = ['- [WIT-001] MUST: …', 'See WIT-001 and `WIT-001`.', '```', 'WIT-001', '```'].join('\n');
    expect(withRequirementLinks('spec/01-overview.md', text, places).split('\n')).toEqual([
      '- <a id="wit-001"></a>[**WIT-001**](#wit-001) MUST: …',
      'See [WIT-001](07-witness.md#wit-001) and `WIT-001`.',
      '```',
      'WIT-001',
      '```',
    ]);
  });
});
