/** Real machines behind a hypervisor that somebody else plays: what is said to have been done is done. */
import type { HypervisorOperation, HypervisorResult } from './hypervisor.ts';

/** A copy of a machine, as the real hypervisor says. */
export interface EnactedCopy {
  readonly state: 'running' | 'frozen' | 'none';
  readonly epoch: number;
}

/** Does for real what a played hypervisor says. One call at a time. */
export interface Enactment {
  /**
   * Begins anew with machines that run; or goes on, as a host does after a crash, with the machines that outlived it.
   *
   * @param isRestart whether it goes on.
   */
  begin(
    machines: readonly { readonly machine: string; readonly epoch: number }[],
    isRestart: boolean,
  ): Promise<void>;
  /**
   * Does an operation as the played hypervisor says that it went; what that one has failed is left undone.
   *
   * @returns what was said, or how the real hypervisor failed.
   */
  enact(operation: HypervisorOperation, said: HypervisorResult): Promise<HypervisorResult>;
  /** What a copy is now; undefined when there never was one. */
  look(machine: string): Promise<EnactedCopy | undefined>;
  /** Ends the machines. */
  close(): Promise<void>;
}
