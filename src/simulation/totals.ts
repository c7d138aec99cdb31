/** The worst of all flows and moves, and whether it is what a scenario expects. */
import { rounded } from './flow-record.ts';
import type { MoveResult, RequestsResult, SimulationResult, StreamResult, Totals } from './result.ts';
import type { MeasureName, Scenario } from './scenario.ts';

/** Puts flows and moves together. */
export function totalsOf(
  requests: readonly RequestsResult[],
  streams: readonly StreamResult[],
  moves: readonly MoveResult[],
): Totals {
  const flows = [...requests, ...streams];
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const worst = (values: readonly number[]): number =>
    values.reduce((a, b) => Math.max(a, b), values[0] ?? 0);
  return {
    sent: sum(requests.map(({ sent }) => sent)),
    lost: sum(requests.map(({ lost }) => lost)),
    duplicated: sum([
      ...requests.map(({ duplicated }) => duplicated),
      ...streams.map(({ octets, delivered }) => Math.max(0, delivered - octets)),
    ]),
    reordered: sum(requests.map(({ reordered }) => reordered)),
    gapMs: worst(flows.map(({ gapMs }) => gapMs)),
    gapOverFreezeMs: worst(flows.map(({ gapOverFreezeMs }) => gapOverFreezeMs)),
    gapOverBoundMs: rounded(
      worst(requests.flatMap(({ gapMs, boundMs }) => (boundMs === null ? [] : [gapMs - boundMs]))),
    ),
    freezeMs: rounded(worst(moves.map(({ freezeMs }) => freezeMs ?? 0))),
    roundTripMs: worst(requests.map(({ roundTripMs }) => roundTripMs.median)),
    streamErrors: sum(streams.map(({ errors }) => errors)),
    unfinishedMoves: moves.filter(({ outcome }) => outcome !== 'moved').length,
    sessionsLost: flows.filter(({ alive }) => !alive).length,
  };
}

/** Compares a measure with what is expected of it. */
export function judge(
  { measure, least, most, why }: Scenario['expect'][number],
  totals: Readonly<Record<MeasureName, number>>,
): SimulationResult['expectations'][number] {
  const value = totals[measure];
  const met = value >= (least ?? Number.NEGATIVE_INFINITY) && value <= (most ?? Number.POSITIVE_INFINITY);
  return { measure, value, least: least ?? null, most: most ?? null, met, why: why ?? null };
}
