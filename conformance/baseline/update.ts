/** Writes a baseline anew from a report: what people wrote in it stays, and the order does not depend on the run. */
import { type CaseResult, messageOf, type RunReport } from '../report.ts';
import {
  type Baseline,
  type BaselineEntry,
  baselineFormat,
  excusable,
  type ExcusableVerdict,
} from './baseline.ts';

/** What entries are given that nobody has written yet, or whose day has passed. */
export interface NewEntries {
  readonly reason?: string;
  readonly link?: string;
  readonly expires?: string;
}

/** A baseline that fits a report. */
export interface Update {
  readonly baseline: Baseline;
  /** Ids of entries that lack a reason or a day; they are not in the baseline. */
  readonly withoutReason: readonly string[];
  readonly withoutDay: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Makes the baseline fit: drops what is stale, follows what has changed, adds what is new. */
export function updated(
  before: Baseline | undefined,
  report: RunReport,
  today: string,
  given: NewEntries,
): Update {
  const old = new Map((before?.known ?? []).map((entry) => [entry.case, entry]));
  const judged = new Set(report.results.map(({ id }) => id));
  const inCatalogue = new Set([...judged, ...report.notRun.flatMap(({ ids }) => ids)]);
  const entries: BaselineEntry[] = [...old.values()].filter(
    (entry) => !judged.has(entry.case) && inCatalogue.has(entry.case),
  );
  const withoutReason: string[] = [];
  const withoutDay: string[] = [];
  for (const result of report.results) {
    if (!isExcusable(result)) continue;
    const kept = old.get(result.id);
    const reason = kept?.reason ?? given.reason;
    const link = kept === undefined ? given.link : kept.link;
    const expires = kept === undefined || kept.expires < today ? given.expires : kept.expires;
    if (reason === undefined) withoutReason.push(result.id);
    if (expires === undefined) withoutDay.push(result.id);
    if (reason === undefined || expires === undefined) continue;
    entries.push({ ...found(result, kept), reason, ...(link === undefined ? {} : { link }), expires });
  }
  const ids = new Set(entries.map((entry) => entry.case));
  const known = entries.sort((a, b) => (a.case < b.case ? -1 : 1));
  const schema = before?.$schema === undefined ? {} : { $schema: before.$schema };
  return {
    baseline: { ...schema, format: baselineFormat, known },
    withoutReason,
    withoutDay,
    added: [...ids].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !ids.has(id)),
  };
}

/** The text of a baseline; ends with a line feed. */
export function baselineText(baseline: Baseline): string {
  return `${JSON.stringify(baseline, undefined, 2)}\n`;
}

type Deviation = CaseResult & { readonly verdict: ExcusableVerdict };

function isExcusable(result: CaseResult): result is Deviation {
  return (excusable as readonly string[]).includes(result.verdict);
}

/** An entry keeps the message that people shortened, as long as it fits. */
function found(
  result: Deviation,
  kept: BaselineEntry | undefined,
): Pick<BaselineEntry, 'case' | 'verdict' | 'message'> {
  const message = messageOf(result);
  const fits = kept !== undefined && message.startsWith(kept.message);
  return { case: result.id, verdict: result.verdict, message: fits ? kept.message : message };
}
