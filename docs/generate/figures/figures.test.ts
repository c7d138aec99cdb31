/** How layouts are drawn and how generated parts are filled. */
import { describe, expect, it } from 'vitest';
import { fillBlocks } from './blocks.ts';
import { layoutFigure } from './layout-figure.ts';

describe('layoutFigure', () => {
  it('draws fields that begin and end within rows', () => {
    const figure = layoutFigure([
      { name: 'a', octets: 1 },
      { name: 'b', octets: 4 },
      { name: 'c', octets: 3 },
    ]);
    expect(figure.split('\n').slice(2)).toEqual([
      ' +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
      ' |       a       |                       b                       |',
      ' +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
      ' |               |                       c                       |',
      ' +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
    ]);
  });

  it('draws a field of varying size with waves and begins a new row after it', () => {
    const figure = layoutFigure([
      { name: 'length', octets: 2 },
      { name: 'text', octets: undefined },
      { name: 'last', octets: 4 },
    ]);
    expect(figure.split('\n').slice(3)).toEqual([
      ' |            length             |                               |',
      ' +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +',
      ' ~                         text (varies)                         ~',
      ' +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
      ' |                             last                              |',
      ' +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+',
    ]);
  });

  it('draws at most three rows of a long field', () => {
    expect(layoutFigure([{ name: 'key', octets: 32 }]).split('\n')).toHaveLength(2 + 7);
  });
});

describe('fillBlocks', () => {
  const fill = async (name: string): Promise<string> => Promise.resolve(`the ${name}`);

  it('replaces what stands between the markers, again and again', async () => {
    const text = 'a\n<!-- generated:x -->\nold\n<!-- /generated -->\nb';
    const once = await fillBlocks('p', text, fill);
    expect(once).toBe('a\n<!-- generated:x -->\n\nthe x\n\n<!-- /generated -->\nb');
    expect(await fillBlocks('p', once, fill)).toBe(once);
  });

  it.each([
    ['a part without an end', '<!-- generated:x -->\ntext'],
    ['a part within a part', '<!-- generated:x -->\n<!-- generated:y -->\n<!-- /generated -->'],
    ['an end without a part', 'text\n<!-- /generated -->'],
  ])('refuses %s', async (_, text) => {
    await expect(fillBlocks('p', text, fill)).rejects.toThrow(/^p:\d+:/);
  });
});
