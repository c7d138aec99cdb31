/**
 * A timer whose deadline moves with almost every packet. It leaves the clock alone while the deadline only moves away,
 * and looks again when the clock calls.
 */
import type { Clock, ClockEntry } from '../ports/clock.ts';

/** A moment at which something is to be done, or none. */
export interface Deadline {
  /** Sets it in place of the one before; a moment of the clock in milliseconds. */
  set(at: number): void;
  /** Forgets it. */
  clear(): void;
  /** Forgets it for good, and the entry of the clock too. */
  stop(): void;
}

/** Makes a deadline that is not set; `due` is called once for each time that it passes. */
export function deadline(clock: Clock, due: () => void): Deadline {
  let at = Number.POSITIVE_INFINITY;
  let entry: ClockEntry | undefined;
  let entryAt = Number.POSITIVE_INFINITY;

  const arm = (): void => {
    entry?.cancel();
    entryAt = at;
    entry = clock.schedule(Math.max(0, at - clock.now()), () => {
      entry = undefined;
      entryAt = Number.POSITIVE_INFINITY;
      if (at === Number.POSITIVE_INFINITY) return;
      if (clock.now() < at) {
        arm();
        return;
      }
      at = Number.POSITIVE_INFINITY;
      due();
    });
  };

  return {
    set(moment) {
      at = moment;
      if (at < entryAt) arm();
    },
    clear() {
      at = Number.POSITIVE_INFINITY;
    },
    stop() {
      at = Number.POSITIVE_INFINITY;
      entryAt = Number.POSITIVE_INFINITY;
      entry?.cancel();
      entry = undefined;
    },
  };
}
