/** What the stores throw and report. */
import type { StoreErrorCode, StoreFailure } from '../ports/store.ts';

/** A store failed; the message says what to do about it. */
export class StoreError extends Error implements StoreFailure {
  readonly code: StoreErrorCode;

  /** @param cause the error of the operating system, when there is one. */
  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}
