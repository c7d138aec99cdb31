/**
 * The specification as one document: chapters become numbered sections, links between chapters become references to
 * section numbers. Both forms, plain text and HTML, are written from this.
 */
import MarkdownIt from 'markdown-it';
import type Token from 'markdown-it/lib/token.mjs';
import { readChapters } from '../generate/chapters.ts';
import { fillBlocks } from '../generate/figures/blocks.ts';

/** A heading and what stands under it up to the next heading. */
export interface Section {
  /** Such as `8.2`. */
  readonly number: string;
  readonly title: string;
  /** 1 for a chapter. */
  readonly level: number;
  /** The chapter: its file name. */
  readonly file: string;
  /** Tokens of markdown-it, with links to chapters already replaced. */
  readonly tokens: readonly Token[];
}

/** A place in the text where the chart of a party stands, as the text of an HTML token. */
export const chartMark = 'state-chart:';

const markdown = new MarkdownIt({ html: true });
const diagram = /^(.+)-diagram$/;

/** Renders tokens as HTML. */
export function htmlOf(tokens: readonly Token[]): string {
  return markdown.renderer.render([...tokens], {}, {});
}

/** All sections in order. @throws RangeError for a link to a chapter or a heading that is not there */
export async function readSections(): Promise<readonly Section[]> {
  const chapters = await readChapters();
  const numbers = new Map([...chapters.keys()].map((path, index) => [path.replace('spec/', ''), index + 1]));
  const sections: Section[] = [];
  for (const [path, text] of chapters) {
    const file = path.replace('spec/', '');
    const marked = await fillBlocks(path, text, async (name) => {
      const party = diagram.exec(name)?.[1];
      return party === undefined ? undefined : `<!-- ${chartMark}${party} -->`;
    });
    sections.push(...sectionsOf(file, numbers.get(file)!, withReferences(file, marked, numbers)));
  }
  return sections;
}

/** The sections of one text of Markdown, numbered from its chapter on. */
export function sectionsOf(file: string, chapter: number, text: string): readonly Section[] {
  const tokens = markdown.parse(text, {});
  const counters = [chapter];
  const found: { number: string; title: string; level: number; file: string; tokens: Token[] }[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]!;
    if (token.type !== 'heading_open') {
      found.at(-1)?.tokens.push(token);
      continue;
    }
    const level = Number(token.tag.slice(1));
    if (level > 1) counters.splice(level - 1, Infinity, (counters[level - 1] ?? 0) + 1);
    const title = tokens[i + 1]!.content.replaceAll('`', '');
    found.push({
      number: counters.slice(0, level).join('.'),
      title: level === 1 ? title.replace(/^\d\d /, '') : title,
      level,
      file,
      tokens: [],
    });
    i += 2;
  }
  return found;
}

/** `[chapter 04](04-messages.md)` and plain mentions such as `chapter 04` become references to sections. */
function withReferences(file: string, text: string, numbers: ReadonlyMap<string, number>): string {
  const known = new Set(numbers.values());
  const numbered = (digits: string): string => {
    if (!known.has(Number(digits))) throw new RangeError(`spec/${file}: there is no chapter ${digits}`);
    return `Section ${Number(digits)}`;
  };
  return text
    .replaceAll(
      /\[([^\]]+)\]\((?!https?:)([^)#]+)?(#[^)]*)?\)/g,
      (all, label: string, target: string | undefined) => {
        if (target === undefined || target === 'README.md') return label;
        const number = numbers.get(target);
        if (number === undefined) throw new RangeError(`spec/${file}: ${all} leads out of the specification`);
        return /^chapter \d\d$/i.test(label) ? `Section ${number}` : `${label} (Section ${number})`;
      },
    )
    .replaceAll(
      /\b[Cc]hapters (\d\d)((?:, \d\d)*) (and|to) (\d\d)\b/g,
      (_, first, middle: string, word, last) =>
        `Sections ${Number(first)}${middle.replaceAll(/\d\d/g, (digits) => String(Number(digits)))} ${word} ${Number(last)}`,
    )
    .replaceAll(/\b[Cc]hapter\s+(\d\d)\b/g, (_, digits: string) => numbered(digits));
}
