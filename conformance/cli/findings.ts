/** Verdicts of many runs over several adapters, and where they are not equal. */
import type { RunReport } from '../report.ts';
import { type Verdict, verdicts } from '../verdict.ts';

/** One verdict: where it was found, and why it is what it is. */
interface Finding {
  readonly verdict: Verdict;
  readonly where: string;
  readonly why: string;
}

/** The verdicts that were kept so far, by case. */
export class Findings {
  private readonly byCase = new Map<string, Finding[]>();

  /** Keeps the verdicts of a report. @param run counts from 1 */
  keep(report: RunReport, run: number): void {
    const where = `over ${adapterOf(report)} in run ${run}`;
    for (const { id, verdict, reason, failure } of report.results) {
      const why = failure === undefined ? (reason ?? '') : `got ${failure.actual}`;
      this.byCase.set(id, [...(this.byCase.get(id) ?? []), { verdict, where, why }]);
    }
  }

  /** A line for each case whose verdicts are not all the same: the most frequent one, and every other with its place. */
  unequal(): readonly string[] {
    return [...this.byCase].flatMap(([id, findings]) => {
      const times = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
      const usual = verdicts.toSorted((a, b) => times(b) - times(a))[0]!;
      const others = findings.filter(({ verdict }) => verdict !== usual);
      if (others.length === 0) return [];
      const told = others.map(({ verdict, where, why }) => `${verdict} ${where}${why && ` (${why})`}`);
      return [`${id}: ${usual} ${times(usual)} times; ${told.join(', ')}`];
    });
  }

  /** How many cases and verdicts there are. */
  get counts(): { readonly cases: number; readonly verdicts: number } {
    const all = [...this.byCase.values()].reduce((sum, findings) => sum + findings.length, 0);
    return { cases: this.byCase.size, verdicts: all };
  }
}

/** The adapter of a report, and how time went there. */
export function adapterOf({ subject }: RunReport): string {
  return subject.manifest.time === 'real' ? `${subject.adapter} in real time` : subject.adapter;
}
