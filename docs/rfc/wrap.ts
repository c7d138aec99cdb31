/** Breaks text into lines. */

/** The longest line of a page. */
export const pageWidth = 72;

/** How far the text stands from the left edge. */
export const margin = 3;

/** Words in lines of at most `width`; a word that is longer is cut, at a mark of its own where it has one. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => pieces(long, width))) {
    if (line === '') line = word;
    else if (line.length + 1 + word.length <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A paragraph that hangs: its first line begins with `head`, the others stand below what follows it. */
export function hanging(head: string, text: string, indent: number): readonly string[] {
  const lead = ' '.repeat(indent);
  const below = ' '.repeat(indent + head.length);
  return wrapped(text, pageWidth - below.length).map(
    (line, index) => (index === 0 ? lead + head : below) + line,
  );
}

function pieces(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  const mark = Math.max(...['/', ':', ',', '.', '-', ')'].map((one) => word.lastIndexOf(one, width - 1)));
  const cut = mark > 0 ? mark + 1 : width;
  return [word.slice(0, cut), ...pieces(word.slice(cut), width)];
}
