/**
 * The delays that an implementation is configured to. In virtual time the standard ones. In real time the timers
 * that run out in a case are short, and all others so long that they cannot disturb it.
 */
import { type TimerName, timers } from '../spec/registry/timers.ts';

/** A short delay in real time, in milliseconds, unless the registry allows only longer ones. */
const shortMs = 40;

/** A delay that no case reaches, in milliseconds, unless the registry allows only shorter ones. */
const calmMs = 30_000;

/** How much later than its deadline a timer may be seen to fire in real time, in milliseconds. */
export const realTimeMargin = 25;

/** Timers that would fire in many cases that are about something else; as late as may be, in virtual time too. */
const disturbing: readonly TimerName[] = ['FETCH_RETRY', 'BEACON_INTERVAL'];

/** The delay of every timer for a case. */
export function delaysFor(
  realTime: boolean,
  running: readonly TimerName[],
  claimed: Readonly<Partial<Record<TimerName, number>>> = {},
): Readonly<Record<TimerName, number>> {
  const delays = {} as Record<TimerName, number>;
  for (const name of Object.keys(timers) as TimerName[]) {
    const row = timers[name];
    if (disturbing.includes(name) && !running.includes(name)) delays[name] = row.most;
    else if (!realTime) delays[name] = row.standard;
    else if (running.includes(name)) delays[name] = Math.max(row.least, claimed[name] ?? 0, shortMs);
    else delays[name] = Math.min(row.most, Math.max(row.standard, calmMs));
  }
  return delays;
}

/** When the n-th repetition (from 1) of a timer that backs off fires, in milliseconds after it was first armed. */
export function firingTime(name: TimerName, delay: number, repetition: number): number {
  const { backOff, ceiling, standard } = timers[name];
  let at = 0;
  let next = delay;
  for (let i = 0; i < repetition; i += 1) {
    at += next;
    next = Math.min(next * backOff, (ceiling * delay) / standard);
  }
  return at;
}
