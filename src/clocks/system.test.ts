import { describe, expect, it } from 'vitest';
import { systemClock } from './system.ts';

describe('systemClock', () => {
  it('runs an entry, not before its deadline', async () => {
    const clock = systemClock();
    const start = clock.now();
    const end = await new Promise<number>((resolve) => clock.schedule(5, () => resolve(clock.now())));
    expect(end - start).toBeGreaterThanOrEqual(4);
  });

  it('forgets a cancelled entry', async () => {
    const clock = systemClock();
    let fired = false;
    clock.schedule(0, () => (fired = true)).cancel();
    await new Promise<void>((resolve) => clock.schedule(2, resolve));
    expect(fired).toBe(false);
  });

  it('knows the year', () => {
    expect(systemClock().wallSeconds()).toBeGreaterThan(1_700_000_000);
  });
});
