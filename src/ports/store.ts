/**
 * Where journal records are kept. Results come by callback, so that a store in memory answers at once and
 * virtual time stays exact, while a slow one may take its time.
 */

/** Why a store could not do what was asked. */
export type StoreErrorCode =
  | 'STORE_UNREADABLE'
  | 'STORE_FULL'
  | 'STORE_WRITE'
  | 'STORE_CLOSED'
  /** Shared registers only: nobody answers. */
  | 'STORE_UNREACHABLE';

/** A store failed; the message says what to do about it. */
export interface StoreFailure extends Error {
  readonly code: StoreErrorCode;
}

/** An append-only file of octets. */
export interface Store {
  /** All octets that are durable; owned by the caller. @throws StoreFailure (`STORE_UNREADABLE`) */
  read(): Uint8Array;
  /**
   * Appends octets. `done` is called once, perhaps before this returns: without an argument when the octets
   * survive a crash, with a StoreFailure (`STORE_FULL`, `STORE_WRITE`, `STORE_CLOSED`) when they may be there in
   * part or not at all. One append at a time.
   */
  append(octets: Uint8Array, done: (failure?: StoreFailure) => void): void;
  /** Cuts the octets after `length`: a torn end, or what is left of an append that failed. @throws StoreFailure */
  truncate(length: number): void;
  /** Ends it; an append under way may or may not be durable. */
  close(): void;
}
