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
 * Makes a hypervisor that hands its operations to `ask`.
 *
 * An operation that is asked for again while it waits joins the first one and is not handed out twice.
 *
 * @param describe what a machine is; for the offer.
 */
export function delegatedHypervisor(
  ask: (operationId: number, operation: HypervisorOperation) => void,
  describe: (machine: string) => MachineDescription | undefined,
): DelegatedHypervisor {
  interface Waiting {
    readonly operation: HypervisorOperation;
    readonly receivers: ((result: HypervisorResult) => void)[];
  }
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    describe,
    perform(operation, done) {
      const key = keyOf(operation);
      for (const other of waiting.values()) {
        if (keyOf(other.operation) === key) {
          other.receivers.push(done);
          return;
        }
      }
      last += 1;
      waiting.set(last, { operation, receivers: [done] });
      ask(last, operation);
    },
    answer(operationId, result) {
      const found = waiting.get(operationId);
      waiting.delete(operationId);
      for (const receiver of found?.receivers ?? []) receiver(result);
      return found !== undefined;
    },
    pending: (operationId) => waiting.get(operationId)?.operation,
  };
}

function keyOf(operation: HypervisorOperation): string {
  const round = 'round' in operation ? operation.round : 0;
  return `${operation.operation} ${operation.machine} ${operation.migration} ${operation.epoch} ${round}`;
}
