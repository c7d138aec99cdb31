import { describe, expect, it } from 'vitest';
import { virtualClock } from './virtual.ts';
import { guestClock } from './frozen-clock.ts';

describe('the clock of a guest', () => {
  it('stands still while it is frozen, and its timers with it', () => {
    const base = virtualClock();
    const guest = guestClock(base);
    const fired: [string, number, number][] = [];
    guest.schedule(10, () => fired.push(['a', guest.now(), base.now()]));
    base.advance(4);
    guest.freeze();
    guest.schedule(1, () => fired.push(['b', guest.now(), base.now()]));
    base.advance(100);
    expect(guest.now()).toBe(4);
    guest.thaw();
    base.advance(100);
    expect(fired).toEqual([
      ['b', 5, 105],
      ['a', 10, 110],
    ]);
  });

  it('does not run what was cancelled, whether it stood or went', () => {
    const base = virtualClock();
    const guest = guestClock(base);
    let runs = 0;
    const before = guest.schedule(5, () => (runs += 1));
    guest.freeze();
    const during = guest.schedule(5, () => (runs += 1));
    before.cancel();
    guest.thaw();
    during.cancel();
    base.advance(50);
    expect(runs).toBe(0);
  });

  it('has reached a deadline when the timer of it runs, whatever was rounded', () => {
    const base = virtualClock();
    const guest = guestClock(base);
    base.advance(0.1);
    guest.freeze();
    base.advance(0.2);
    guest.thaw();
    for (let n = 1; n <= 1000; n += 1) {
      const due = guest.now() + n / 7;
      guest.schedule(n / 7, () => expect(guest.now()).toBeGreaterThanOrEqual(due));
      base.advance(n / 3);
    }
  });
});
