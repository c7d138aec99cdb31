/**
 * One thing at a time: what is asked of a session while it is busy, by its own callbacks or by a network that delivers
 * at once, is done when it is no longer.
 */

/** Runs a piece of work now, or after the one under way. */
export type Turns = (work: () => void) => void;

/** Makes a queue of work. Work that throws is over; what waits is still done, and the first error is thrown then. */
export function turns(): Turns {
  const waiting: (() => void)[] = [];
  let busy = false;
  return (work) => {
    waiting.push(work);
    if (busy) return;
    busy = true;
    const errors: unknown[] = [];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      try {
        next();
      } catch (error) {
        errors.push(error);
      }
    }
    busy = false;
    if (errors.length > 0) throw errors[0];
  };
}
