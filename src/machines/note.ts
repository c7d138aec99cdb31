/** What every state and transition says of itself. */
import type { RequirementId } from '../../spec/registry/requirements.ts';

/** The `meta` of every state and transition. */
export interface MachineMeta {
  /** The requirements that the state or transition carries out. */
  readonly requirements: readonly RequirementId[];
}

/** The description and the requirements of a state or a transition, to be spread into it. */
export function note(
  description: string,
  ...requirements: readonly RequirementId[]
): { description: string; meta: MachineMeta } {
  return { description, meta: { requirements } };
}
