/** How cases and requirements stand after a run: by verdict, or that the deviation is known, or that nothing was found. */
import { type CaseResult, isAdvice, type RunReport } from '../../report.ts';
import { type Markup, markup } from './markup.ts';

/** Every standing, gravest first, with its sign for those who do not see colours. */
export const standings = {
  fail: '✕',
  error: '!',
  inconclusive: '?',
  advice: '~',
  known: '≈',
  skipped: '–',
  none: '·',
  pass: '✓',
} as const;

/** How something stands. */
export type Standing = keyof typeof standings;

/** The names of all, gravest first. */
export const standingNames = Object.keys(standings) as readonly Standing[];

/** Tells how cases stand: `known` for a deviation that the baseline excuses, `advice` for one that breaks no clause that binds. */
export function standingIn(report: RunReport): (result: CaseResult) => Standing {
  const known = new Set(report.baseline?.known.map(({ id }) => id));
  return (result) => {
    if (known.has(result.id)) return 'known';
    return isAdvice(result) ? 'advice' : result.verdict;
  };
}

/** The gravest of some standings; `none` of nothing. */
export function gravest(some: readonly Standing[]): Standing {
  return standingNames.find((standing) => some.includes(standing)) ?? 'none';
}

/** The sign of a standing; what it means stands beside it. */
export function sign(standing: Standing): Markup {
  return markup`<span class="sign s-${standing}" aria-hidden="true">${standings[standing]}</span>`;
}
