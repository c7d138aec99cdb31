/** What the QEMU driver throws. */

/** Why the driver, or QEMU, could not do what was asked. */
export type QemuErrorCode =
  /** The program is not there or cannot be run. */
  | 'QEMU_MISSING'
  /** This version does not do what is needed. */
  | 'QEMU_VERSION'
  /** The description of a guest is wrong. */
  | 'GUEST_INVALID'
  /** A file that the guest names cannot be read. */
  | 'GUEST_FILE'
  /** The machine is not described at this host. */
  | 'GUEST_UNKNOWN'
  /** The machine is here already. */
  | 'GUEST_BUSY'
  /** The run folder cannot be used. */
  | 'RUN_FOLDER'
  | 'KVM_UNAVAILABLE'
  /** A network device is missing, busy or not allowed. */
  | 'NIC_UNAVAILABLE'
  | 'MEMORY_UNAVAILABLE'
  | 'DISK_UNAVAILABLE'
  /** QEMU ended before it could be talked to, for another reason. */
  | 'QEMU_EXITED'
  /** QEMU does not answer. */
  | 'QMP_TIMEOUT'
  /** The connection to QEMU ended. */
  | 'QMP_CLOSED'
  /** QEMU said something that is no QMP, or lacks what was asked for. */
  | 'QMP_MALFORMED'
  /** QEMU refused a command. */
  | 'QMP_REFUSED'
  /** The migration ended in QEMU without success. */
  | 'MIGRATION_FAILED'
  /** The migration was given up meanwhile. */
  | 'MIGRATION_CANCELLED';

/** The driver or QEMU failed; the message says what to do about it. */
export class QemuError extends Error {
  readonly code: QemuErrorCode;

  /** @param cause the error behind it, when there is one. */
  constructor(code: QemuErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'QemuError';
    this.code = code;
  }
}

/** The text of anything thrown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
