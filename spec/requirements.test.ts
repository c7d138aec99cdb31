/** The requirements as a whole: every line well-formed, every id unique, and every id that is mentioned exists. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readChapters } from '../docs/generate/chapters.ts';
import { requirementRows } from '../docs/generate/requirement-lines.ts';
import ambiguities from './ambiguities.json' with { type: 'json' };
import { requirements } from './registry/requirements.ts';

const root = new URL('../', import.meta.url);
/** Those of the requirements, and of the register of what no requirement decides. */
const known: ReadonlySet<string> = new Set(
  [...requirements, ...ambiguities.entries].map(({ id }: { readonly id: string }) => id),
);

/** What looks like an id and is the name of something else. */
const otherNames: ReadonlySet<string> = new Set(['SHA-256', 'SHA-512']);

/** The texts of a folder: those of chapters, guides, vectors and sources. Tests may make up ids. */
async function textsIn(folder: string, recursive: boolean): Promise<readonly (readonly [string, string])[]> {
  const names = await readdir(new URL(folder, root), { recursive });
  const paths = names
    .map((name) => folder + name)
    .filter((path) => /\.(md|json|ts|py)$/.test(path) && !path.endsWith('.test.ts'));
  return Promise.all(
    paths.sort().map(async (path) => [path, await readFile(new URL(path, root), 'utf8')] as const),
  );
}

describe('the chapters', () => {
  it('hold well-formed requirements with unique ids, which are those of the registry', async () => {
    const rows = requirementRows(await readChapters());
    expect(rows).toEqual(requirements);
    expect(known.size).toBe(requirements.length + ambiguities.entries.length);
  });

  it('state each requirement as one or more whole sentences', () => {
    const odd = requirements.filter(({ text }) => !/^[A-Z`"“0-9].*[.)]$/.test(text)).map(({ id }) => id);
    expect(odd).toEqual([]);
  });
});

describe('every id that is mentioned exists', () => {
  it.each([
    ['./', false],
    ['spec/', true],
    ['docs/', true],
    ['vectors/', true],
    ['src/', true],
    ['conformance/', true],
  ])('in %s', async (folder, recursive) => {
    const texts = await textsIn(folder, recursive);
    const unknown = texts.flatMap(([path, text]) =>
      (text.match(/\b[A-Z]{3}-\d{3}\b/g) ?? [])
        .filter((id) => !known.has(id) && !otherNames.has(id))
        .map((id) => `${path}: ${id}`),
    );
    expect(texts).not.toEqual([]);
    expect(unknown).toEqual([]);
  });
});
