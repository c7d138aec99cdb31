/**
 * Watches that the operator is answered, and that the answers agree with what became of the migrations (P7). What became of
 * them is what hypervisors have done, whatever anybody says.
 */
import type { HypervisorOperation } from '../../ports/hypervisor.ts';
import type { MessageOf } from '../../protocol/index.ts';

/** What became of a migration. */
export interface Fate {
  /** The machine was started at the destination. */
  readonly hasMoved: boolean;
  /** The source host got it back after the commit. */
  readonly hasReturned: boolean;
}

/** What became of all migrations. */
export interface FateWatch {
  /** An operation of a hypervisor was carried out. */
  performed(operation: HypervisorOperation): void;
  /** @param created the epoch that the migration is to create. */
  of(migration: string, created: number): Fate;
}

/** Starts a watch over hypervisors. */
export function watchFates(): FateWatch {
  const started = new Set<string>();
  const thawed = new Map<string, number>();
  return {
    performed({ operation, migration, epoch }) {
      if (operation === 'start') started.add(migration);
      if (operation === 'thaw') thawed.set(migration, Math.max(epoch, thawed.get(migration) ?? 0));
    },
    of: (migration, created) => ({
      hasMoved: started.has(migration),
      hasReturned: (thawed.get(migration) ?? 0) > created,
    }),
  };
}

/** What is wrong with the answer to a cancel; undefined when it is right. An answer that never came is undefined. */
export function cancelObjection(
  answer: MessageOf<'CancelAnswer'>['cancelResult'] | undefined,
  { hasMoved, hasReturned }: Fate,
): string | undefined {
  const hasCommitted = hasMoved || hasReturned;
  switch (answer?.outcome) {
    case undefined:
      return 'was never answered';
    case 'done':
      return hasCommitted ? 'was answered "done", and the migration committed' : undefined;
    case 'too-late':
      return hasCommitted ? undefined : 'was answered "too late", and the machine did not move';
    case 'unknown':
      return undefined;
  }
}

/**
 * What is wrong with the answer to a question for the status, when all has settled; undefined when it is right.
 *
 * @param where what is known of the machine and the host that was asked. "Yes" is about now; "no" is about the machine as
 *   this migration left it (chapter 04), so it is judged only where no later one has moved it.
 */
export function statusObjection(
  answer: Pick<MessageOf<'StatusAnswer'>['status'], 'outcome' | 'runsHere'> | undefined,
  { hasMoved, hasReturned }: Fate,
  where: { readonly runsHere: boolean; readonly hasOnlyThis: boolean },
): string | undefined {
  if (answer === undefined) return 'was never answered';
  const says = `was answered "${answer.outcome}"`;
  const isWrong =
    answer.runsHere === 'yes'
      ? !where.runsHere
      : answer.runsHere === 'no' && where.runsHere && where.hasOnlyThis;
  if (isWrong) return `${says} with the machine running there "${answer.runsHere}", which is wrong`;
  switch (answer.outcome) {
    case 'unknown':
      return undefined;
    case 'active':
    case 'aborted':
      return hasMoved || hasReturned ? `${says}, and the migration committed` : undefined;
    case 'committed':
      return hasMoved || hasReturned ? undefined : `${says}, and the machine did not move`;
    case 'done':
      return hasMoved ? undefined : `${says}, and the machine did not move`;
    case 'given-back':
      return hasReturned && !hasMoved ? undefined : `${says}, and the machine was not given back`;
  }
}
