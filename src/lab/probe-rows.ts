/** What the probe noted of each request, and what a client so saw of a move. */
import { readFileSync } from 'node:fs';
import { rounded } from './instruments.ts';
import type { LabMove, LabResult } from './result.ts';

/** A request: number, when sent, when answered or null. Milliseconds since 1970. */
export type ProbeRow = readonly [number: number, sentMs: number, answeredMs: number | null, copies: number];

const nanosecondsInMs = 1e6;
/** An answer after this counts as late. Milliseconds. */
export const lateAfterMs = 10;

/**
 * Reads the rows.
 *
 * @param offsetMs what is to be added to the monotonic clock so that it counts from 1970.
 */
export function readProbeRows(file: string, offsetMs: number): readonly ProbeRow[] {
  return parseProbeRows(readFileSync(file, 'utf8'), offsetMs);
}

/** Reads rows from the text of a file. */
export function parseProbeRows(text: string, offsetMs: number): readonly ProbeRow[] {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const [number = '', sent = '', answered = '', , , copies = ''] = line.split(',');
      const time = (text: string): number => Number(text) / nanosecondsInMs + offsetMs;
      return [Number(number), time(sent), answered === '' ? null : time(answered), Number(copies)];
    });
}

/** What must be added to the monotonic clock of this machine so that it counts from 1970. Milliseconds. */
export function monotonicOffset(): number {
  return performance.timeOrigin + performance.now() - Number(process.hrtime.bigint()) / nanosecondsInMs;
}

/** The longest time between two answers that touches a span of time; undefined when fewer than two answers touch it. */
export function longestSilence(
  rows: readonly ProbeRow[],
  fromMs: number,
  untilMs: number,
): { readonly gapMs: number; readonly gapStartMs: number } | undefined {
  const times = rows.flatMap(([, , answered]) => answered ?? []).sort((a, b) => a - b);
  let best: { gapMs: number; gapStartMs: number } | undefined;
  for (let i = 1; i < times.length; i += 1) {
    const [begin, end] = [times[i - 1]!, times[i]!];
    if (end < fromMs || begin > untilMs) continue;
    if (best === undefined || end - begin > best.gapMs) best = { gapMs: end - begin, gapStartMs: begin };
  }
  return best;
}

/** How long before and after a move a client's requests belong to it. Milliseconds. */
const aroundMs = 500;

/** Adds to the moves of the guest that the client asks what it saw of them. */
export function withSilence(
  moves: readonly LabMove[],
  rows: readonly ProbeRow[],
  originMs: number,
): LabMove[] {
  const asked = moves[0]?.guest;
  return moves.map((move) => {
    const { frozenMs, runningMs, freezeMs, orderedMs, endedMs } = move;
    if (
      move.guest !== asked ||
      move.by === 'qemu' ||
      frozenMs === null ||
      runningMs === null ||
      freezeMs === null
    )
      return move;
    const found = longestSilence(rows, originMs + frozenMs - aroundMs / 10, originMs + runningMs + aroundMs);
    if (found === undefined) return move;
    const until = originMs + Math.max(runningMs, endedMs ?? runningMs) + aroundMs;
    const mine = rows.filter(([, sent]) => sent >= originMs + orderedMs - aroundMs && sent <= until);
    return {
      ...move,
      silence: {
        gapMs: rounded(found.gapMs),
        gapStartMs: rounded(found.gapStartMs - originMs),
        gapOverFreezeMs: rounded(found.gapMs - freezeMs),
        sent: mine.length,
        lost: mine.filter(([, , answered]) => answered === null).length,
        late: mine.filter(([, sent, answered]) => answered !== null && answered - sent > lateAfterMs).length,
      },
    };
  });
}

/** All rows together. */
export function probeFigures(rows: readonly ProbeRow[], perSecond: number): NonNullable<LabResult['probe']> {
  const trips = rows
    .flatMap(([, sent, answered]) => (answered === null ? [] : [answered - sent]))
    .sort((a, b) => a - b);
  const at = (part: number): number =>
    rounded(trips[Math.min(trips.length - 1, Math.floor(part * trips.length))] ?? 0);
  return {
    perSecond,
    sent: rows.length,
    answered: trips.length,
    lost: rows.length - trips.length,
    duplicated: rows.filter(([, , , copies]) => copies > 1).length,
    late: trips.filter((trip) => trip > lateAfterMs).length,
    gapMs: rounded(longestSilence(rows, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)?.gapMs ?? 0),
    roundTripMs: { least: at(0), median: at(0.5), most: at(1) },
  };
}
