/** Puts together what a simulation gives, when its time is over. */
import { betweenEnds, type Ended } from './between-ends.ts';
import { membersOf } from './directory.ts';
import type { RequestsRecord, StreamRecord } from './flow-record.ts';
import type { SimulationResult } from './result.ts';
import { judge, totalsOf } from './totals.ts';

/** What of a flow is drawn: so long before and after the first move. */
const plotMs = { before: 300, after: 900 } as const;
const mostPlots = 4;

/** A flow between two ends, and its record. */
export interface Flow {
  readonly from: string;
  readonly to: string;
  requests?: RequestsRecord;
  stream?: StreamRecord;
}

/** A simulation whose time is over. */
interface Finished extends Ended {
  readonly seed: number;
  readonly flows: readonly Flow[];
  readonly kept: ReadonlyMap<string, { readonly rows: number; readonly held: number }>;
}

/** Puts its result together. */
export function collect(finished: Finished): SimulationResult {
  const { scenario, seed, design, flows, moves, network, observer, kept } = finished;
  const isMachine = new Set(scenario.machines.flatMap(membersOf));
  const endMs = scenario.durationMs;
  const around = betweenEnds(finished);
  const requests = flows.flatMap((flow) => flow.requests?.summary(flow.from, flow.to, around(flow)) ?? []);
  const streams = flows.flatMap((flow) => flow.stream?.summary(flow.from, flow.to, around(flow)) ?? []);
  const totals = totalsOf(requests, streams, moves);
  const firstMs = moves.find(({ frozenMs }) => frozenMs !== null)?.frozenMs ?? 0;
  return {
    format: 'xlmp-simulation/1',
    title: scenario.title,
    about: scenario.about,
    adaptation: scenario.adaptation,
    seed,
    durationMs: endMs,
    totals,
    expectations: scenario.expect.map((expectation) => judge(expectation, totals)),
    machines: [...isMachine].map((name) => ({ name, host: design.runsAt(name) ?? null })),
    violations: design.violations(),
    moves,
    requests,
    streams,
    signalling: observer.signalling(),
    routers: design.routers().map(({ name, rows, dropped }) => ({
      name,
      rowsMost: kept.get(name)!.rows,
      rowsEnd: rows,
      heldMost: kept.get(name)!.held,
      dropped,
      tunnelled: observer.tunnelledBy(name),
    })),
    network: { ...network.count },
    plots: flows
      .filter((flow) => flow.requests !== undefined)
      .slice(0, mostPlots)
      .map(({ from, to, requests: record }) => ({
        from,
        to,
        rows: record!.rows(firstMs - plotMs.before, firstMs + plotMs.after),
      })),
    ladder: observer.ladder(),
  };
}
