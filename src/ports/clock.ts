/** The clock as the inside sees it: a monotonic now, and callbacks at deadlines. */

/** A callback that waits for its deadline. */
export interface ClockEntry {
  /** Forgets the callback; does nothing when it has run. */
  cancel(): void;
}

/** A source of time. */
export interface Clock {
  /** Milliseconds since an arbitrary start, never going back. */
  now(): number;
  /** Seconds since 1970-01-01T00:00Z, for the validity of tickets only. */
  wallSeconds(): number;
  /** Runs a callback once, `delayMs` milliseconds from now; entries that are due at once run in order of arming. */
  schedule(delayMs: number, callback: () => void): ClockEntry;
}
