/** What cases expect of a timer that repeats: no ground but an expectation of both hosts. */
import type { TimerName } from '../../spec/registry/timers.ts';
import type { CaseContext } from '../context.ts';
import { firingTime } from '../timing.ts';

/**
 * A timer fires a number of times from now on, when it was armed just now: `take` is called after each firing, and
 * half of the delay before nothing is sent.
 */
export async function expectFirings(
  { advance, delay, expect }: CaseContext,
  timer: TimerName,
  times: number,
  take: (firing: number) => Promise<void>,
): Promise<void> {
  for (let firing = 1; firing <= times; firing += 1) {
    const first = delay(timer);
    const gap = firingTime(timer, first, firing) - firingTime(timer, first, firing - 1);
    await advance(gap / 2);
    await expect.notYet();
    await advance(gap / 2);
    await take(firing);
  }
}
