/** The requirement matrix: one field for each requirement of the specification, and how it stands after the run. */
import { requirements } from '../../../spec/registry/requirements.ts';
import type { Clause, RunReport } from '../../report.ts';
import { type Markup, markup } from './markup.ts';
import { gravest, type Standing, standingIn, standings } from './standing.ts';

/** A requirement with what the run says about it. */
export interface RequirementRow extends Clause {
  readonly chapter: string;
  readonly standing: Standing;
  /** How many cases of the run decide about it. */
  readonly cases: number;
}

/** What the run says about every requirement. */
export function requirementRows(report: RunReport): readonly RequirementRow[] {
  const standing = standingIn(report);
  const found = new Map<string, Standing[]>();
  for (const result of report.results) {
    for (const id of result.covers) found.set(id, [...(found.get(id) ?? []), standing(result)]);
  }
  return requirements.map(({ id, level, chapter, text }) => {
    const some = found.get(id) ?? [];
    return { id, level, chapter, text, standing: gravest(some), cases: some.length };
  });
}

/** Draws the matrix, a row for each chapter. */
export function requirementMatrix(rows: readonly RequirementRow[]): Markup {
  const binding = rows.filter(({ level }) => level.startsWith('MUST'));
  const decided = binding.filter(({ standing }) => standing === 'pass' || standing === 'fail');
  const chapters = [...new Set(rows.map(({ chapter }) => chapter))];
  const lines = chapters.map((chapter) =>
    chapterLine(
      chapter,
      rows.filter((row) => row.chapter === chapter),
    ),
  );
  return markup`<section id="requirements" aria-labelledby="requirements-title">
    <h2 id="requirements-title">Requirements</h2>
    <p>
      ${decided.length} of ${binding.length} binding requirements were decided. Choose one to see its clause
      and its cases; arrow keys go from one to the next.
    </p>
    <div class="matrix">${lines}</div>
  </section>`;
}

function chapterLine(chapter: string, rows: readonly RequirementRow[]): Markup {
  const name = chapter.replaceAll('-', ' ');
  const cells = rows.map(({ id, level, standing, cases }) => {
    const says = `${id}, ${level}: ${standing === 'none' ? 'no case was run' : `${standing}, ${cases} cases`}`;
    return markup`<button
      type="button"
      class="cell s-${standing}"
      data-requirement="${id}"
      aria-label="${says}"
      title="${says}"
      tabindex="-1"
      aria-pressed="false"
    >
      <span aria-hidden="true">${standings[standing]}</span>
    </button>`;
  });
  return markup`<div class="chapter">
    <h3>${name}</h3>
    <div class="cells" role="group" aria-label="Requirements of the chapter ${name}">${cells}</div>
  </div> `;
}
