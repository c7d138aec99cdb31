/** The examples of `docs/examples/` as a page: the code that a test runs, with imports as a user writes them. */
import { readdir, readFile } from 'node:fs/promises';
import type { Page } from './page.ts';

const folder = new URL('../examples/', import.meta.url);

/** An example as its file says it. */
export interface Example {
  /** The name of the file without the ending. */
  readonly name: string;
  /** The module comment, which says what it shows. */
  readonly says: string;
  /** The code below the comment, with imports from `xlmp`. */
  readonly code: string;
  /** What it prints, line by line: the comments that begin with an arrow. */
  readonly prints: readonly string[];
}

/** Reads all examples. @throws RangeError when one does not begin with a comment of one line */
export async function readExamples(): Promise<readonly Example[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return Promise.all(
    names.sort().map(async (file) => exampleOf(file, await readFile(new URL(file, folder), 'utf8'))),
  );
}

function exampleOf(file: string, text: string): Example {
  const comment = /^\/\*\* (.+) \*\/\n/.exec(text);
  if (comment === null)
    throw new RangeError(`docs/examples/${file}: does not begin with a comment of one line`);
  const code = asUsersImport(text.slice(comment[0].length).trim());
  const prints = [...code.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1]!);
  return { name: file.replace('.ts', ''), says: comment[1]!, code, prints };
}

/** Paths of the sources as the entry points of the package that they are. */
function asUsersImport(code: string): string {
  return code
    .replaceAll(/'\.\.\/\.\.\/src\/index\.ts'/g, "'xlmp'")
    .replaceAll(
      /'\.\.\/\.\.\/(?:src\/)?([a-z-]+(?:\/[a-z-]+)?)\.ts'/g,
      (_, path: string) => `'xlmp/${path.replace(/\/index$/, '')}'`,
    );
}

/** All examples on one page. */
export async function examplesPage(): Promise<Page> {
  const parts = (await readExamples()).map(({ name, says, code }) =>
    [`## ${name.replaceAll('-', ' ')}`, '', says, '', '```ts', code, '```', ''].join('\n'),
  );
  return {
    path: 'generated/examples.md',
    title: 'Examples of the API',
    text: ['Each is compiled and run by a test; the arrows say what it prints.', '', ...parts].join('\n'),
  };
}
