/** The times of a stream (chapter 16): the standard ones of the registry, or chosen between their bounds. */
import { sessionTimers, type SessionTimerName } from '../../spec/registry/sessions.ts';

/** Milliseconds by the name of the time. */
export type SessionTiming = Readonly<Record<SessionTimerName, number>>;

/**
 * The standard times with others in their places.
 *
 * @throws RangeError for a time outside the bounds of the registry.
 */
export function sessionTiming(chosen: Partial<SessionTiming> = {}): SessionTiming {
  const names = Object.keys(sessionTimers) as SessionTimerName[];
  return Object.fromEntries(
    names.map((name) => {
      const { standard, least, most } = sessionTimers[name];
      const value = chosen[name] ?? standard;
      if (!(value >= least && value <= most))
        throw new RangeError(`${name} is a number of milliseconds from ${least} to ${most}, not ${value}`);
      return [name, value];
    }),
  ) as Record<SessionTimerName, number>;
}
