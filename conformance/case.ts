/**
 * What a conformance case is. Cases are data and one function: they know the implementation only through the
 * context that they are given, and so mean the same through every adapter.
 */
import type { RequirementId } from '../spec/registry/requirements.ts';
import type { TimerName } from '../spec/registry/timers.ts';
import type { CaseConfig } from './case-config.ts';
import type { CaseContext } from './context.ts';
import type { Capability, Role } from './manifest.ts';

/** What a case is about: a role that is played, or a part of the library that is asked by `evaluate`. */
export type CaseRole = Role | 'codec' | 'addresses' | 'forwarding';

/** A case as its author writes it. */
export interface CaseDefinition {
  /** `<role>/<slug>`: by meaning, never by position; never changed, never used again. */
  readonly id: string;
  /** What a right implementation does, in half a line. */
  readonly title: string;
  /** The requirements that it decides about; at least one. */
  readonly covers: readonly [RequirementId, ...RequirementId[]];
  readonly role: CaseRole;
  /** What the manifest must claim; otherwise the case is skipped. */
  readonly needs: readonly Capability[];
  /** For a case in which something is refused: the case in which the nearest right thing is accepted. */
  readonly twin?: string;
  /** The timers that run out in it; in real time only these are short, and the others are long. */
  readonly timers?: readonly TimerName[];
  /** It means something only where time stands still but for `advance`; otherwise it is skipped. */
  readonly virtualTime?: true;
  /** What goes into `reset` besides the cast. */
  readonly config?: CaseConfig;
  /** Plays it. Throws an ExpectationError (fail) or a GroundError (inconclusive). */
  run(context: CaseContext): Promise<void>;
}

const brand: unique symbol = Symbol('case');

/** A case that was checked. */
export interface Case extends CaseDefinition {
  readonly [brand]: true;
}

/** Makes a case of its definition. @throws RangeError when the definition is not right */
export function defineCase(definition: CaseDefinition): Case {
  const { id, covers, role, title } = definition;
  if (!isCaseId(id)) throw new RangeError(`not a case id: ${id}`);
  if (!id.startsWith(`${role}/`))
    throw new RangeError(`${id}: a case of the role ${role} has an id that begins with it`);
  if (covers.length === 0) throw new RangeError(`${id}: covers no requirement`);
  if (title.length === 0 || title.length > 110)
    throw new RangeError(`${id}: a title has 1 to 110 characters`);
  if (definition.twin === id) throw new RangeError(`${id}: is its own twin`);
  return { ...definition, [brand]: true };
}

/** Tells whether a text has the form of the id of a case. */
export function isCaseId(text: string): boolean {
  return /^[a-z]+(-[a-z]+)*\/[a-z0-9]+([-./][a-z0-9]+)*$/.test(text);
}

/** Tells whether an export of a module is a case. */
export function isCase(value: unknown): value is Case {
  return typeof value === 'object' && value !== null && brand in value;
}
