/** Randomness as the inside sees it. */

/** A source of random octets. */
export interface Random {
  /** Fresh octets, owned by the caller. */
  octets(count: number): Uint8Array;
}
