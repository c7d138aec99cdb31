/** The parts that streams are made of: rings, ranges, deadlines, turns, estimates and windows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import { congestionWindow } from '../core/congestion-window.ts';
import { deadline } from './deadline.ts';
import { flight } from './flight.ts';
import { octetRing } from './octet-ring.ts';
import { rangeList } from './range-list.ts';
import { roundTrip } from '../core/round-trip.ts';
import { sessionTiming } from './session-timing.ts';
import { turns } from './turns.ts';

describe('a ring of octets', () => {
  it('gives back what was written, wherever it stands, and lets memory go', () => {
    const step = fc.record({
      ahead: fc.nat(3_000),
      octets: fc.uint8Array({ minLength: 1, maxLength: 2_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const ring = octetRing();
        let low = 0;
        for (const { ahead, octets } of steps) {
          ring.write(low + ahead, octets);
          expect(ring.read(low + ahead, octets.length)).toEqual(octets);
          ring.dropBelow(low + (ahead >> 1));
          low += ahead >> 1;
        }
        ring.dropBelow(1_000_000);
        expect(ring.capacity()).toBeLessThanOrEqual(4_096);
      }),
    );
  });

  it('keeps what stands below when it grows', () => {
    const ring = octetRing();
    ring.write(0, Uint8Array.of(1, 2, 3));
    ring.dropBelow(1);
    ring.write(5_000, Uint8Array.of(4));
    expect(ring.read(1, 2)).toEqual(Uint8Array.of(2, 3));
    expect(() => ring.write(0, Uint8Array.of(9))).toThrow(RangeError);
  });
});

describe('a list of ranges', () => {
  it('is the set of the positions that were added', () => {
    const range = fc.tuple(fc.nat(60), fc.nat(8)).map(([start, length]) => ({ start, end: start + length }));
    fc.assert(
      fc.property(fc.array(range), fc.nat(70), (added, from) => {
        const list = rangeList(100);
        const set = new Set<number>();
        for (const { start, end } of added) {
          expect(list.add({ start, end })).toBe(true);
          for (let position = start; position < end; position += 1) set.add(position);
        }
        const all = list.all();
        const positions = all.flatMap(({ start, end }) =>
          Array.from({ length: end - start }, (_, i) => start + i),
        );
        expect(positions).toEqual([...set].sort((a, b) => a - b));
        for (const [i, one] of all.entries()) expect(one.start).toBeGreaterThan(all[i - 1]?.end ?? -1);
        let next = from;
        while (set.has(next)) next += 1;
        expect(list.takeFrom(from)).toBe(
          Math.max(next, from, ...all.filter((r) => r.end <= from).map((r) => r.end)),
        );
      }),
    );
  });

  it('takes no more than its number of ranges, but still what joins one', () => {
    const list = rangeList(2);
    expect(list.add({ start: 10, end: 20 })).toBe(true);
    expect(list.add({ start: 30, end: 40 })).toBe(true);
    expect(list.add({ start: 50, end: 60 })).toBe(false);
    expect(list.add({ start: 20, end: 25 })).toBe(true);
    expect(list.all()).toEqual([
      { start: 10, end: 25 },
      { start: 30, end: 40 },
    ]);
  });
});

describe('a deadline', () => {
  it('is due once, at the last moment that was set', () => {
    const clock = virtualClock();
    const due: number[] = [];
    const one = deadline(clock, () => due.push(clock.now()));
    one.set(10);
    one.set(30.3);
    one.set(20.1);
    clock.advance(15);
    one.set(40.7);
    clock.advance(100);
    expect(due).toEqual([40.7]);
    one.set(150);
    one.clear();
    clock.advance(100);
    one.set(300);
    one.stop();
    expect(clock.nextDeadline()).toBeUndefined();
    expect(due.length).toBe(1);
  });
});

describe('turns', () => {
  it('do one thing after the other, also when one throws', () => {
    const turn = turns();
    const done: string[] = [];
    expect(() =>
      turn(() => {
        turn(() => done.push('second'));
        done.push('first');
        throw new Error('first failed');
      }),
    ).toThrow('first failed');
    turn(() => done.push('third'));
    expect(done).toEqual(['first', 'second', 'third']);
  });
});

describe('the estimate of the round trip', () => {
  it('is that of RFC 6298', () => {
    const trip = roundTrip(sessionTiming({ RTO_LEAST: 1 }));
    expect(trip.timeout()).toBe(1_000);
    trip.sample(100);
    expect([trip.smoothed(), trip.timeout()]).toEqual([100, 300]);
    trip.sample(180);
    expect([trip.smoothed(), trip.timeout()]).toEqual([110, 110 + 4 * (0.75 * 50 + 0.25 * 80)]);
  });

  it('backs off up to the longest, and is forgiven', () => {
    const trip = roundTrip(sessionTiming());
    for (let i = 0; i < 20; i += 1) trip.backOff();
    expect(trip.timeout()).toBe(10_000);
    trip.forgive();
    expect(trip.timeout()).toBe(1_000);
  });

  it('begins anew on another path, with the old one as a guess that is not above the first time-out', () => {
    const trip = roundTrip(sessionTiming());
    trip.sample(900);
    trip.backOff();
    expect(trip.timeout()).toBe(5_400);
    trip.newPath();
    expect(trip.timeout()).toBe(1_000);
    trip.sample(10);
    expect([trip.smoothed(), trip.shortest(), trip.timeout()]).toEqual([10, 10, 200]);
  });
});

describe('the congestion window', () => {
  it('doubles a round trip in slow start, grows by one segment after it, and halves at a loss', () => {
    const window = congestionWindow(1_000, 10);
    expect(window.size()).toBe(10_000);
    for (let i = 0; i < 10; i += 1) window.acknowledged(1_000);
    expect(window.size()).toBe(20_000);
    window.lost();
    expect(window.size()).toBe(10_000);
    for (let i = 0; i < 10; i += 1) window.acknowledged(1_000);
    expect(window.size()).toBe(11_000);
    window.timedOut(8_000);
    expect(window.size()).toBe(1_000);
    for (let i = 0; i < 3; i += 1) window.acknowledged(1_000);
    expect([window.size(), window.isSlowStart()]).toEqual([4_000, false]);
    window.newPath();
    expect([window.size(), window.isSlowStart()]).toEqual([10_000, true]);
  });

  it('is at least two segments after a loss, and at most the initial one after a pause', () => {
    const window = congestionWindow(1_000, 10);
    for (let i = 0; i < 5; i += 1) window.lost();
    expect(window.size()).toBe(2_000);
    window.newPath();
    window.acknowledged(2_000);
    window.idle();
    expect(window.size()).toBe(10_000);
    window.packetsAre(20_000);
    expect(window.size()).toBe(20_000);
  });
});

describe('a flight', () => {
  const measured = (): ReturnType<typeof roundTrip> => {
    const trip = roundTrip(sessionTiming());
    trip.sample(80);
    return trip;
  };

  it('counts a segment as lost when three later ones arrived, and reduces once for one round', () => {
    const flown = flight(measured());
    for (let i = 0; i < 8; i += 1) flown.sent(i * 100, 100, 142, i);
    expect(flown.onTheirWay()).toBe(8 * 142);
    flown.acknowledge(0, [{ start: 200, end: 500 }], 50);
    expect(flown.detect(50)).toBe(true);
    expect([flown.firstLost()?.offset, flown.onTheirWay()]).toEqual([0, 3 * 142]);
    expect(flown.lossAt()).toBeUndefined();
    flown.acknowledge(0, [{ start: 200, end: 800 }], 60);
    expect(flown.detect(60)).toBe(false);
  });

  it('counts it as lost after 9/8 of a round trip when fewer arrived', () => {
    const flown = flight(measured());
    flown.sent(0, 100, 142, 0);
    flown.sent(100, 100, 142, 10);
    flown.acknowledge(0, [{ start: 100, end: 200 }], 85);
    expect(flown.detect(85)).toBe(false);
    expect(flown.lossAt()).toBe(90);
    expect(flown.detect(90)).toBe(true);
    expect(flown.firstLost()?.offset).toBe(0);
  });

  it('takes no sample of a segment that was sent twice, or on the path before', () => {
    const flown = flight(measured());
    flown.sent(0, 100, 142, 0);
    flown.resent(flown.oldest()!, 100, 142, 10);
    flown.sent(100, 100, 142, 20);
    expect(flown.acknowledge(100, [], 30)).toEqual({ any: true, octets: 142, sample: undefined });
    flown.newPath();
    expect(flown.acknowledge(200, [], 40)).toEqual({ any: true, octets: 0, sample: undefined });
    flown.sent(200, 100, 142, 50);
    expect(flown.acknowledge(300, [], 75)).toEqual({ any: true, octets: 142, sample: 25 });
    expect(flown.isEmpty()).toBe(true);
  });

  it('splits a segment that no longer fits, and cuts off what was acknowledged of one', () => {
    const flown = flight(measured());
    flown.sent(0, 100, 142, 0);
    flown.allLost();
    flown.resent(flown.firstLost()!, 40, 82, 5);
    expect(flown.firstLost()).toMatchObject({ offset: 40, length: 60 });
    flown.acknowledge(50, [], 20);
    expect(flown.oldest()).toMatchObject({ offset: 50, length: 50 });
    expect(() => flown.resent({ offset: 1, length: 1, octets: 1 }, 1, 1, 0)).toThrow(RangeError);
  });
});
