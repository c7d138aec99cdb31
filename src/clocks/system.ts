/** The time of the machine that this runs on. */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../ports/clock.ts';

/** Makes a clock; its entries keep the process alive until they have run or are cancelled. */
export function systemClock(): Clock {
  return {
    now: () => performance.now(),
    wallSeconds: () => Math.floor(Date.now() / 1000),
    schedule(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
