/**
 * The closure: every binding requirement has a case and a mutant that breaks it and is caught, or stands in
 * `conformance/unobservable.json` with the reason why it cannot be seen from outside.
 */
import { readFileSync } from 'node:fs';
import { requirements } from '../../spec/registry/requirements.ts';
import type { Case } from '../case.ts';
import { packageRoot } from '../package-root.ts';
import type { KillMatrix } from './kill-matrix.ts';

/** What lacks; all lists empty when it is closed. */
export interface Closure {
  /** Binding requirements: MUST and MUST NOT. */
  readonly binding: number;
  /** Of these, with a case and a caught mutant. */
  readonly closed: number;
  /** Of these, excused in the list. */
  readonly excused: number;
  readonly withoutCase: readonly string[];
  readonly withoutMutant: readonly string[];
  /** What is wrong with the list of excuses. */
  readonly badExcuses: readonly string[];
}

/** A requirement that cannot be observed. */
export interface Excuse {
  readonly id: string;
  readonly reason: string;
}

/** Reads the list of requirements that cannot be observed. */
export function readExcuses(): readonly Excuse[] {
  const text = readFileSync(new URL('conformance/unobservable.json', packageRoot()), 'utf8');
  return (JSON.parse(text) as { readonly requirements: readonly Excuse[] }).requirements;
}

/** Finds out what lacks. */
export function closureOf(
  catalogue: readonly Case[],
  matrix: KillMatrix,
  excuses: readonly Excuse[],
): Closure {
  const rows: readonly { readonly id: string; readonly level: string }[] = requirements;
  const binding = rows.filter((row) => row.level.startsWith('MUST')).map((row) => row.id);
  const covered = new Set<string>(catalogue.flatMap((one) => one.covers));
  const broken = new Set(matrix.rows.filter((row) => row.killedBy.length > 0).flatMap((row) => row.shown));
  const excused = new Set(excuses.map((excuse) => excuse.id));
  const wanted = binding.filter((id) => !excused.has(id));
  return {
    binding: binding.length,
    closed: wanted.filter((id) => covered.has(id) && broken.has(id)).length,
    excused: binding.filter((id) => excused.has(id)).length,
    withoutCase: wanted.filter((id) => !covered.has(id)),
    withoutMutant: wanted.filter((id) => !broken.has(id)),
    badExcuses: excuses.flatMap((excuse) => complaint(excuse, binding, broken)),
  };
}

function complaint(
  excuse: Excuse,
  binding: readonly string[],
  broken: ReadonlySet<string>,
): readonly string[] {
  if (!binding.includes(excuse.id)) return [`${excuse.id} is no binding requirement`];
  if (broken.has(excuse.id)) return [`${excuse.id} can be observed: a mutant that breaks it is caught`];
  return [];
}
