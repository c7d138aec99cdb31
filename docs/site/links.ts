/** Finds dead links of a folder of HTML pages: to files that are not there, and to places in them that are not. */
import { readdir, readFile } from 'node:fs/promises';

/** A link that leads nowhere. */
export interface DeadLink {
  /** The page, from the root of the site. */
  readonly page: string;
  readonly target: string;
}

const linking = /\s(?:href|src)="([^"]*)"/g;
const naming = /\s(?:id|name)="([^"]*)"/g;

/** Reads every page of a site once. Links to other sites are left alone: a build needs no network. */
export async function deadLinks(
  site: URL,
): Promise<{ readonly checked: number; readonly dead: readonly DeadLink[] }> {
  const files = new Set((await readdir(site, { recursive: true })).map((path) => path.replaceAll('\\', '/')));
  const pages = [...files].filter((path) => path.endsWith('.html'));
  const anchors = new Map<string, ReadonlySet<string>>();
  const links: { readonly page: string; readonly target: string }[] = [];
  for (const page of pages) {
    const html = await readFile(new URL(page, site), 'utf8');
    anchors.set(page, new Set([...html.matchAll(naming)].map((match) => match[1]!)));
    for (const [, target] of html.matchAll(linking)) links.push({ page, target: unescaped(target!) });
  }
  const inside = links.filter(({ target }) => !/^(?:[a-z]+:|\/\/)/.test(target));
  return { checked: inside.length, dead: inside.filter((link) => !leadsSomewhere(link, files, anchors)) };
}

function leadsSomewhere(
  { page, target }: DeadLink,
  files: ReadonlySet<string>,
  anchors: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const url = new URL(target, `site:///${page}`);
  const path = decodeURIComponent(url.pathname.slice(1)) || 'index.html';
  if (!files.has(path)) return false;
  const anchor = decodeURIComponent(url.hash.slice(1));
  return anchor === '' || (anchors.get(path)?.has(anchor) ?? true);
}

function unescaped(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
}
