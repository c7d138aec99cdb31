/** Decoders that are wrong about TLVs and limits. */
import { defineMutant } from '../mutant.ts';

/** Skips what it does not know, critical or not. */
export const skipsCritical = defineMutant({
  id: 'codec/skips-unknown-critical',
  of: 'codec',
  breaks: ['MSG-012'],
  says: 'Skips a TLV that it does not know although it is critical.',
  caughtBy: ['codec/malformed/ready-unknown-critical'],
  make: (reference) => ({
    ...reference,
    decodeMessage(octets) {
      const decoded = reference.decodeMessage(octets);
      if (decoded.ok || decoded.error.code !== 'unknown-critical') return decoded;
      const copy = Uint8Array.from(octets);
      copy[decoded.error.offset] = copy[decoded.error.offset]! & 0x7f;
      return reference.decodeMessage(copy);
    },
  }),
});
