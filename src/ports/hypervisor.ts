/**
 * What a host asks of its hypervisor. All operations are idempotent and keyed by (machine, migration):
 * asked again, they give the same answer without doing the thing twice.
 */

/** Part of the state image of a machine. */
export interface Chunk {
  /** Octets from the start of the state image. */
  readonly place: number;
  /** 1 to 1 048 576 octets; never changed by anybody. */
  readonly octets: Uint8Array;
  /** SHA-256 of the octets, when somebody has computed it already. */
  readonly digest?: Uint8Array;
}

/** What is to be done, as plain data so that it can cross a process border. */
export type HypervisorTask =
  /** Source: starts to log dirty pages and takes the chunks of a round. */
  | { readonly operation: 'copyRound'; readonly round: number; readonly chunkSize: number }
  /** Source: stops the machine and takes the chunks that are left, as the last round. */
  | { readonly operation: 'freeze'; readonly round: number; readonly chunkSize: number }
  /** Source: lets the machine run under the epoch; does nothing when it runs already. */
  | { readonly operation: 'thaw' }
  /** Source: destroys the copy after the machine has moved. */
  | { readonly operation: 'discard' }
  /** Destination: reserves memory, disks and the attachment. */
  | { readonly operation: 'reserve'; readonly memory: number; readonly disks: readonly DiskNeed[] }
  /** Destination: writes the chunks of a round into the reserved copy. */
  | { readonly operation: 'load'; readonly round: number; readonly chunks: readonly Chunk[] }
  /** Destination: starts the loaded copy; after a definite failure nothing of it ran or ever will. */
  | { readonly operation: 'start' }
  /** Destination: destroys the copy and lets the reservation go; does nothing when there is none. */
  | { readonly operation: 'release' };

/** The name of an operation. */
export type HypervisorOperationName = HypervisorTask['operation'];

/** A disk that the destination has to provide. */
export interface DiskNeed {
  readonly name: string;
  /** A name of the table `diskMode`. */
  readonly mode: string;
  /** Octets. */
  readonly size: number;
}

/** A task, and for which machine, migration and epoch. */
export type HypervisorOperation = HypervisorTask & {
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  /** The id of the migration, in hexadecimal. */
  readonly migration: string;
  /** The epoch under which the machine runs, or is to run, when the operation is done. */
  readonly epoch: number;
};

/** Whether a part of the destination is ready. */
export type Vote = 'yes' | 'no';

/** The votes of the parts of a destination. */
export interface HypervisorVotes {
  readonly memory: Vote;
  readonly disk: Vote;
  readonly device: Vote;
  readonly network: Vote;
}

/** How long the parts of the freeze are expected to take, in microseconds. */
export interface FreezeEstimate {
  readonly memory: number;
  readonly device: number;
  readonly fence: number;
  readonly network: number;
  readonly rebind: number;
  readonly gap: number;
}

/** How an operation ended. */
export type HypervisorResult =
  /**
   * `copyRound`: the chunks, and how many octets the machine dirties in a second. A hypervisor whose rounds are slices
   * of a stream also says how many octets are left behind this slice, and how often memory has been gone through.
   */
  | {
      readonly is: 'copied';
      readonly chunks: readonly Chunk[];
      readonly dirtyRate: number;
      readonly left?: number;
      readonly pass?: number;
    }
  /** `freeze`: the last chunks, and SHA-256 of the whole state image, in hexadecimal. */
  | { readonly is: 'frozen'; readonly chunks: readonly Chunk[]; readonly stateDigest: string }
  /** `reserve`: what is ready; a part that votes no is not reserved. */
  | { readonly is: 'reserved'; readonly votes: HypervisorVotes; readonly estimate: FreezeEstimate }
  /** `load`: SHA-256 of the whole state image as it is now, in hexadecimal. */
  | { readonly is: 'loaded'; readonly stateDigest: string }
  /** `thaw`, `discard`, `start`, `release`. */
  | { readonly is: 'done' }
  /** Any operation: it definitely did not happen; the name of a row of the table `reason`. */
  | { readonly is: 'failed'; readonly reason: string };

/** What a machine is, for the offer. */
export interface MachineDescription {
  readonly profile: {
    /** Octets. */
    readonly memory: number;
    /** Octets. */
    readonly pageSize: number;
    readonly processors: number;
    readonly hypervisor: string;
  };
  readonly disks: readonly DiskNeed[];
}

/** A hypervisor, real or not. */
export interface Hypervisor {
  /** What a machine is; undefined for one that is not here. */
  describe(machine: string): MachineDescription | undefined;
  /** Octets of the state image at most, for a machine that comes; by default its memory and the disks that are copied. */
  imageLimit?(memory: number, disks: readonly DiskNeed[]): number;
  /** Starts an operation; `done` is called at most once, perhaps before this returns. */
  perform(operation: HypervisorOperation, done: (result: HypervisorResult) => void): void;
}
