/**
 * A mutant: the reference with one requirement read wrongly. It shows that the kit would notice an implementation
 * that makes this mistake.
 */
import type { Implementation } from '../../src/agent/index.ts';
import type { RequirementId } from '../../spec/registry/requirements.ts';
import { roles } from '../manifest.ts';

/** What a mutant is wrong about. */
export const mutantAreas = ['codec', 'addresses', 'forwarding', ...roles] as const;

/** A part of the reference that a mutant replaces; its cases are those of this role. */
export type MutantArea = (typeof mutantAreas)[number];

/** A mutant as its author writes it. */
export interface MutantDefinition {
  /** `<area>/<slug>`. */
  readonly id: string;
  readonly of: MutantArea;
  /** The requirements that it breaks; at least one. */
  readonly breaks: readonly [RequirementId, ...RequirementId[]];
  /** The wrong reading, in a sentence. */
  readonly says: string;
  /** Cases that must fail for it; at least one. */
  readonly caughtBy: readonly [string, ...string[]];
  /** Makes it of the reference; changes nothing of what it is given. */
  make(reference: Implementation): Implementation;
}

const brand: unique symbol = Symbol('mutant');

/** A mutant that was checked. */
export interface Mutant extends MutantDefinition {
  readonly [brand]: true;
}

/** Makes a mutant of its definition. @throws RangeError when the definition is not right */
export function defineMutant(definition: MutantDefinition): Mutant {
  const { id, of, breaks, caughtBy, says } = definition;
  if (!new RegExp(`^${of}/[a-z0-9]+(-[a-z0-9]+)*$`).test(id))
    throw new RangeError(`not an id of a mutant of ${of}: ${id}`);
  if (breaks.length === 0) throw new RangeError(`${id}: breaks no requirement`);
  if (caughtBy.length === 0) throw new RangeError(`${id}: no case has to catch it`);
  if (!/^[A-Z].*\.$/.test(says)) throw new RangeError(`${id}: what it says is a sentence`);
  return { ...definition, [brand]: true };
}

/** Tells whether an export of a module is a mutant. */
export function isMutant(value: unknown): value is Mutant {
  return typeof value === 'object' && value !== null && brand in value;
}
