/** What a run found, as data: what reporters write, and what the exit code is made of. */
import { type RequirementId, requirements } from '../spec/registry/requirements.ts';
import type { CaseRole } from './case.ts';
import { exitCodes } from './exit-codes.ts';
import type { Step } from './exchange.ts';
import type { Manifest } from './manifest.ts';
import type { PassRate } from './pass-rate.ts';
import type { Shard } from './shard.ts';
import type { Verdict } from './verdict.ts';

/** A clause as a report shows it. */
export interface Clause {
  readonly id: RequirementId;
  readonly level: string;
  readonly text: string;
}

/** Why a case failed. */
export interface Failure {
  readonly expectedOneOf: readonly string[];
  readonly actual: string;
  /** The clauses that decide. */
  readonly clauses: readonly Clause[];
}

/** What a case found. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly role: CaseRole;
  readonly covers: readonly RequirementId[];
  readonly verdict: Verdict;
  /** In a sentence, for every verdict but `pass` and `fail`; for a mixed verdict too. */
  readonly reason?: string;
  readonly failure?: Failure;
  /** The last grounds that it stands on; see `xlmp explain`. */
  readonly on?: readonly string[];
  /** The one of its grounds that was not reached. */
  readonly missing?: string;
  /** The exchange of the run that decided; empty for a pass. */
  readonly exchange: readonly Step[];
  /** The command that repeats this case alone. */
  readonly repeatWith: string;
  /** The verdict of each run, when there was more than one. */
  readonly runs?: readonly Verdict[];
  /** How often it passes, when there was more than one. */
  readonly passRate?: PassRate;
  readonly durationMs: number;
  /** Of that, spent waiting for real time to pass. */
  readonly waitedMs: number;
}

/** The implementation that was judged. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  readonly adapter: string;
  readonly manifest: Manifest;
}

/** How many cases there are at each step of the choice. */
export interface Counts {
  /** In the catalogue. */
  readonly catalogue: number;
  /** Asked for by the options. */
  readonly selected: number;
  /** Of these, claimed by the manifest. */
  readonly applicable: number;
  /** Of these, run to a verdict of their own. */
  readonly executed: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
}

/** Cases that were not run, and why. */
export interface NotRun {
  readonly reason: string;
  readonly ids: readonly string[];
}

/** What a baseline of known deviations says about a run. */
export interface BaselineFindings {
  /** Deviations that are excused. */
  readonly known: readonly {
    readonly id: string;
    readonly verdict: Verdict;
    readonly reason: string;
    readonly link?: string;
    /** The last day, as YYYY-MM-DD. */
    readonly expires: string;
  }[];
  /** Entries that fit no longer; each fails the run. */
  readonly troubles: readonly {
    readonly id: string;
    readonly kind: 'stale' | 'expired' | 'changed' | 'unknown';
    readonly says: string;
  }[];
}

/** Everything that a run found. */
export interface RunReport {
  readonly kit: string;
  readonly subject: Subject;
  readonly counts: Counts;
  readonly notRun: readonly NotRun[];
  readonly results: readonly CaseResult[];
  /** The seed that ordered the cases; undefined for the order of the catalogue. */
  readonly seed?: number;
  /** The part of a run that this is; undefined for a whole run. */
  readonly shard?: Shard;
  readonly repeat: number;
  readonly durationMs: number;
  readonly waitedMs: number;
  /** Undefined when there was no baseline. */
  readonly baseline?: BaselineFindings;
}

/** Whether a result is a failure that breaks no clause that binds: a recommendation was not followed. */
export function isAdvice({ verdict, failure }: CaseResult): boolean {
  return verdict === 'fail' && failure?.clauses.some(({ level }) => level.startsWith('MUST')) === false;
}

/** Recommendations that were not followed, and that no baseline excuses. */
function adviceIn({ results, baseline }: RunReport): number {
  const known = new Set(baseline?.known.map(({ id }) => id));
  return results.filter((result) => isAdvice(result) && !known.has(result.id)).length;
}

/** The exit code that a report calls for; the gravest finding that binds and is not excused decides. */
export function exitCodeOf(report: RunReport): number {
  if (report.counts.applicable === 0) return exitCodes.nothing;
  const { known = [], troubles = [] } = report.baseline ?? {};
  const open = (verdict: Verdict): number =>
    report.counts.verdicts[verdict] -
    known.filter((one) => one.verdict === verdict).length -
    (verdict === 'fail' ? adviceIn(report) : 0);
  if (open('fail') > 0 || troubles.length > 0) return exitCodes.notConformant;
  if (open('error') > 0) return exitCodes.harness;
  if (open('inconclusive') > 0) return exitCodes.incomplete;
  return exitCodes.conformant;
}

/** The exit code in words. */
export function conclusionOf(report: RunReport): string {
  const { known = [], troubles = [] } = report.baseline ?? {};
  const advice = adviceIn(report);
  const reservations = [
    ...(known.length === 0 ? [] : [`${known.length} known deviations`]),
    ...(advice === 0 ? [] : [`${advice} recommendations not followed`]),
  ];
  const but = reservations.length === 0 ? '' : `, but for ${reservations.join(' and ')}`;
  const misfit = troubles.length === 0 ? '' : `; ${troubles.length} entries of the baseline fit no longer`;
  const words: Readonly<Record<number, string>> = {
    [exitCodes.conformant]: `conformant in what was run${but}`,
    [exitCodes.notConformant]: `not conformant${misfit}`,
    [exitCodes.incomplete]: 'incomplete: some cases could not decide',
    [exitCodes.harness]: 'no verdict: the implementation or the kit broke',
    [exitCodes.nothing]: 'nothing was run',
  };
  return words[exitCodeOf(report)]!;
}

/** What a result says on one line: what was expected and what came, or the reason; empty for a pass. */
export function messageOf({ failure, reason = '' }: CaseResult): string {
  const said =
    failure === undefined ? reason : `expected ${failure.expectedOneOf.join(', or ')}; got ${failure.actual}`;
  return said.split('\n', 1)[0]!;
}

/** The clause of an id; its text says so when the inventory does not have it. */
export function clauseOf(id: RequirementId): Clause {
  const rows: readonly Clause[] = requirements;
  return (
    rows.find((row) => row.id === id) ?? { id, level: 'MUST', text: 'not in the inventory of requirements' }
  );
}

/** Cases whose verdicts differ between runs over several adapters, a line each; a difference is a finding of its own. */
export function differences(reports: readonly RunReport[]): readonly string[] {
  const [first, ...others] = reports;
  if (first === undefined) return [];
  return first.results.flatMap(({ id }) => {
    const found = [first, ...others].map(({ subject, results }) => ({
      adapter: subject.adapter,
      verdict: results.find((result) => result.id === id)?.verdict ?? 'not run',
    }));
    const equal = found.every(({ verdict }) => verdict === found[0]!.verdict);
    return equal
      ? []
      : [`${id}: ${found.map(({ adapter, verdict }) => `${verdict} over ${adapter}`).join(', ')}`];
  });
}
