/** A page of the site as Markdown, before the site is made of all of them. */

/** One page. */
export interface Page {
  /** Where it stands, from the root of the repository: links between pages are relative to it. */
  readonly path: string;
  readonly title: string;
  /** Markdown without a heading of the first order, which the title is. */
  readonly text: string;
  /** Pages that stand below it in the navigation. */
  readonly children?: readonly Page[];
}

/** A page of a text that begins with a heading of the first order. @throws RangeError when it does not */
export function pageOf(path: string, text: string, children: readonly Page[] = []): Page {
  const heading = /^# (.+)\n/.exec(text);
  if (heading === null) throw new RangeError(`${path}: does not begin with a heading`);
  return { path, title: heading[1]!, text: text.slice(heading[0].length), children };
}

/** A page that leads to those below it. */
export function sectionPage(path: string, title: string, says: string, children: readonly Page[]): Page {
  const links = children.map((child) => `- [${child.title}](${relativePath(path, child.path)})`);
  return { path, title, text: [says, '', ...links, ''].join('\n'), children };
}

/** All pages of a tree, outer before inner. */
export function pagesIn(pages: readonly Page[]): readonly Page[] {
  return pages.flatMap((page) => [page, ...pagesIn(page.children ?? [])]);
}

/** The way from one page to another, for a link. */
export function relativePath(from: string, to: string): string {
  const base = from.split('/').slice(0, -1);
  const goal = to.split('/');
  let shared = 0;
  while (shared < base.length && base[shared] === goal[shared]) shared += 1;
  return [...base.slice(shared).map(() => '..'), ...goal.slice(shared)].join('/');
}

/** Text as it may stand in HTML, in an attribute too. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** A block that scrolls by itself, with the pointer and with the keyboard. */
export function scrolling(label: string, html: string): string {
  return `<div class="wide" role="region" tabindex="0" aria-label="${escaped(label)}">${html}</div>`;
}
