/**
 * A simulated hypervisor whose freezes last as long as a scenario says: most of it while the last round is taken, the
 * rest while the copy is started. A freeze that the protocol needs longer for is not shortened.
 */
import type { Clock } from '../ports/clock.ts';
import type { Hypervisor } from '../ports/hypervisor.ts';

/** The part of a freeze that goes by before the last round is there. */
const takingPart = 0.8;

/** What the scenario says about a machine. */
export interface FreezePlan {
  /** How long a freeze lasts at least, in milliseconds. */
  readonly freezeMs: number;
  /** When the machine was frozen last. */
  frozenAt(): number | undefined;
}

/** Wraps a hypervisor. @param planOf gives the plan of a machine by the id of its HID in hexadecimal. */
export function timedHypervisor(
  inner: Hypervisor,
  clock: Clock,
  planOf: (machine: string) => FreezePlan,
): Hypervisor {
  const after = (ms: number, action: () => void): void => {
    if (ms > 0) clock.schedule(ms, action);
    else action();
  };
  return {
    describe: (machine) => inner.describe(machine),
    perform(operation, done) {
      const plan = planOf(operation.machine);
      if (operation.operation === 'freeze') {
        inner.perform(operation, (result) => after(plan.freezeMs * takingPart, () => done(result)));
      } else if (operation.operation === 'start') {
        const until = (plan.frozenAt() ?? clock.now()) + plan.freezeMs;
        after(until - clock.now(), () => inner.perform(operation, done));
      } else inner.perform(operation, done);
    },
  };
}
