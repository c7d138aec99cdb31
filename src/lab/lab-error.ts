/** Why the lab cannot go on: said in words for people, with a code for programs. */

/** What went wrong. */
export type LabErrorCode =
  'COMMAND_FAILED' | 'TOO_LATE' | 'STOPPED' | 'MACHINE_LACKS' | 'PROCESS_ENDED' | 'MOVE_FAILED';

/** The lab cannot go on; the message says what to do where that is known. */
export class LabError extends Error {
  readonly code: LabErrorCode;

  /** @param cause the error behind it, if there is one. */
  constructor(code: LabErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LabError';
    this.code = code;
  }
}
