/** The specification as pages: the chapters with state charts drawn and requirements linked. */
import { readFile } from 'node:fs/promises';
import { readChapters } from '../generate/chapters.ts';
import { fillBlocks } from '../generate/figures/blocks.ts';
import { parties } from '../generate/parties.ts';
import { type Page, pageOf, scrolling } from './page.ts';
import { type Places, withRequirementLinks } from './requirement-links.ts';
import { stateChart } from './state-chart.ts';

const diagram = /^(.+)-diagram$/;

/** The introduction, with every chapter below it. */
export async function specificationPages(places: Places): Promise<Page> {
  const chapters: Page[] = [];
  for (const [path, text] of await readChapters()) {
    const drawn = await fillBlocks(path, withRequirementLinks(path, text, places), async (name) => {
      const party = diagram.exec(name)?.[1];
      return party === undefined ? undefined : chartFigure(party);
    });
    chapters.push(pageOf(path, drawn));
  }
  const path = 'spec/README.md';
  const introduction = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
  return pageOf(path, withRequirementLinks(path, introduction, places), chapters);
}

/** The chart of a party; the table of its states, which stands beside it in the chapter, says the same in words. */
export function chartFigure(party: string): string {
  const label = `State chart of the ${party.replace('-', ' ')}; the tables of this page say the same in words.`;
  return scrolling(label, stateChart(parties[party]!, label));
}
