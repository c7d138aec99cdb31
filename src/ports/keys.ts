/** Signing as the inside sees it; private keys never come inside. */

/** Signs with one Ed25519 key. */
export interface Signer {
  /** The public key, 32 octets; not to be changed by the caller. */
  readonly publicKey: Uint8Array;
  /** The signature over the octets, 64 octets, owned by the caller. */
  sign(octets: Uint8Array): Uint8Array;
}
