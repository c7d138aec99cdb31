/**
 * Keeps the promise that an operation that is asked for again is not done again: one operation of a machine at a time,
 * those asked for twice meanwhile answered together, and answers remembered where looking at the machine would not do.
 */
import type { HypervisorOperation, HypervisorResult } from '../../ports/hypervisor.ts';

/** Answers of the operations of one host. */
export interface Answers {
  /**
   * Carries out an operation unless it is known how it ended or it is under way.
   *
   * @param work gives undefined when it is not known whether it happened; then nobody is answered.
   */
  answer(
    operation: HypervisorOperation,
    work: () => Promise<HypervisorResult | undefined>,
    done: (result: HypervisorResult) => void,
  ): void;
  /** Runs something when nothing else of the machine is under way. */
  alone<T>(machine: string, work: () => Promise<T>): Promise<T>;
  /** Forgets what was answered for a machine. */
  forget(machine: string): void;
}

/** Rounds whose octets are kept: the one that is carried and the one before it. */
const keptRounds = 2;

/** Makes answers of nothing. */
export function answersOf(): Answers {
  const known = new Map<string, Map<string, HypervisorResult>>();
  const waiting = new Map<string, ((result: HypervisorResult) => void)[]>();
  const lanes = new Map<string, Promise<unknown>>();

  const alone = <T>(machine: string, work: () => Promise<T>): Promise<T> => {
    const mine = (lanes.get(machine) ?? Promise.resolve()).then(work, work);
    lanes.set(machine, mine);
    return mine;
  };
  const remember = (operation: HypervisorOperation, result: HypervisorResult): void => {
    const ofMachine = known.get(operation.machine) ?? new Map<string, HypervisorResult>();
    known.set(operation.machine, ofMachine);
    ofMachine.set(keyOf(operation), result);
    const withOctets = [...ofMachine].filter(([, { is }]) => is === 'copied' || is === 'frozen');
    for (const [key] of withOctets.slice(0, -keptRounds)) ofMachine.delete(key);
  };
  return {
    alone,
    answer(operation, work, done) {
      const result = known.get(operation.machine)?.get(keyOf(operation));
      if (result !== undefined) return done(result);
      const key = `${operation.machine} ${keyOf(operation)}`;
      const others = waiting.get(key);
      if (others !== undefined) {
        others.push(done);
        return;
      }
      waiting.set(key, [done]);
      void alone(operation.machine, work).then((ended) => {
        const receivers = waiting.get(key) ?? [];
        waiting.delete(key);
        if (ended === undefined) return;
        if (isRemembered(operation, ended)) remember(operation, ended);
        for (const receiver of receivers) receiver(ended);
      });
    },
    forget: (machine) => known.delete(machine),
  };
}

/** `thaw`, `discard`, `release` and `reserve` look at the machine; so does a `start` that was done. */
function isRemembered({ operation }: HypervisorOperation, { is }: HypervisorResult): boolean {
  return is === 'copied' || is === 'frozen' || is === 'loaded' || (operation === 'start' && is === 'failed');
}

function keyOf(operation: HypervisorOperation): string {
  const round = 'round' in operation ? operation.round : 0;
  return `${operation.operation} ${operation.migration} ${operation.epoch} ${round}`;
}
