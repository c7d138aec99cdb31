/** The clock of a guest: while the machine is frozen it stands still, and its timers with it. */
import type { Clock, ClockEntry } from '../ports/clock.ts';

/** A clock that can stand still. */
export interface GuestClock extends Clock {
  /** Stops; does nothing when it stands. */
  freeze(): void;
  /** Goes on from where it stood; does nothing when it goes. */
  thaw(): void;
}

interface Waiting {
  /** By this clock, not by the one below. */
  readonly deadline: number;
  readonly callback: () => void;
  entry: ClockEntry | undefined;
}

/** Makes a clock that goes as another one does, except while it is frozen. */
export function guestClock(base: Clock): GuestClock {
  const waiting = new Set<Waiting>();
  /** How long it stood still until now. */
  let stood = 0;
  let stoppedAt: number | undefined;

  /** The deadline that fell due last: what it waited for must not seem to be ahead of it by a rounding error. */
  let reached = 0;

  const now = (): number => Math.max(reached, (stoppedAt ?? base.now()) - stood);
  const arm = (item: Waiting): void => {
    item.entry = base.schedule(Math.max(0, item.deadline - now()), () => {
      waiting.delete(item);
      reached = Math.max(reached, item.deadline);
      item.callback();
    });
  };
  return {
    now,
    wallSeconds: () => base.wallSeconds(),
    schedule(delayMs, callback) {
      const item: Waiting = { deadline: now() + delayMs, callback, entry: undefined };
      waiting.add(item);
      if (stoppedAt === undefined) arm(item);
      return {
        cancel() {
          waiting.delete(item);
          item.entry?.cancel();
        },
      };
    },
    freeze() {
      if (stoppedAt !== undefined) return;
      stoppedAt = base.now();
      for (const item of waiting) {
        item.entry?.cancel();
        item.entry = undefined;
      }
    },
    thaw() {
      if (stoppedAt === undefined) return;
      stood += base.now() - stoppedAt;
      stoppedAt = undefined;
      for (const item of waiting) arm(item);
    },
  };
}
