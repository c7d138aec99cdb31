/** Tokens of markdown-it as lines of plain text. */
import type Token from 'markdown-it/lib/token.mjs';
import { chartMark } from './document.ts';
import { inAscii, inlineText } from './inline-text.ts';
import { textTable } from './text-table.ts';
import { hanging, margin, pageWidth } from './wrap.ts';

/** Lines that a page does not break when they fit on one. */
export type Block = readonly string[];

/** The blocks of a section. */
export function textBlocks(tokens: readonly Token[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]!;
    const end = closing(tokens, i);
    const inner = tokens.slice(i + 1, end);
    switch (token.type) {
      case 'paragraph_open':
        blocks.push(hanging('', inlineText(inner[0]!), margin));
        break;
      case 'bullet_list_open':
        blocks.push(...itemsOf(inner, () => 'o  '));
        break;
      case 'ordered_list_open':
        blocks.push(...itemsOf(inner, (index) => `${index + 1}. `));
        break;
      case 'fence':
      case 'code_block':
        blocks.push(figure(token.content));
        break;
      case 'table_open':
        blocks.push(...tableBlocks(inner));
        break;
      case 'html_block':
        if (token.content.includes(chartMark)) blocks.push(hanging('', chartNote, margin));
        break;
      default:
        throw new RangeError(`the plain text has no form for ${token.type}`);
    }
    i = end;
  }
  return blocks;
}

const chartNote = 'The HTML form of this document draws these states and transitions as a chart.';

/** The index of the token that closes the one at an index; the index itself when it has none. */
function closing(tokens: readonly Token[], at: number): number {
  if (tokens[at]!.nesting !== 1) return at;
  let depth = 0;
  for (let i = at; i < tokens.length; i += 1) {
    depth += tokens[i]!.nesting;
    if (depth === 0) return i;
  }
  throw new RangeError(`${tokens[at]!.type} is never closed`);
}

/** Items of a list; one that begins with an id hangs below it. */
function itemsOf(tokens: readonly Token[], mark: (index: number) => string): readonly Block[] {
  const items: Block[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const end = closing(tokens, i);
    const inner = tokens.slice(i + 1, end);
    const inline = inner.filter(({ type }) => type === 'inline');
    if (inner.some(({ type }) => type.endsWith('list_open')))
      throw new RangeError('the plain text has no form for a list in a list');
    items.push(hanging(mark(items.length), inline.map(inlineText).join(' '), margin));
    i = end;
  }
  return items;
}

/** Figures keep their lines; a wide one stands further to the left. */
function figure(content: string): Block {
  const lines = content.trimEnd().split('\n').map(widthKept);
  const widest = Math.max(...lines.map(({ length }) => length));
  if (widest > pageWidth)
    throw new RangeError(
      `a figure has ${widest} columns, and a page ${pageWidth}: ${lines.find(({ length }) => length === widest)}`,
    );
  const lead = ' '.repeat(Math.min(margin, pageWidth - widest));
  return lines.map((line) => `${lead}${line}`.trimEnd());
}

function widthKept(line: string): string {
  const ascii = inAscii(line);
  if (line.endsWith('|') && ascii.length !== line.length)
    throw new RangeError(`a figure would lose its columns in ASCII: ${line}`);
  return ascii;
}

function tableBlocks(tokens: readonly Token[]): readonly Block[] {
  const rows: string[][] = [];
  for (const token of tokens) {
    if (token.type === 'tr_open') rows.push([]);
    if (token.type === 'inline') rows.at(-1)!.push(inlineText(token));
  }
  const [head = [], ...body] = rows;
  return splitAtEmptyLines(textTable(head, body));
}

function splitAtEmptyLines(lines: readonly string[]): readonly Block[] {
  const blocks: string[][] = [[]];
  for (const line of lines) {
    if (line === '') blocks.push([]);
    else blocks.at(-1)!.push(line);
  }
  return blocks.filter((block) => block.length > 0);
}
