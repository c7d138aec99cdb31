/** A scenario may be many runs: one for each size of memory, or for each phase in which an agent is killed. */
import { type killPhases, type LabScenario } from './scenario.ts';

/** A phase after which an agent is killed. */
export type KillPhase = (typeof killPhases)[keyof typeof killPhases][number];

/** One run of a scenario. */
export interface Variant {
  readonly scenario: LabScenario;
  readonly killAfter?: KillPhase;
}

/** The runs of a scenario. */
export function variantsOf(scenario: LabScenario, phases: typeof killPhases): readonly Variant[] {
  const { memories, kill, guest } = scenario;
  if (kill !== undefined) return phases[kill].map((killAfter) => ({ scenario, killAfter }));
  if (memories.length === 0) return [{ scenario }];
  return memories.map((memory) => ({
    scenario: {
      ...scenario,
      guest: { ...guest, memory, fill: Math.max(guest.fill, Math.floor(memory / 2)) },
    },
  }));
}
