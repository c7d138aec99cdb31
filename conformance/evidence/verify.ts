/** Judges a recorded run again: the same cases over what was recorded must come to the same verdicts. */
import type { Case } from '../case.ts';
import type { CaseResult } from '../report.ts';
import { type CaseRun, runCase } from '../run-case.ts';
import { bindTwin, resultOf } from '../runner.ts';
import type { Bundle } from './bundle.ts';
import { replayedIut } from './replayed-iut.ts';

/** What a second judgement found. */
export interface Verification {
  /** Runs of cases that were judged again. */
  readonly runs: number;
  /** What is not as the bundle says, a line each. */
  readonly differences: readonly string[];
  /** Cases that this kit does not have, and so cannot judge. */
  readonly unknown: readonly string[];
}

/** Judges every run of a bundle again. @param onRun told after each */
export async function verify(
  bundle: Bundle,
  catalogue: readonly Case[],
  onRun?: (done: number, all: number) => void,
): Promise<Verification> {
  const differences = bundle.changed.map((what) => `changed: ${what}`);
  const cases = new Map(catalogue.map((one) => [one.id, one]));
  const again = new Map<string, CaseRun[]>();
  let done = 0;
  for (const { id, verdict, dialogue } of bundle.runs) {
    const one = cases.get(id);
    if (one === undefined) continue;
    const run = await runCase(one, replayedIut(dialogue), bundle.report.subject.manifest);
    again.set(id, [...(again.get(id) ?? []), run]);
    done += 1;
    onRun?.(done, bundle.runs.length);
    if (run.verdict !== verdict)
      differences.push(`${id}: a run says ${verdict}, judged again it is ${run.verdict}${because(run)}`);
  }
  const unknown = new Set(bundle.runs.map(({ id }) => id).filter((id) => !cases.has(id)));
  const results = new Map<string, CaseResult>();
  for (const [id, runs] of again) results.set(id, resultOf(cases.get(id)!, runs, { repeatWith: () => '' }));
  for (const { id, verdict } of bundle.report.results) {
    if (verdict === 'skipped' || unknown.has(id)) continue;
    const found = results.get(id);
    const now = found === undefined ? undefined : bindTwin(found, cases.get(id)!, results).verdict;
    if (now !== verdict)
      differences.push(`${id}: the report says ${verdict}, the evidence ${now ?? 'nothing'}`);
  }
  return { runs: done, differences, unknown: [...unknown] };
}

function because({ mismatch, reason }: CaseRun): string {
  if (mismatch !== undefined)
    return `: expected ${mismatch.expectedOneOf.join(', or ')}; got ${mismatch.actual}`;
  return reason === undefined ? '' : `: ${reason}`;
}
