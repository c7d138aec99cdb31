/**
 * What a host asks of its hypervisor. All operations are idempotent and keyed by (machine, migration):
 * asked again, they give the same answer without doing the thing twice.
 */

/** What is asked of a hypervisor, as plain data so that it can cross a process border. */
export type HypervisorOperation =
  /** Source: starts to log dirty pages and takes the chunks of a round. */
  | { readonly operation: 'copyRound'; readonly round: number }
  /** Source: stops the machine and takes the chunks that are left. */
  | { readonly operation: 'freeze' }
  /** Source: lets a frozen machine go on. Either host: lets the copy named by the epoch run. */
  | { readonly operation: 'thaw' }
  /** Source: destroys the copy after the machine has moved. */
  | { readonly operation: 'discard' }
  /** Destination: reserves memory, disks and the attachment. */
  | { readonly operation: 'reserve' }
  /** Destination: writes the chunks of a round into the reserved copy. */
  | { readonly operation: 'load'; readonly round: number }
  /** Destination: starts the loaded copy. */
  | { readonly operation: 'start' }
  /** Destination: destroys the copy and lets the reservation go. */
  | { readonly operation: 'release' };
