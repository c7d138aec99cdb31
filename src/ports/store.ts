/** Where journal records are kept. */

/** An append-only file of octets. */
export interface Store {
  /** All octets that were ever appended and are durable. @throws StoreError (`STORE_UNREADABLE`) */
  read(): Promise<Uint8Array>;
  /**
   * Appends octets; when it resolves they survive a crash.
   *
   * @throws StoreError (`STORE_FULL`, `STORE_WRITE`); some of the octets may then be there or not.
   */
  append(octets: Uint8Array): Promise<void>;
  /** Cuts the octets after `length`; used once, to remove a torn end. @throws StoreError */
  truncate(length: number): Promise<void>;
  /** Ends it. */
  close(): Promise<void>;
}
