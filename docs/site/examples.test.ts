/** Every example prints what its arrows say, and its imports are entry points of the package. */
import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readExamples } from './examples-page.ts';

const examples = await readExamples();
const { exports } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly exports: Readonly<Record<string, unknown>>;
};

afterEach(() => vi.restoreAllMocks());

describe.each(examples)('the example $name', ({ name, code, prints }) => {
  it('prints what it says', async () => {
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((...words: readonly unknown[]) => {
      printed.push(words.join(' '));
    });
    await import(`../examples/${name}.ts`);
    expect(prints).not.toEqual([]);
    expect(printed).toEqual(prints);
  });

  it('imports what the package exports', () => {
    const imported = [...code.matchAll(/ from '([^']+)'/g)].map((match) => match[1]!);
    expect(imported).not.toEqual([]);
    expect(
      imported.map((specifier) => specifier.replace('xlmp', '.')).filter((path) => !(path in exports)),
    ).toEqual([]);
  });
});
