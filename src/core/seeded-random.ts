/** Pseudo-random numbers that a seed repeats: for faults, simulations and tests, never for keys. */

/** A repeatable source of numbers. */
export interface SeededRandom {
  /** A number from 0 up to, but without, 1. */
  fraction(): number;
  /** An integer from 0 up to, but without, `bound`. */
  below(bound: number): number;
  /** Octets, owned by the caller. */
  octets(count: number): Uint8Array;
}

/** Makes a source; equal seeds (32-bit integers) give equal numbers. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  // Mulberry32: one 32-bit word of state, full period.
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = (): number => word() / 0x1_0000_0000;
  return {
    fraction,
    below: (bound) => Math.floor(fraction() * bound),
    octets: (count) => Uint8Array.from({ length: count }, () => word() >>> 24),
  };
}
