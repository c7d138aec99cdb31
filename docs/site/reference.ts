/**
 * The site itself: TypeDoc makes it of the pages and of the doc comments of everything that the package exports.
 * Types are not checked again here; `npm run types` does that.
 */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { Application, DocumentReflection, OptionDefaults, PageEvent } from 'typedoc';
import { type Page, pagesIn, relativePath } from './page.ts';

const root = new URL('../../', import.meta.url);

/** Where a site is made of what. */
export interface SitePlaces {
  /** The folder for the pages as Markdown. */
  readonly pages: URL;
  /** The folder for the site; emptied first. */
  readonly site: URL;
}

/** Makes the site. Gives its warnings; an empty list is a site without a fault. */
export async function makeReference(
  all: readonly Page[],
  { pages, site }: SitePlaces,
): Promise<readonly string[]> {
  await writePages(all, pages);
  const app = await Application.bootstrap({
    name: 'XLMP',
    tsconfig: new URL('tsconfig.build.json', root).pathname,
    basePath: root.pathname,
    entryPoints: [...(await entryPoints())],
    exclude: ['**/*.test.ts', '**/*.laws.ts'],
    readme: new URL('index.md', pages).pathname,
    projectDocuments: all.slice(1).map(({ path }) => new URL(path, pages).pathname),
    out: site.pathname,
    customCss: new URL('docs/site/site.css', root).pathname,
    customJs: new URL('docs/site/navigation.js', root).pathname,
    disableSources: true,
    excludeInternal: true,
    skipErrorChecking: true,
    includeVersion: true,
    searchInDocuments: true,
    hideGenerator: true,
    router: 'structure',
    sort: ['documents-first', 'alphabetical'],
    navigation: { includeGroups: false, includeFolders: true, excludeReferences: true },
    highlightLanguages: [...OptionDefaults.highlightLanguages, 'python', 'c', 'yaml'],
    markdownItOptions: { html: true, linkify: false },
    markdownItLoader: scrollingTables,
    validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true },
    logLevel: 'Warn',
  });
  const warnings: string[] = [];
  app.logger.warn = (text: string) => void warnings.push(text);
  app.logger.error = (text: string) => void warnings.push(text);
  app.renderer.on(PageEvent.BEGIN, (page: PageEvent) => declareAnchors(app, page.model));
  app.renderer.on(PageEvent.END, (page: PageEvent) => {
    page.contents = reachable(page.contents ?? '');
  });
  const project = await app.convert();
  if (project === undefined) return [...warnings, 'TypeDoc could not read the sources'];
  app.validate(project);
  await app.generateOutputs(project);
  return warnings;
}

/** The sources of what `exports` in package.json names. */
async function entryPoints(): Promise<readonly string[]> {
  const { exports } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  };
  return Object.values(exports).flatMap((target) =>
    typeof target === 'string'
      ? []
      : [new URL(target.types.replace('./dist/', '').replace('.d.ts', '.ts'), root).pathname],
  );
}

async function writePages(all: readonly Page[], folder: URL): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(new URL('docs/evaluation/', root), new URL('docs/evaluation/', folder), { recursive: true });
  for (const page of pagesIn(all)) {
    const place = new URL(page.path, folder);
    await mkdir(new URL('./', place), { recursive: true });
    await writeFile(place, `${frontMatter(page)}${page.text}`);
  }
}

function frontMatter({ path, title, children = [] }: Page): string {
  const below = children.map((child) => `  - ./${relativePath(path, child.path)}`);
  return [
    '---',
    `title: ${JSON.stringify(title)}`,
    ...(below.length > 0 ? ['children:', ...below] : []),
    '---',
    '',
    '',
  ].join('\n');
}

/** Code that scrolls gets the focus of the keyboard; what folds holds no links, which would be buttons in a button. */
function reachable(html: string): string {
  return html
    .replaceAll('<pre>', '<pre tabindex="0">')
    .replaceAll(/<summary[^]*?<\/summary>/g, (summary) =>
      summary.replaceAll(/<a [^>]*class="tsd-anchor-icon"[^]*?<\/a>/g, ''),
    );
}

/** TypeDoc knows the anchors of headings only; it would suggest others for each link to a requirement. */
function declareAnchors({ renderer }: Application, model: unknown): void {
  if (!(model instanceof DocumentReflection)) return;
  const text = model.content.map((part) => part.text).join('');
  for (const [, anchor] of text.matchAll(/<a id="([^"]+)">/g))
    renderer.router?.getSlugger(model).slug(anchor!);
}

/** What a parser of markdown-it offers for this purpose. */
interface TableRules {
  readonly renderer: { readonly rules: Record<string, () => string> };
}

/** Wide tables scroll by themselves, also with the keyboard. */
function scrollingTables(parser: TableRules): void {
  parser.renderer.rules['table_open'] = () =>
    '<div class="wide" role="region" tabindex="0" aria-label="Table"><table>\n';
  parser.renderer.rules['table_close'] = () => '</table></div>\n';
}
