/** Choosing cases: by glob over ids, by role, by requirement; and by what the manifest claims. */
import type { Case } from './case.ts';
import type { CaseResult } from './report.ts';
import { isWithin, type Revision } from './revision.ts';
import { type Manifest, type Role, roles } from './manifest.ts';

/** What is asked for; nothing given selects everything. */
export interface Selection {
  /** Globs over ids: `*` stands for anything but `/`, `**` for anything. A case is selected by any of them. */
  readonly filter: readonly string[];
  readonly roles: readonly string[];
  readonly requirements: readonly string[];
  /** Leaves out cases about requirements that a revision of the specification did not have. */
  readonly revision?: Revision;
}

/** What a choice looks at: a case, or the result of one. */
export type Selectable = Pick<CaseResult, 'id' | 'role' | 'covers'>;

/** Tells whether a case is asked for. */
export function isSelected(one: Selectable, selection: Selection): boolean {
  return (
    (selection.filter.length === 0 || selection.filter.some((glob) => matches(glob, one.id))) &&
    (selection.roles.length === 0 || selection.roles.includes(one.role)) &&
    (selection.requirements.length === 0 || one.covers.some((id) => selection.requirements.includes(id))) &&
    (selection.revision === undefined || isWithin(one, selection.revision))
  );
}

/** Why a case does not apply to what the manifest claims; undefined when it applies. */
export function notClaimed(one: Case, manifest: Manifest): string | undefined {
  const role = partyOf(one);
  if (role !== undefined && !manifest.roles.includes(role))
    return `the manifest does not claim the role ${role}`;
  if (one.virtualTime === true && manifest.time === 'real')
    return 'the manifest says that time is real, and this needs time that stands still';
  const missing = one.needs.filter((capability) => !manifest.capabilities.includes(capability));
  return missing.length === 0 ? undefined : `the manifest does not claim ${missing.join(', ')}`;
}

/** The party that a case has played; undefined for a case that only evaluates. */
export function partyOf(one: Case): Role | undefined {
  return roles.find((role) => role === one.role);
}

function matches(glob: string, id: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\?]/g, '\\$&')
    .replace(/\*\*|\*/g, (stars) => (stars === '**' ? '.*' : '[^/]*'));
  return new RegExp(`^${pattern}$`).test(id);
}
