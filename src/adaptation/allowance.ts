/**
 * What may be sent to a place that has not proved that it is there: a small multiple of what came from it, so that
 * nobody can turn a stream on a victim (chapter 14).
 */

/** Octets that may be sent to one place; whole packets count, headers too. */
export interface Allowance {
  /** Takes note of a packet from there. */
  received(octets: number): void;
  /** Whether a packet of so many octets may go there; if so it counts as sent. */
  spend(octets: number): boolean;
  /** Octets that may still be sent. */
  left(): number;
}

/** Makes an allowance of nothing. @param factor how many octets may be sent for one that came. */
export function allowance(factor: number): Allowance {
  let earned = 0;
  let spent = 0;
  return {
    received(octets) {
      earned += factor * octets;
    },
    spend(octets) {
      if (spent + octets > earned) return false;
      spent += octets;
      return true;
    },
    left: () => earned - spent,
  };
}
