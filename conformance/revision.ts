/**
 * Revisions of the specification, each a frozen set of requirements. Ids are never used again and a changed requirement gets
 * a new one, so a set of ids says for good what a release was asked for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { packageRoot } from './package-root.ts';
import type { CaseResult } from './report.ts';

/** A revision of the specification. */
export interface Revision {
  readonly name: string;
  /** The ids of its requirements. */
  readonly requirements: ReadonlySet<string>;
}

/** Where the frozen sets lie: a JSON list of ids for each revision. */
const folder = new URL('spec/revisions/', packageRoot());

/** The names of all revisions. */
export function revisionNames(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** Reads a revision. @param name one of `revisionNames` */
export function readRevision(name: string): Revision {
  const ids = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as readonly string[];
  return { name, requirements: new Set(ids) };
}

/** Tells whether a case decides about nothing that came after a revision. */
export function isWithin({ covers }: Pick<CaseResult, 'covers'>, { requirements }: Revision): boolean {
  return covers.every((id) => requirements.has(id));
}
