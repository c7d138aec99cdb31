/**
 * Where a guest must run after an agent was killed. The commit record of the source decides (chapter 05): without it the
 * guest goes on at the source, with it at the destination, unless that one gives it back.
 */
import type { KillPhase } from './variants.ts';

/** A side of a migration. */
export type MoveSide = 'source' | 'destination';

/**
 * By the record after which the agent was killed. A destination that restarts with `accepted` or `prepared` lets everything
 * go (DST-030). With `complete` it asks (DST-031), and a source with `frozen` may have gone on before it was killed:
 * then it is as the journal of the source says.
 */
const sideByPhase: Readonly<Record<KillPhase, MoveSide | 'as recorded'>> = {
  ordered: 'source',
  frozen: 'as recorded',
  committed: 'destination',
  swapped: 'destination',
  accepted: 'source',
  prepared: 'source',
  complete: 'as recorded',
  permitted: 'destination',
  running: 'destination',
};

const sideByStep: Readonly<Record<string, MoveSide>> = {
  ordered: 'source',
  frozen: 'source',
  committed: 'destination',
  swapped: 'destination',
  'source-done': 'destination',
  'source-aborted': 'source',
  regained: 'source',
};

/**
 * The side at which the guest must run.
 *
 * @param sourceSteps the steps in the journal of the source, in order, when the migration is over.
 */
export function mustRunAt(killAfter: KillPhase | undefined, sourceSteps: readonly string[]): MoveSide {
  if (killAfter === undefined) return 'destination';
  const side = sideByPhase[killAfter];
  if (side !== 'as recorded') return side;
  const last = sourceSteps.findLast((step) => Object.hasOwn(sideByStep, step));
  return last === undefined ? 'source' : sideByStep[last]!;
}
