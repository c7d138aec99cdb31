/**
 * Holds a report against a baseline. An entry excuses exactly the deviation that it describes, until its day; an entry
 * that describes nothing any more, or something else, is a finding that fails the run.
 */
import { type BaselineFindings, type CaseResult, messageOf, type RunReport } from '../report.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

/** The report with what the baseline says about it. @param today as YYYY-MM-DD */
export function heldAgainst(report: RunReport, baseline: Baseline, today: string): RunReport {
  const results = new Map(report.results.map((result) => [result.id, result]));
  const notSelected = new Set(report.notRun.flatMap(({ ids }) => ids).filter((id) => !results.has(id)));
  const known: BaselineFindings['known'][number][] = [];
  const troubles: BaselineFindings['troubles'][number][] = [];
  for (const entry of baseline.known) {
    if (notSelected.has(entry.case)) continue;
    const trouble = troubleOf(entry, results.get(entry.case), today);
    if (trouble !== undefined) troubles.push({ id: entry.case, ...trouble });
    else known.push({ id: entry.case, verdict: entry.verdict, ...pick(entry) });
  }
  return { ...report, baseline: { known, troubles } };
}

type Trouble = Omit<BaselineFindings['troubles'][number], 'id'>;

function troubleOf(entry: BaselineEntry, result: CaseResult | undefined, today: string): Trouble | undefined {
  if (result === undefined)
    return { kind: 'unknown', says: 'there is no such case; take the entry out, or correct its id' };
  if (result.verdict === 'pass') return { kind: 'stale', says: 'it passes now; take the entry out' };
  if (result.verdict === 'skipped')
    return { kind: 'stale', says: `it was not run (${result.reason}); take the entry out` };
  if (today > entry.expires)
    return { kind: 'expired', says: `it was excused until ${entry.expires}; mend it, or decide again` };
  if (result.runs?.some((verdict) => verdict !== result.verdict) === true)
    return { kind: 'changed', says: `its verdicts differ now: ${result.runs.join(', ')}` };
  if (result.verdict !== entry.verdict)
    return { kind: 'changed', says: `it was ${entry.verdict} and is ${result.verdict} now` };
  if (!messageOf(result).startsWith(entry.message))
    return { kind: 'changed', says: `its message was "${entry.message}" and is "${messageOf(result)}" now` };
  return undefined;
}

function pick({ reason, link, expires }: BaselineEntry): Pick<BaselineEntry, 'reason' | 'link' | 'expires'> {
  return { reason, ...(link === undefined ? {} : { link }), expires };
}
