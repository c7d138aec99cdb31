/** The kill matrix as text, as Markdown and as JSON. */
import { clauseOf } from '../report.ts';
import type { Closure } from './closure.ts';
import type { KillMatrix, MutantRow } from './kill-matrix.ts';

/** Everything that the self-test found. */
export interface SelfTest {
  readonly matrix: KillMatrix;
  readonly closure: Closure;
}

/** Whether all is well. */
export function isClosed({ matrix, closure }: SelfTest): boolean {
  return troubles({ matrix, closure }).length === 0;
}

/** What is wrong, a line each. */
export function troubles({ matrix, closure }: SelfTest): readonly string[] {
  return [
    ...matrix.referenceTrouble.map((line) => `the reference does not pass ${line}`),
    ...matrix.rows
      .filter((row) => row.killedBy.length === 0)
      .map((row) => `nothing catches ${row.mutant.id}: ${row.mutant.says}`),
    ...matrix.rows.flatMap((row) => row.missed.map((id) => `${row.mutant.id} was to be caught by ${id}`)),
    ...matrix.rows.flatMap((row) =>
      unshown(row).map((id) => `${row.mutant.id} breaks ${id}, but no case that caught it covers ${id}`),
    ),
    ...closure.withoutCase.map((id) => `no case covers ${clauseLine(id)}`),
    ...closure.withoutMutant.map((id) => `no caught mutant breaks ${clauseLine(id)}`),
    ...closure.badExcuses.map((line) => `unobservable.json: ${line}`),
  ];
}

/** The result in a few lines, and what is wrong before them. */
export function selfTestText(result: SelfTest): string {
  const { matrix, closure } = result;
  const caught = matrix.rows.filter((row) => row.killedBy.length > 0).length;
  const lines = [
    ...troubles(result),
    `${matrix.caseIds.length} cases against the reference: ${matrix.caseIds.length - matrix.referenceTrouble.length} pass`,
    `${matrix.rows.length} mutants: ${caught} caught; ${idleCases(matrix).length} cases fail for none of them`,
    `${closure.binding} binding requirements: ${closure.closed} with a case and a caught mutant, ${closure.excused} cannot be observed, ` +
      `${closure.withoutCase.length} without a case, ${closure.withoutMutant.length} without a caught mutant`,
    isClosed(result) ? 'closed' : `not closed: ${troubles(result).length} things lack`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Cases of the areas of mutants that fail for no mutant: they may prove something, but the matrix does not show it. */
function idleCases(matrix: KillMatrix): readonly string[] {
  const killing = new Set(matrix.rows.flatMap((row) => row.killedBy));
  return matrix.caseIds.filter((id) => !killing.has(id));
}

/** The matrix as JSON: for each requirement the mutants that break it and the cases that caught them. */
export function selfTestJson(result: SelfTest): string {
  const { matrix, closure } = result;
  const mutants = matrix.rows.map(({ mutant, killedBy, missed }) => ({
    id: mutant.id,
    says: mutant.says,
    breaks: mutant.breaks,
    killedBy,
    missed,
  }));
  const document = {
    format: 1,
    closed: isClosed(result),
    cases: matrix.caseIds.length,
    idle: idleCases(matrix),
    closure,
    requirements: byRequirement(matrix),
    mutants,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The matrix as a Markdown table: requirement, mutant, cases. */
export function selfTestMarkdown({ matrix }: SelfTest): string {
  const rows = byRequirement(matrix).flatMap(({ id, mutants }) =>
    mutants.map(({ mutant, cases }) => `| ${id} | ${mutant} | ${cases.join('<br>')} |`),
  );
  return `| requirement | mutant | caught by |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}

function byRequirement(matrix: KillMatrix): readonly {
  readonly id: string;
  readonly mutants: readonly { readonly mutant: string; readonly cases: readonly string[] }[];
}[] {
  const ids = [...new Set<string>(matrix.rows.flatMap((row) => row.mutant.breaks))].sort();
  return ids.map((id) => ({
    id,
    mutants: matrix.rows
      .filter((row) => (row.mutant.breaks as readonly string[]).includes(id))
      .map((row) => ({ mutant: row.mutant.id, cases: row.killedBy })),
  }));
}

function unshown(row: MutantRow): readonly string[] {
  return row.killedBy.length === 0 ? [] : row.mutant.breaks.filter((id) => !row.shown.includes(id));
}

function clauseLine(id: string): string {
  const { level, text } = clauseOf(id as Parameters<typeof clauseOf>[0]);
  return `[${id}] ${level}: ${text}`;
}
