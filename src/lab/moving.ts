/** Moves all guests of a run once. Two of them stand still at the same time, whatever each of them takes to be copied. */
import { recordWritten } from './journal-watch.ts';
import { moveGuest, type PlannedMove } from './move.ts';
import type { LabCheckRow, LabMove } from './result.ts';
import type { RunningLab } from './running-lab.ts';
import type { Variant } from './variants.ts';

/** How long the witness may be kept from answering. Milliseconds. */
const holdLimit = 300_000;
const lookMs = 20;

/**
 * Moves them, each as planned.
 *
 * @param originMs the zero of the times in the result, in milliseconds since 1970.
 */
export async function moveGuests(
  lab: RunningLab,
  variant: Variant,
  plans: readonly PlannedMove[],
  originMs: number,
): Promise<readonly LabMove[]> {
  const release = plans.length === 1 ? () => {} : holdWitness(lab, plans);
  const move = async (plan: PlannedMove): Promise<LabMove> => {
    try {
      return await moveGuest(lab, variant, plan, originMs);
    } finally {
      release();
    }
  };
  return Promise.all(plans.map(move));
}

/** A source that has committed stands still until it hears from the witness; so the witness has to wait for the last. */
function holdWitness(lab: RunningLab, plans: readonly PlannedMove[]): () => void {
  const witness = lab.agentOf(plans[0]!.witness.name);
  const over = new AbortController();
  const release = (): void => {
    over.abort();
    witness.signal('SIGCONT');
  };
  const watch = { limitMs: holdLimit, lookMs, signal: over.signal };
  witness.signal('SIGSTOP');
  void Promise.all(plans.map(({ from }) => recordWritten(from.journal, 'committed', watch))).then(release);
  return release;
}

/** Whether guests that were to move at once did stand still at the same time. */
export function overlapChecks(rounds: readonly (readonly LabMove[])[]): readonly LabCheckRow[] {
  const overlaps = rounds.flatMap((moves) => overlapMs(moves) ?? []);
  if (overlaps.length === 0) return [];
  const least = Math.min(...overlaps);
  return [
    {
      what: 'both guests stand still at the same time in every move',
      met: overlaps.length === rounds.length && least > 0,
      says: `in ${overlaps.filter((ms) => ms > 0).length} of ${rounds.length} moves, for ${least.toFixed(1)} ms at least`,
    },
  ];
}

/** How long all stood still together, less than zero when they did not; undefined unless two or more stood still. */
function overlapMs(moves: readonly LabMove[]): number | undefined {
  const freezes = moves.flatMap(({ frozenMs, runningMs }) =>
    frozenMs === null || runningMs === null ? [] : [{ frozenMs, runningMs }],
  );
  if (freezes.length < 2) return undefined;
  const from = Math.max(...freezes.map(({ frozenMs }) => frozenMs));
  return Math.min(...freezes.map(({ runningMs }) => runningMs)) - from;
}
