/**
 * What goes wrong with disks that are carried along: sockets, the other side of NBD, QEMU itself.
 */

/** What went wrong, for programs. */
export type DiskErrorCode =
  /** The socket cannot be made or reached. */
  | 'SOCKET_FAILED'
  /** The path of a socket is longer than the operating system takes. */
  | 'SOCKET_PATH_TOO_LONG'
  /** The connection ended before its work was done. */
  | 'CONNECTION_LOST'
  /** The other side does not speak NBD as it is specified. */
  | 'NBD_FAULT'
  /** The server does not let us use the export, or not for writing. */
  | 'EXPORT_REFUSED'
  /** The server could not do what a request asked for. */
  | 'WRITE_FAILED'
  /** Used after it was closed. */
  | 'CLOSED'
  /** Octets for a place where no disk is. */
  | 'PLACE_OUTSIDE'
  /** The mirror of a disk ended before it was told to. */
  | 'MIRROR_FAILED'
  /** The mirror of a disk has not caught up yet. */
  | 'MIRROR_NOT_READY'
  /** QEMU refused a command, or is gone. */
  | 'MONITOR_FAILED';

/** A disk could not be carried; the message says which and what to do about it. */
export class DiskError extends Error {
  readonly code: DiskErrorCode;

  /** @param cause the error underneath, if there is one. */
  constructor(code: DiskErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'DiskError';
    this.code = code;
  }

  /** The row of the table `reason` that a hypervisor answers with. */
  get reason(): 'disk-not-ready' | 'hypervisor' {
    return this.code === 'MONITOR_FAILED' ? 'hypervisor' : 'disk-not-ready';
  }
}

/** The error as it is when it is one of ours, else a new one that has it as its cause. */
export function asDiskError(error: unknown, code: DiskErrorCode, what: string): DiskError {
  if (error instanceof DiskError) return error;
  return new DiskError(code, `${what}: ${error instanceof Error ? error.message : String(error)}`, error);
}
