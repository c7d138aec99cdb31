/** What the document in the form of an RFC is made of, read from the chapters. */
import { readFile } from 'node:fs/promises';
import { readSections, sectionsOf } from './document.ts';
import type { Contents } from './plain-text.ts';
import { references } from './references.ts';

const root = new URL('../../', import.meta.url);

/** Reads everything. */
export async function readContents(): Promise<Contents> {
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    readonly version: string;
  };
  const introduction = sectionsOf('README.md', 0, await readFile(new URL('spec/README.md', root), 'utf8'));
  const abstract = introduction[0]!;
  const keyWords = introduction.filter(({ title }) => title === 'Key words');
  return {
    title: 'The XIA Live Migration Protocol (XLMP)',
    version,
    front: [{ ...abstract, title: 'Abstract' }, ...keyWords],
    sections: await readSections(),
    references,
  };
}
