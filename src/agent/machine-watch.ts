/** Watches what a hypervisor is asked and answers, to tell the kit which copies of machines may run. */
import type { EnactedCopy } from '../ports/enactment.ts';
import type { Hypervisor, HypervisorOperation, HypervisorResult } from '../ports/hypervisor.ts';

/** What a copy may do. */
export type WatchedState = EnactedCopy['state'];

/** Knows the state of every machine at a host; outlives restarts of the endpoint, as machines do. */
export interface MachineWatch {
  /** A machine runs here from the start, unless its state is known already. */
  boot(machine: string, epoch: number): void;
  stateOf(machine: string): WatchedState | undefined;
  /** What a machine was seen to be; a copy that has never run here is nothing to tell of. */
  observe(machine: string, copy: EnactedCopy): void;
  /** Tells the state of all machines. */
  tellAll(): void;
  /** The hypervisor, watched. */
  over(hypervisor: Hypervisor): Hypervisor;
}

/** Makes a watch that tells each change. */
export function machineWatch(
  tell: (report: {
    readonly is: 'machine';
    readonly machine: string;
    readonly state: WatchedState;
    readonly epoch: number;
  }) => void,
): MachineWatch {
  const known = new Map<string, { readonly state: WatchedState; readonly epoch: number }>();
  const set = (machine: string, state: WatchedState, epoch: number): void => {
    const before = known.get(machine);
    known.set(machine, { state, epoch });
    if (before?.state !== state || before.epoch !== epoch) tell({ is: 'machine', machine, state, epoch });
  };
  const take = (operation: HypervisorOperation, result: HypervisorResult): void => {
    const { machine, epoch } = operation;
    const before = known.get(machine);
    if (result.is === 'frozen') set(machine, 'frozen', epoch);
    if (result.is !== 'done') return;
    if (operation.operation === 'thaw' || operation.operation === 'start') set(machine, 'running', epoch);
    if (operation.operation === 'discard') set(machine, 'none', before?.epoch ?? epoch);
    if (operation.operation === 'release' && before !== undefined && before.state !== 'running') {
      set(machine, 'none', before.epoch);
    }
  };
  return {
    boot(machine, epoch) {
      if (!known.has(machine)) known.set(machine, { state: 'running', epoch });
    },
    observe(machine, { state, epoch }) {
      const before = known.get(machine);
      if (state !== 'none') set(machine, state, epoch);
      else if (before !== undefined) set(machine, state, before.epoch);
    },
    stateOf: (machine) => known.get(machine)?.state,
    tellAll() {
      for (const [machine, { state, epoch }] of known) tell({ is: 'machine', machine, state, epoch });
    },
    over: (hypervisor) => ({
      describe: (machine) => hypervisor.describe(machine),
      perform: (operation, done) =>
        hypervisor.perform(operation, (result) => {
          take(operation, result);
          done(result);
        }),
    }),
  };
}
