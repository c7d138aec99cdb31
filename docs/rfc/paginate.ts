/** Lays blocks out on pages of fixed height, with a running header and a footer that numbers them. */
import { pageWidth } from './wrap.ts';

/** Lines of a page, header and footer included. */
export const pageLength = 58;

/** Lines above the body: the header and what keeps it apart. */
const above = 3;
/** Lines below the body: what keeps the footer apart, and the footer. */
const below = 3;
const bodyLength = pageLength - above - below;

/** A block on its way to a page. */
export interface Piece {
  readonly lines: readonly string[];
  /** It begins a page. */
  readonly onNewPage?: boolean;
  /** It is not left alone at the foot of a page. */
  readonly leads?: boolean;
}

/** Bodies of pages, and on which page each block begins; pages count from 1. */
export interface Layout {
  readonly bodies: readonly (readonly string[])[];
  readonly pageOf: readonly number[];
}

/** Puts blocks on pages with an empty line between them; a block that is longer than a page is broken. */
export function layOut(pieces: readonly Piece[]): Layout {
  const bodies: string[][] = [[]];
  const pageOf: number[] = [];
  pieces.forEach((piece, index) => {
    const next = pieces[index + 1];
    const kept =
      piece.leads === true && next !== undefined ? 1 + Math.min(next.lines.length, bodyLength / 2) : 0;
    const wanted = Math.min(piece.lines.length + kept, bodyLength);
    const used = bodies.at(-1)!.length;
    const needsPage = piece.onNewPage === true || used + 1 + wanted > bodyLength;
    // What fills most of a page anyway begins where it stands, lest pages stay half empty.
    const mayBreak = piece.lines.length > bodyLength && used + 1 < bodyLength / 2;
    if (used > 0 && needsPage && (piece.onNewPage === true || !mayBreak)) bodies.push([]);
    if (bodies.at(-1)!.length > 0) bodies.at(-1)!.push('');
    pageOf.push(bodies.length);
    for (const line of piece.lines) {
      if (bodies.at(-1)!.length === bodyLength) bodies.push([]);
      bodies.at(-1)!.push(line);
    }
  });
  return { bodies, pageOf };
}

/** The pages as text, each of the same length, with a form feed between two. */
export function pagesText(bodies: readonly (readonly string[])[], header: string, footer: string): string {
  const pages = bodies.map((body, index) => {
    const number = `[Page ${index + 1}]`;
    const filled = [...body, ...Array.from({ length: bodyLength - body.length }, () => '')];
    const lines = [
      index === 0 ? '' : header,
      '',
      '',
      ...filled,
      '',
      '',
      footer + number.padStart(pageWidth - footer.length),
    ];
    return lines.join('\n');
  });
  return `${pages.join('\n\f\n')}\n`;
}
