/**
 * Registers that several processes share: one value for each key, changed only by compare-and-set. A witness or a
 * rendezvous of more than one process keeps what it holds here instead of in a journal of its own.
 */
import type { StoreFailure } from './store.ts';

/** What a register holds. */
export interface RegisterContent {
  /** Undefined when nobody has set it; owned by the caller. */
  readonly octets: Uint8Array | undefined;
  /** Names this content towards {@link Registers.swap}; without a meaning of its own. */
  readonly version: string;
}

/** What became of a compare-and-set. */
export type SwapResult =
  | { readonly is: 'swapped' }
  /** The register held something else than expected; nothing was set. */
  | { readonly is: 'conflict' }
  /** It is not known whether it was set; reading tells. */
  | { readonly is: 'failed'; readonly failure: StoreFailure };

/** Registers that are shared. */
export interface Registers {
  /** Reads a register, not older than the last swap that anybody was told of. `done` is called once. */
  read(key: string, done: (content: RegisterContent | StoreFailure) => void): void;
  /** Sets a register if it still has the version that was read. `done` is called once. */
  swap(key: string, version: string, octets: Uint8Array, done: (result: SwapResult) => void): void;
  /** Ends it; what is under way may or may not be set, and is not reported. */
  close(): void;
}
