/** Tables of a run for other programs: comma-separated, one head line. */
import type { LabRun } from './run.ts';

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
