/** One of two implementations that are held against each other: what it was recorded to do, or what it does now. */
import type { Case } from '../case.ts';
import type { Bundle, RunEvidence } from '../evidence/bundle.ts';
import { runEvidence } from '../evidence/collector.ts';
import { recordedIut } from '../evidence/dialogue-record.ts';
import type { Iut } from '../iut/port.ts';
import { kitVersion } from '../package-root.ts';
import type { CaseResult, RunReport } from '../report.ts';
import { run } from '../runner.ts';
import type { Selection } from '../selection.ts';

/** A side. */
export interface Side {
  readonly report: RunReport;
  /** The run that decided, by the id of the case. */
  readonly runs: ReadonlyMap<string, RunEvidence>;
}

/** What a live side is asked. */
export interface LiveOptions {
  readonly iut: Iut;
  readonly catalogue: readonly Case[];
  readonly selection: Selection;
  readonly onResult?: (result: CaseResult, done: number, all: number) => void;
}

/** The side of a recorded run. */
export function sideOfBundle({ report, runs }: Bundle): Side {
  return { report, runs: decisive(report, runs) };
}

/** The side of an implementation that is asked now. @throws IutError when it cannot be started or greeted */
export async function sideOfIut({ iut, catalogue, selection, onResult }: LiveOptions): Promise<Side> {
  const recorded = recordedIut(iut);
  const runs: RunEvidence[] = [];
  const report = await run({
    iut: recorded,
    catalogue,
    selection,
    repeat: 1,
    kit: kitVersion(),
    repeatWith: (id) => `xlmp diff --filter '${id}'`,
    onRun: (one, single) => void runs.push(runEvidence(recorded, one, single)),
    ...(onResult === undefined ? {} : { onResult }),
  });
  return { report, runs: decisive(report, runs) };
}

/** Of several runs of a case, the first with the verdict of the report. */
function decisive({ results }: RunReport, runs: readonly RunEvidence[]): ReadonlyMap<string, RunEvidence> {
  const found = new Map<string, RunEvidence>();
  for (const { id, verdict } of results) {
    const own = runs.filter((one) => one.id === id);
    const one = own.find((single) => single.verdict === verdict) ?? own[0];
    if (one !== undefined) found.set(id, one);
  }
  return found;
}
