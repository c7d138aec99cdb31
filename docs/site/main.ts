/** `npm run site`: builds the documents into `.xlmp/site` and fails when a link or a comment in them is wrong. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { readContents } from '../rfc/contents.ts';
import { htmlPage } from '../rfc/html.ts';
import { plainText } from '../rfc/plain-text.ts';
import { deadLinks } from './links.ts';
import { sitePages } from './pages.ts';
import { makeReference } from './reference.ts';

const places = {
  pages: new URL('../../.xlmp/site-pages/', import.meta.url),
  site: new URL('../../.xlmp/site/', import.meta.url),
};

async function run(): Promise<number> {
  const began = performance.now();
  const say = (text: string): void =>
    console.error(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}`);
  await rm(places.pages, { recursive: true, force: true });
  await writeDocument(new URL('rfc/', places.pages));
  const pages = await sitePages();
  say('the pages are written; TypeDoc reads the sources');
  const warnings = await makeReference(pages, places);
  say('the site stands; its links are checked');
  const { checked, dead } = await deadLinks(places.site);
  for (const warning of warnings) console.error(`warning: ${warning}`);
  for (const { page, target } of dead) console.error(`dead link: ${page} leads to ${target}`);
  say(`${checked} links checked, ${dead.length} dead; ${warnings.length} warnings`);
  console.log(new URL('index.html', places.site).pathname);
  return dead.length + warnings.length === 0 ? 0 : 1;
}

/** The specification as one document, in both forms; the site takes the files up because the home page links them. */
async function writeDocument(folder: URL): Promise<void> {
  const contents = await readContents();
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('xlmp.txt', folder), plainText(contents));
  await writeFile(new URL('xlmp.html', folder), htmlPage(contents));
}

process.exitCode = await run();
