/** The movements of a machine among access routers that `npm run model` explores, and their wrong designs. */
import { adaptationDesigns } from './adaptation-designs.ts';
import { type AdaptationResult, exploreAdaptation } from './adaptation-explore.ts';
import { movements, type MovementName } from './adaptation-script.ts';

/** How often a router crashes, and its journal fails, in continuous integration. */
export const movementFaults = { crash: 1, journalFailure: 0 } as const;

/** Explores a movement with the routers as they are. @param faults those that differ from `movementFaults`. */
export function checkMovement(
  name: MovementName,
  limit: number,
  faults: Partial<Record<keyof typeof movementFaults, number>> = {},
): AdaptationResult {
  const { crash, journalFailure } = { ...movementFaults, ...faults };
  return exploreAdaptation({ movement: movements[name], faults: { crash, journalFailure } }, limit);
}

/** Explores the movement of a wrong design with it. @throws RangeError for a name that no design has. */
export function checkAdaptationDesign(name: string, limit: number): AdaptationResult {
  const design = adaptationDesigns[name];
  if (design === undefined) throw new RangeError(`there is no unsafe design "${name}"`);
  return exploreAdaptation({ ...design, movement: movements[design.movement] }, limit);
}
