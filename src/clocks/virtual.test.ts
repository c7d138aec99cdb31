import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from './virtual.ts';

describe('virtualClock', () => {
  it('runs chained entries at their own deadlines within one advance', () => {
    const clock = virtualClock();
    const fired: [string, number][] = [];
    clock.schedule(10, () => {
      fired.push(['first', clock.now()]);
      clock.schedule(5, () => fired.push(['chained', clock.now()]));
    });
    clock.schedule(12, () => fired.push(['second', clock.now()]));
    clock.advance(20);
    expect(fired).toEqual([
      ['first', 10],
      ['second', 12],
      ['chained', 15],
    ]);
    expect(clock.now()).toBe(20);
  });

  it('runs entries of one deadline in the order of arming, and none that was cancelled', () => {
    const clock = virtualClock();
    const fired: number[] = [];
    const entries = [0, 1, 2, 3].map((n) => clock.schedule(7, () => fired.push(n)));
    entries[2]!.cancel();
    clock.advance(7);
    expect(fired).toEqual([0, 1, 3]);
  });

  it('tells the time of day', () => {
    const clock = virtualClock(1000);
    clock.advance(2999);
    expect(clock.wallSeconds()).toBe(1002);
  });

  it('runs from deadline to deadline until a condition holds', () => {
    const clock = virtualClock();
    let count = 0;
    const tick = (): void => {
      count += 1;
      clock.schedule(10, tick);
    };
    clock.schedule(10, tick);
    expect(clock.runUntil(() => count === 5)).toBe(true);
    expect(clock.now()).toBe(50);
    expect(clock.runUntil(() => count === 50, 100)).toBe(false);
    expect(clock.nextDeadline()).toBe(110);
  });

  it('refuses to go back', () => {
    expect(() => virtualClock().advance(-1)).toThrow(RangeError);
    expect(() => virtualClock().schedule(Number.NaN, () => {})).toThrow(RangeError);
  });

  it('is ordered by deadline, then by arming, whatever is armed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (delays) => {
        const clock = virtualClock();
        const fired: { at: number; n: number }[] = [];
        delays.forEach((delay, n) => clock.schedule(delay, () => fired.push({ at: clock.now(), n })));
        clock.advance(20);
        const expected = delays.map((at, n) => ({ at, n })).sort((a, b) => a.at - b.at || a.n - b.n);
        expect(fired).toEqual(expected);
      }),
    );
  });
});
