/**
 * The tables of the golden data: tab-separated, one header line, `\n` and `\t` escaped; and what a replayed row gives.
 */
import { existsSync, readFileSync } from 'node:fs';

/** A row by column names. */
export type Row = Readonly<Record<string, string>>;

/** What came of one row. */
export type RowResult =
  | { readonly kind: 'reproduced' }
  /** Not usable: the original crashed, or its result depends on memory that was never set. */
  | { readonly kind: 'left-out'; readonly why: string }
  /** Ours differs; `refusal` says with which error, when ours refuses what the original took. */
  | { readonly kind: 'different'; readonly detail: string; readonly refusal?: string };

/** The result of a row that came out the same. */
export const reproduced: RowResult = { kind: 'reproduced' };

/** Reads a table; a file that is not there is an empty table. */
export function readTable(path: string): Row[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  const names = lines[0]!.split('\t');
  return lines
    .slice(1)
    .filter((line) => line !== '')
    .map((line) =>
      Object.fromEntries(line.split('\t').map((field, i) => [names[i] ?? String(i), unescape(field)])),
    );
}

/** Compares texts or hexadecimal octets by name; the first that differs makes the row different. */
export function compare(
  pairs: readonly (readonly [name: string, ours: string, theirs: string])[],
): RowResult {
  for (const [name, ours, theirs] of pairs) {
    if (ours !== theirs)
      return {
        kind: 'different',
        detail: `${name}: ours ${ours.slice(0, 2000)} theirs ${theirs.slice(0, 2000)}`,
      };
  }
  return reproduced;
}

function unescape(field: string): string {
  return field.replace(/\\([nt\\])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : '\\'));
}
