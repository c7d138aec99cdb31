/** The document in the form of an RFC: its pages, its characters, its requirements, its references. */
import { beforeAll, describe, expect, it } from 'vitest';
import { requirements } from '../../spec/registry/requirements.ts';
import { readContents } from './contents.ts';
import { htmlPage } from './html.ts';
import { pageLength } from './paginate.ts';
import { plainText } from './plain-text.ts';
import { references } from './references.ts';
import { textTable } from './text-table.ts';
import { pageWidth, wrapped } from './wrap.ts';

let text: string;
let html: string;
let numbers: ReadonlySet<string>;
beforeAll(async () => {
  const contents = await readContents();
  text = plainText(contents);
  html = htmlPage(contents);
  numbers = new Set(contents.sections.map(({ number }) => number));
});

const pages = (): readonly (readonly string[])[] =>
  text
    .slice(0, -1)
    .split('\n\f\n')
    .map((page) => page.split('\n'));

describe('the pages', () => {
  it('have lines of at most 72 characters of ASCII', () => {
    const wide = pages()
      .flat()
      .filter((line) => line.length > pageWidth || /[^\x20-\x7e]/.test(line));
    expect(wide).toEqual([]);
  });

  it('have 58 lines each and are numbered without a gap', () => {
    const lengths = new Set(pages().map(({ length }) => length));
    expect([...lengths]).toEqual([pageLength]);
    pages().forEach((page, index) => expect(page.at(-1)).toMatch(new RegExp(`\\[Page ${index + 1}\\]$`)));
  });

  it('stand where the table of contents says', () => {
    const entries = [...text.matchAll(/^ +((\d+(?:\.\d+)?)\. {2}.+?) \.+ (\d+)$/gm)];
    expect(entries.map((entry) => entry[2])).toEqual(expect.arrayContaining(['1', '8.1', '16']));
    for (const [, heading, , page] of entries) expect(pages()[Number(page) - 1]).toContain(heading);
  });
});

describe('the requirements', () => {
  it('are stated exactly once each', () => {
    const stated = [...text.matchAll(/^ {3}o {2}\[([A-Z]{3}-\d{3})\] (?:MUST|SHOULD|MAY)/gm)].map(
      (match) => match[1]!,
    );
    expect(stated.toSorted()).toEqual(requirements.map(({ id }) => id).toSorted());
  });

  it('have an anchor each on the page', () => {
    const anchors = [...html.matchAll(/<li id="([a-z]{3}-\d{3})">/g)].map((match) => match[1]!.toUpperCase());
    expect(anchors.toSorted()).toEqual(requirements.map(({ id }) => id).toSorted());
  });
});

describe('references', () => {
  it('to sections lead to sections', () => {
    const named = [...text.replaceAll(/\s+/g, ' ').matchAll(/\bSection (\d+(?:\.\d+)*)\b/g)].map(
      (match) => match[1]!,
    );
    expect(named).not.toEqual([]);
    expect(named.filter((number) => !numbers.has(number))).toEqual([]);
  });

  it('to chapters and to files are gone', () => {
    const body = text.replaceAll(/\s+/g, ' ');
    expect(body).not.toMatch(/\bchapters? \d\d\b/i);
    expect(body).not.toMatch(/\]\(/);
  });

  it('to other documents are listed, and nothing else is', () => {
    const named = new Set(text.replaceAll(/\s+/g, ' ').match(/\bRFC \d+\b/g));
    expect([...named].toSorted()).toEqual(references.map(({ name }) => name).toSorted());
  });

  it('on the page lead to places on it', () => {
    const places = new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    const wanted = [...html.matchAll(/ href="#([^"]+)"/g)].map((match) => match[1]);
    expect(wanted.filter((place) => !places.has(place))).toEqual([]);
  });
});

describe('a table', () => {
  it('is a grid where it fits', () => {
    expect(textTable(['a', 'b'], [['1', 'two']])).toEqual([
      '   +---+-----+',
      '   | a | b   |',
      '   +===+=====+',
      '   | 1 | two |',
      '   +---+-----+',
    ]);
  });

  it('is a paragraph for each row where it does not', () => {
    const wide = Array.from({ length: 8 }, (_, index) => `a-column-${index}`);
    expect(textTable(wide, [wide.map((_, index) => (index < 2 ? `v${index}` : ''))])).toEqual([
      '   a-column-0: v0',
      '      a-column-1: v1',
      '',
    ]);
  });
});

describe('a line', () => {
  it('is broken between words, and within one that is too long', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapped('x abcdefghij', 4)).toEqual(['x', 'abcd', 'efgh', 'ij']);
  });
});
