/** Inline parts of a paragraph as characters of ASCII. */
import type Token from 'markdown-it/lib/token.mjs';

/** What stands in plain text for a character that ASCII does not have. */
const substitutes: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '--',
  '−': '-',
  '×': 'x',
  '‖': '#',
  '→': '->',
  '“': '"',
  '”': '"',
};

/** The text in ASCII. @throws RangeError for a character that has no substitute */
export function inAscii(text: string): string {
  return text.replaceAll(/[^\n\x20-\x7e]/g, (character) => {
    const substitute = substitutes[character];
    if (substitute === undefined)
      throw new RangeError(
        `no ASCII for "${character}" in "${text.slice(0, 60)}"; name it in docs/rfc/inline-text.ts`,
      );
    return substitute;
  });
}

/** The children of an inline token as one line of text; code loses its marks, for names are easy to tell. */
export function inlineText(token: Token): string {
  return inAscii((token.children ?? []).map(textOf).join('').trim());
}

function textOf(token: Token): string {
  switch (token.type) {
    case 'text':
      return token.content;
    case 'code_inline':
      return /^[A-Za-z0-9_.:-]+$/.test(token.content) ? token.content : `"${token.content}"`;
    case 'softbreak':
    case 'hardbreak':
      return ' ';
    case 'em_open':
    case 'em_close':
      return '_';
    case 'strong_open':
    case 'strong_close':
    case 'html_inline':
      return '';
    default:
      throw new RangeError(`the plain text has no form for ${token.type} in "${token.content}"`);
  }
}
