/** The round trip of a path and the time-out that follows from it, as RFC 6298 computes them. Milliseconds. */

/** The bounds of a time-out, in milliseconds. */
export interface RoundTripBounds {
  /** Before any sample. */
  readonly RTO_INITIAL: number;
  readonly RTO_LEAST: number;
  readonly RTO_MOST: number;
}

/** An estimate that samples improve. */
export interface RoundTrip {
  /** Takes a sample; of a segment that was sent once only, since the acknowledgement of others is ambiguous. */
  sample(ms: number): void;
  /** The retransmission time-out, with the back-off so far. */
  timeout(): number;
  /** Doubles the time-out until something is acknowledged. */
  backOff(): void;
  /** Forgets the back-off. */
  forgive(): void;
  /** The path is another one: the next sample begins the estimate anew, and until then the old one is a guess. */
  newPath(): void;
  /** The smoothed round trip; undefined before any sample. */
  smoothed(): number | undefined;
  /** The last sample; undefined before any. */
  latest(): number | undefined;
  /** The shortest sample of the path, or of the one before as long as there is none; 0 before any. */
  shortest(): number;
}

/** Makes an estimate without samples. */
export function roundTrip(timing: RoundTripBounds): RoundTrip {
  let smoothed: number | undefined;
  let variation = 0;
  let latest: number | undefined;
  let shortest = 0;
  let isGuess = true;
  let doublings = 0;

  const base = (): number => {
    if (smoothed === undefined) return timing.RTO_INITIAL;
    const computed = smoothed + Math.max(1, 4 * variation);
    return Math.max(timing.RTO_LEAST, isGuess ? Math.min(computed, timing.RTO_INITIAL) : computed);
  };

  return {
    sample(ms) {
      latest = ms;
      if (isGuess || smoothed === undefined) {
        smoothed = ms;
        variation = ms / 2;
        shortest = ms;
        isGuess = false;
      } else {
        variation = 0.75 * variation + 0.25 * Math.abs(smoothed - ms);
        smoothed = 0.875 * smoothed + 0.125 * ms;
        shortest = Math.min(shortest, ms);
      }
    },
    timeout: () => Math.min(timing.RTO_MOST, base() * 2 ** doublings),
    backOff() {
      if (base() * 2 ** doublings < timing.RTO_MOST) doublings += 1;
    },
    forgive() {
      doublings = 0;
    },
    newPath() {
      isGuess = true;
      doublings = 0;
    },
    smoothed: () => smoothed,
    latest: () => latest,
    shortest: () => shortest,
  };
}
