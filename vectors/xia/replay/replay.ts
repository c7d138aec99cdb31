/**
 * Replays a folder of golden data and counts: rows, left out, reproduced, exceptions, and those that nobody expected.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeForwardReplay } from './forwarding.ts';
import { replayHeader, replayIpEncapsulation } from './headers.ts';
import { readTable, type Row, type RowResult } from './table.ts';
import { replayPath, replayXid } from './text.ts';

/** A row that comes out otherwise than in the original, and why that is right. */
export interface ClickException {
  readonly file: string;
  /** As {@link rowId} gives it. */
  readonly row: string;
  readonly reason: string;
}

/** What came of a file. */
export interface FileCount {
  readonly file: string;
  readonly rows: number;
  readonly leftOut: number;
  readonly reproduced: number;
  /** Listed in the exceptions file. */
  readonly exceptions: number;
  /** Not listed, but ours refuses with a clear error what the original took. */
  readonly refused: readonly string[];
  /** Not listed and not a refusal: a fault. */
  readonly faults: readonly string[];
  /** Listed as an exception, though it is reproduced or left out. */
  readonly stale: readonly string[];
}

const exceptionsFile = new URL('../click-exceptions.json', import.meta.url);

/** The listed exceptions. */
export function readExceptions(): readonly ClickException[] {
  return (JSON.parse(readFileSync(exceptionsFile, 'utf8')) as { exceptions: ClickException[] }).exceptions;
}

/** Replays every file of a folder that is there. */
export function replayFolder(folder: string, exceptions: readonly ClickException[]): FileCount[] {
  const replays: readonly (readonly [string, (row: Row) => RowResult])[] = [
    ['paths.tsv', (row) => replayPath(row, 'xia-core-1')],
    ['paths.v2.tsv', (row) => replayPath(row, 'xia-core-v2')],
    ['xids.tsv', (row) => replayXid(row, 'xia-core-1')],
    ['xids.v2.tsv', (row) => replayXid(row, 'xia-core-v2')],
    ['headers.tsv', (row) => replayHeader(row, 'xia-core-1')],
    ['headers.v2.tsv', (row) => replayHeader(row, 'xia-core-v2')],
    ['forward.v2.tsv', makeForwardReplay(folder)],
    ['ipencap.tsv', replayIpEncapsulation],
  ];
  return replays
    .filter(([file]) => existsSync(join(folder, file)))
    .map(([file, replay]) => countFile(file, readTable(join(folder, file)), replay, exceptions));
}

/** The name of a row within its file: `T2_edge_default_up/75`, `21`, `v2/4id fallback`. */
export function rowId(row: Row): string {
  if (row.config !== undefined) return `${row.config}/${row.pkt_id}`;
  return row.id ?? `${row.impl}/${row.name}`;
}

/** One line for people. */
export function formatCount(count: FileCount): string {
  const { file, rows, leftOut, reproduced, exceptions, refused, faults, stale } = count;
  const rest = `${exceptions} exceptions, ${refused.length} refused, ${faults.length} faults, ${stale.length} stale`;
  return `${file}: ${rows} rows, ${leftOut} left out, ${reproduced} reproduced, ${rest}`;
}

function countFile(
  file: string,
  rows: readonly Row[],
  replay: (row: Row) => RowResult,
  exceptions: readonly ClickException[],
): FileCount {
  const listed = new Set(exceptions.filter((one) => one.file === file).map(({ row }) => row));
  const count = { file, rows: rows.length, leftOut: 0, reproduced: 0, exceptions: 0 };
  const [refused, faults, stale]: [string[], string[], string[]] = [[], [], []];
  for (const row of rows) {
    const id = rowId(row);
    const result = replay(row);
    if (result.kind !== 'different' && listed.has(id)) stale.push(id);
    if (result.kind === 'reproduced') count.reproduced += 1;
    else if (result.kind === 'left-out') count.leftOut += 1;
    else if (listed.has(id)) count.exceptions += 1;
    else if (result.refusal !== undefined) refused.push(`${id}: ${result.refusal}`);
    else faults.push(`${id}: ${result.detail}`);
  }
  return { ...count, refused, faults, stale };
}
