/**
 * A hypervisor played by somebody outside: operations go out with a number, answers come back with it. The kit
 * plays the hypervisor of an implementation in this way.
 */
import type {
  Hypervisor,
  HypervisorOperation,
  HypervisorResult,
  MachineDescription,
} from '../ports/hypervisor.ts';

/** A hypervisor whose operations are carried out elsewhere. */
export interface DelegatedHypervisor extends Hypervisor {
  /** Takes an answer; false when no operation of this number waits for one. */
  answer(operationId: number, result: HypervisorResult): boolean;
  /** The operation that waits under a number. */
  pending(operationId: number): HypervisorOperation | undefined;
}

/**
 * Makes a hypervisor that hands its operations to `ask`, each time it is asked: who repeats an operation has not heard
 * of the first one, and whoever carries them out knows that they are idempotent.
 *
 * @param describe what a machine is; for the offer.
 */
export function delegatedHypervisor(
  ask: (operationId: number, operation: HypervisorOperation) => void,
  describe: (machine: string) => MachineDescription | undefined,
): DelegatedHypervisor {
  interface Waiting {
    readonly operation: HypervisorOperation;
    readonly done: (result: HypervisorResult) => void;
  }
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    describe,
    perform(operation, done) {
      last += 1;
      waiting.set(last, { operation, done });
      ask(last, operation);
    },
    answer(operationId, result) {
      const found = waiting.get(operationId);
      waiting.delete(operationId);
      found?.done(result);
      return found !== undefined;
    },
    pending: (operationId) => waiting.get(operationId)?.operation,
  };
}
