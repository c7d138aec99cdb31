/** What stands between the markers of a chapter, by the name in the marker. */

/** A derived part of a chapter as Markdown, not yet formatted. */
export type Figure = () => string;

/** Figures by name. */
export type Figures = Readonly<Record<string, Figure>>;

/** A Markdown table; cells must not hold line breaks. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A number of the wire with as many hexadecimal digits as it has. */
export function hexCode(code: number, octets: number): string {
  return `\`0x${code.toString(16).padStart(2 * octets, '0')}\``;
}
