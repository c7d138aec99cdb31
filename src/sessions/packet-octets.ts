/** How long a session packet may be. */
import { sessionLimits } from '../../spec/registry/sessions.ts';

/** Gives the longest packet of a path back. @throws RangeError for less than what every path carries. */
export function checkedPacketOctets(octets: number): number {
  if (!Number.isInteger(octets) || octets < sessionLimits.leastPacketOctets)
    throw new RangeError(
      `a path carries packets of at least ${sessionLimits.leastPacketOctets} octets, not ${octets}`,
    );
  return octets;
}
