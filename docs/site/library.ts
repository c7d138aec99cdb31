/** Texts of the repository that become pages as they are, in the order of the navigation. */
import { readdir, readFile } from 'node:fs/promises';
import { type Page, pageOf, sectionPage } from './page.ts';

const root = new URL('../../', import.meta.url);

/** Guides, in the order in which one needs them; others follow in alphabetical order. */
const firstGuides: readonly string[] = ['implement-a-party', 'adapter-protocol', 'reading-a-report', 'ci'];

/** The guides. */
export async function guidePages(): Promise<Page> {
  const names = (await readdir(new URL('docs/guide/', root)))
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replace('.md', ''));
  const ordered = [
    ...firstGuides.filter((name) => names.includes(name)),
    ...names.filter((name) => !firstGuides.includes(name)).sort(),
  ];
  const pages = await Promise.all([
    ...ordered.map((name) => textPage(`docs/guide/${name}.md`)),
    textPage('conformance/cases/README.md'),
    textPage('conformance/examples/c/README.md'),
    textPage('conformance/examples/python/README.md'),
    textPage('vectors/README.md'),
  ]);
  return sectionPage('generated/guides.md', 'Guides', 'How to do what, one page for each task.', pages);
}

/** How the project is built, why, and what was measured. */
export async function projectPages(): Promise<Page> {
  const paths = [
    'docs/architecture.md',
    'docs/decisions.md',
    'docs/evaluation.md',
    'docs/mutation.md',
    'CONTRIBUTING.md',
  ];
  const pages = await Promise.all(paths.map(textPage));
  return sectionPage(
    'generated/project.md',
    'The project',
    'How it is built, why so, and what was measured.',
    pages,
  );
}

async function textPage(path: string): Promise<Page> {
  return pageOf(path, await readFile(new URL(path, root), 'utf8'));
}
