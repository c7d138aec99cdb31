/** Tables in plain text: a grid where the columns find room on the page, else one paragraph for each row. */
import { hanging, margin, pageWidth, wrapped } from './wrap.ts';

/** The least width that a column of words may be squeezed to. */
const leastColumn = 12;

/** Lines of a table; blocks that belong together are separated by empty lines. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = columnWidths(head, rows);
  return widths === undefined ? rows.flatMap((row) => asParagraph(head, row)) : grid(head, rows, widths);
}

/** Undefined when the table does not fit. */
function columnWidths(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly number[] | undefined {
  const room = pageWidth - margin - 3 * head.length - 1;
  const cells = head.map((title, column) => [title, ...rows.map((row) => row[column] ?? '')]);
  const natural = cells.map((column) => Math.max(...column.map(({ length }) => length)));
  const least = cells.map((column, index) =>
    Math.min(
      natural[index]!,
      Math.max(leastColumn, ...column.flatMap((cell) => cell.split(' ').map(({ length }) => length))),
    ),
  );
  const spare = room - sum(least);
  if (spare < 0) return undefined;
  const wish = natural.map((width, index) => width - least[index]!);
  const share = sum(wish) <= spare ? 1 : spare / sum(wish);
  return least.map((width, index) => width + Math.floor(wish[index]! * share));
}

function grid(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): readonly string[] {
  const rule = `${' '.repeat(margin)}+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const row = (cells: readonly string[]): readonly string[] => {
    const columns = widths.map((width, index) => wrapped(cells[index] ?? '', width));
    const height = Math.max(...columns.map(({ length }) => length));
    return Array.from({ length: height }, (_, line) => {
      const parts = columns.map((column, index) => (column[line] ?? '').padEnd(widths[index]!));
      return `${' '.repeat(margin)}| ${parts.join(' | ')} |`;
    });
  };
  const isTall = rows.some((cells) => row(cells).length > 1);
  const body = rows.flatMap((cells, index) => [
    ...row(cells),
    ...(isTall && index < rows.length - 1 ? [rule] : []),
  ]);
  return [rule, ...row(head), rule.replaceAll('-', '='), ...body, rule];
}

function asParagraph(head: readonly string[], cells: readonly string[]): readonly string[] {
  const [name = '', ...others] = cells;
  const told = others.flatMap((cell, index) => (cell === '' ? [] : [[head[index + 1]!, cell] as const]));
  return [
    ...hanging('', `${head[0]}: ${name}`, margin),
    ...told.flatMap(([title, cell]) => hanging(`${title}: `, cell, margin + 3)),
    '',
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
