/** HTML by templates whose values are escaped, unless they are markup themselves. */
import { escaped } from '../../../src/simulation/index.ts';
import { plainText } from '../plain-text.ts';

/** Text that is HTML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a template. */
export type Content = string | number | undefined | Markup | readonly Content[];

/** Makes markup of a template; strings in it become text. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.map((part, i) => part.replace(/\n\s+/g, '\n') + textOf(contents[i])).join(''));
}

/** Data that a script of the page reads: a block that no content can end. */
export function dataBlock(id: string, data: unknown): Markup {
  const json = JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (found) => {
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return new Markup(`<script type="application/json" id="${escaped(id)}">${plainText(json)}</script>`);
}

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(textOf).join('');
  return escaped(plainText(String(content)));
}
