/** Tables of a run for other programs, comma-separated with one head line; and what of a run is kept. */
import type { KeptRun, LabRun } from './run.ts';

/** One line for each request of the probe. */
export function requestsCsv({ rows }: LabRun): string {
  const lines = rows.map(
    ([number, sent, answered]) => `${number},${sent.toFixed(3)},${answered?.toFixed(3) ?? ''}`,
  );
  return ['number,sent_ms,answered_ms', ...lines, ''].join('\n');
}

/** One line for each thing that happened in a move, in order of time. */
export function eventsCsv({ result }: LabRun): string {
  const lines = result.moves.flatMap(({ from, to, orderedMs, frozenMs, runningMs, endedMs }, i) =>
    (
      [
        ['ordered', orderedMs],
        ['frozen', frozenMs],
        ['running', runningMs],
        ['ended', endedMs],
      ] as const
    ).flatMap(([what, ms]) => (ms === null ? [] : [`${i + 1},${from},${to},${what},${ms}`])),
  );
  return ['move,from,to,event,ms', ...lines, ''].join('\n');
}

/** How long before and after the first freeze requests are kept for its figure. Milliseconds. */
const keptMs = 250;

/** A run that is small enough to be kept: of its requests, only those around the first freeze. */
export function keptRun({ result, rows }: LabRun): KeptRun {
  const first = result.moves.find(({ by, freezeMs }) => by === 'xlmp' && freezeMs !== null);
  const kept = rows.filter(
    ([, sent]) =>
      first !== undefined && sent >= first.frozenMs! - keptMs && sent <= first.runningMs! + keptMs,
  );
  const short = (ms: number): number => Math.round(100 * ms) / 100;
  return {
    result,
    rows: kept.map(([number, sent, answered]) => [
      number,
      short(sent),
      answered === null ? null : short(answered),
    ]),
  };
}
