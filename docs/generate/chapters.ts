/** The chapters of the specification as they stand in the working tree. */
import { readdir, readFile } from 'node:fs/promises';

const folder = new URL('../../spec/', import.meta.url);

/** Every chapter by its path from the root of the repository, in the order of their numbers. */
export async function readChapters(): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(folder)).filter((name) => /^\d\d-.*\.md$/.test(name)).sort();
  const chapters = new Map<string, string>();
  for (const name of names) chapters.set(`spec/${name}`, await readFile(new URL(name, folder), 'utf8'));
  return chapters;
}
