/** All pages of the site, and the links between them. */
import { existsSync } from 'node:fs';
import { requirements } from '../../spec/registry/requirements.ts';
import { parties } from '../generate/parties.ts';
import { ambiguitiesPage } from './ambiguities.ts';
import { cataloguePages, coveragePage, loadKit } from './catalogue.ts';
import { examplesPage } from './examples-page.ts';
import { failureMatrixPages } from './failure-matrix.ts';
import { guidePages, projectPages } from './library.ts';
import { type Page, pagesIn } from './page.ts';
import { findPlaces, withRequirementLinks } from './requirement-links.ts';
import { specificationPages } from './specification.ts';
import { tablePages } from './tables.ts';

const root = new URL('../../', import.meta.url);

/** The pages in the order of the navigation; the first one is the home page. */
export async function sitePages(): Promise<readonly Page[]> {
  const [places, kit] = await Promise.all([findPlaces(), loadKit()]);
  const pages = [
    await guidePages(),
    await specificationPages(places),
    tablePages(),
    failureMatrixPages(),
    cataloguePages(kit, places),
    coveragePage(kit, places),
    ambiguitiesPage(places),
    await examplesPage(),
    await projectPages(),
  ];
  const known = new Set(pagesIn(pages).map(({ path }) => path));
  const settled = pages.map((page) => settle(page, known));
  const counts = [
    [requirements.length, 'requirements'],
    [kit.cases.length, 'cases'],
    [kit.mutants.length, 'wrong readings that the cases catch'],
    [Object.keys(parties).length, 'machines'],
  ] as const;
  return [homePage(settled, counts), ...settled.map((page) => linkedGuides(page, places))];
}

function homePage(pages: readonly Page[], counts: readonly (readonly [number, string])[]): Page {
  return {
    path: 'index.md',
    title: 'XLMP',
    text: [
      'XLMP, the XIA Live Migration Protocol, moves a running virtual machine from one host of an XIA network to another',
      'and keeps its connections up.',
      '',
      ...counts.map(([count, what]) => `- ${count} ${what}`),
      '',
      '## Where to go',
      '',
      ...pages.map(({ path, title }) => `- [${title}](${path})`),
      '- The specification as one document, in the form of an RFC: [text](rfc/xlmp.txt), [HTML](rfc/xlmp.html)',
      '',
    ].join('\n'),
  };
}

/** Guides name requirements too; the chapters and what is generated have their links already. */
function linkedGuides(page: Page, places: Awaited<ReturnType<typeof findPlaces>>): Page {
  if (page.path.startsWith('spec/')) return page;
  return {
    ...page,
    text: page.path.startsWith('generated/') ? page.text : withRequirementLinks(page.path, page.text, places),
    children: (page.children ?? []).map((child) => linkedGuides(child, places)),
  };
}

/** A link to a file that is no page becomes its name: the site has no copy of the sources. */
function settle(page: Page, known: ReadonlySet<string>): Page {
  const text = page.text.replaceAll(
    /(!?)\[([^\]]*)\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)/g,
    (all, image: string, label: string, target: string) => {
      const url = new URL(target, new URL(page.path, root));
      const path = url.pathname.slice(root.pathname.length);
      if (known.has(path) || (image === '!' && existsSync(url))) return all;
      return label.includes('/') ? label : `${label} (\`${path}\`)`;
    },
  );
  return { ...page, text, children: (page.children ?? []).map((child) => settle(child, known)) };
}
