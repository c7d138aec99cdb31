/** Draws layouts as rows of 32 bits, the way RFCs do. */

/** A field as it is drawn; `octets` undefined for one whose size varies. */
export interface DrawnField {
  readonly name: string;
  readonly octets: number | undefined;
}

/** One octet of a row: the index of its field. */
type Row = readonly number[];

const ruler = [
  '  0                   1                   2                   3',
  '  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1',
];

/** Draws fields one after the other; after one of varying size the next begins a new row. */
export function layoutFigure(fields: readonly DrawnField[]): string {
  const rows = fields.length === 0 ? [] : condense(place(fields));
  const labels = labelRows(rows, fields);
  const lines = [...ruler, separator(undefined, rows[0])];
  rows.forEach((row, r) => {
    lines.push(rowLine(row, fields, labels.get(r) ?? new Map<number, string>()), separator(row, rows[r + 1]));
  });
  return lines.map((line) => line.trimEnd()).join('\n');
}

function place(fields: readonly DrawnField[]): readonly Row[] {
  const rows: number[][] = [];
  let row: number[] = [];
  const put = (field: number): void => {
    row.push(field);
    if (row.length === 4) {
      rows.push(row);
      row = [];
    }
  };
  fields.forEach(({ octets }, field) => {
    if (octets !== undefined) {
      for (let i = 0; i < octets; i += 1) put(field);
      return;
    }
    do put(field);
    while (row.length > 0);
    rows.push([field, field, field, field]);
  });
  if (row.length > 0) rows.push(row);
  return rows;
}

/** Takes out rows so that no field fills more than three whole ones. */
function condense(rows: readonly Row[]): readonly Row[] {
  const kept: Row[] = [];
  let run = 0;
  for (const row of rows) {
    const whole = row.length === 4 && row.every((field) => field === row[0]);
    const before = kept.at(-1);
    const goesOn =
      whole && before !== undefined && before.length === 4 && before.every((field) => field === row[0]);
    run = goesOn ? run + 1 : 1;
    if (run <= 3) kept.push(row);
  }
  return kept;
}

/** Where the name of each field goes: the middle one of the rows in which it has most room. */
function labelRows(
  rows: readonly Row[],
  fields: readonly DrawnField[],
): ReadonlyMap<number, Map<number, string>> {
  const labels = new Map<number, Map<number, string>>();
  fields.forEach(({ name, octets }, field) => {
    const widths = rows.map((row) => row.filter((other) => other === field).length);
    const widest = Math.max(...widths);
    const best = widths.flatMap((width, r) => (width === widest ? [r] : []));
    const r = best[Math.floor((best.length - 1) / 2)]!;
    const note = octets === undefined ? ' (varies)' : octets > 4 ? ` (${octets} octets)` : '';
    const at = labels.get(r) ?? new Map<number, string>();
    at.set(field, name + note);
    labels.set(r, at);
  });
  return labels;
}

function rowLine(row: Row, fields: readonly DrawnField[], labels: ReadonlyMap<number, string>): string {
  let line = ' ' + edge(row, 0, fields);
  for (let start = 0; start < row.length;) {
    let end = start;
    while (end < row.length && row[end] === row[start]) end += 1;
    const room = 16 * (end - start) - 1;
    const label = (labels.get(row[start]!) ?? '').slice(0, room);
    const left = Math.floor((room - label.length) / 2);
    line += ' '.repeat(left) + label + ' '.repeat(room - left - label.length) + edge(row, end, fields);
    start = end;
  }
  return line;
}

/** The character at the border in front of an octet; a wave where a whole row belongs to a field of varying size. */
function edge(row: Row, at: number, fields: readonly DrawnField[]): string {
  const varies =
    row.length === 4 && row.every((field) => field === row[0]) && fields[row[0]!]!.octets === undefined;
  return varies && (at === 0 || at === 4) ? '~' : '|';
}

function separator(above: Row | undefined, below: Row | undefined): string {
  const length = Math.max(above?.length ?? 0, below?.length ?? 0);
  let line = ' +';
  for (let i = 0; i < length; i += 1) {
    const same =
      above !== undefined && below !== undefined && above[i] !== undefined && above[i] === below[i];
    const nextSame = i === length - 1 || (above?.[i + 1] !== undefined && above[i + 1] === below?.[i + 1]);
    line += same ? ' '.repeat(15) + (i === length - 1 || !nextSame ? '+' : ' ') : '-+'.repeat(8);
  }
  return line;
}
