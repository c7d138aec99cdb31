/** Readers of XIP headers that take too much. */
import { defineMutant } from '../mutant.ts';

/** Reads any version as the one that it knows. */
export const anyVersion = defineMutant({
  id: 'forwarding/takes-any-version',
  of: 'forwarding',
  breaks: ['XIP-002'],
  says: 'Reads a packet of another version as if it were version 1.',
  caughtBy: ['forwarding/header/version-2'],
  make: (reference) => ({
    ...reference,
    parsePacket(octets, ...more) {
      const parsed = reference.parsePacket(octets, ...more);
      if (parsed.ok || parsed.error.code !== 'unsupported-version') return parsed;
      const copy = Uint8Array.from(octets);
      copy[0] = 1;
      return reference.parsePacket(copy, ...more);
    },
  }),
});
