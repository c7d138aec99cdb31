/** A stream after a move (SES-007, SES-008): it goes on at once, from a small window, whatever the time-out was. */
import { describe, expect, it } from 'vitest';
import { sessionLimits } from '../../spec/registry/sessions.ts';
import type { SeenPacket } from './faulty-path.laws.ts';
import { firstDifference, patternOctets, streamPair, type StreamPair } from './stream-pair.laws.ts';

const delay = 20;
const roundTrip = 2 * delay;
const outage = 3_500;

/** A stream that sends as fast as the path takes it. */
function inFullFlow(): StreamPair {
  const pair = streamPair({ delay, rate: 1_000 });
  pair.left.sendAll(patternOctets(400_000));
  pair.path.clock.advance(240);
  return pair;
}

/** The same, and then an outage in which the time-out grows. */
function afterOutage(): StreamPair {
  const pair = inFullFlow();
  pair.path.isDown = true;
  pair.path.clock.advance(outage);
  pair.path.isDown = false;
  return pair;
}

const dataOf = (seen: readonly SeenPacket[]): readonly number[] =>
  seen.flatMap(({ from, packet }) =>
    from === 'left' && packet.kind === 'segment' && packet.data.length > 0
      ? [42 + 8 * packet.ranges.length + packet.data.length]
      : [],
  );

/** How long after the outage something is delivered. */
function silence({ right, path }: StreamPair): number {
  const end = path.clock.now();
  const before = right.arrivals.length;
  path.clock.runUntil(() => right.arrivals.length > before, end + 60_000);
  return path.clock.now() - end;
}

describe('a stream that is told of a move', () => {
  it('delivers after a round trip, where it would wait for its time-out if it were not told', () => {
    const told = afterOutage();
    told.left.session.moved();
    told.right.session.moved();
    expect(silence(told)).toBeLessThan(roundTrip + 2);

    expect(silence(afterOutage())).toBeGreaterThan(1_000);
  });

  it('is told enough when the receiving end alone is told, and the other end when it accepts the rebind', () => {
    const pair = afterOutage();
    pair.right.session.moved();
    pair.path.clock.advance(delay);
    pair.left.session.moved();
    expect(silence(pair)).toBeLessThan(roundTrip);
  });

  it('is in full flow soon, and repeats what the outage swallowed and little more', () => {
    const pair = afterOutage();
    const { left, right, path } = pair;
    const lost = left.session.statistics().onTheirWay;
    left.session.moved();
    right.session.moved();
    const start = path.clock.now();
    path.clock.runUntil(() => right.ends === 1, start + 10_000);
    expect(firstDifference(right.received(), patternOctets(400_000))).toBeUndefined();
    // From slow start on, the rate of the path is the limit.
    expect(path.clock.now() - start).toBeLessThan(400_000 / 1_000 + 15 * roundTrip);
    expect(right.session.statistics().needlessOctets).toBeLessThan(20_000);
    expect(lost).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['in an outage that let the window shrink', afterOutage],
    ['in full flow, with a wide window', inFullFlow],
  ])('sends ten packets of data before something is acknowledged, %s', (_, begin) => {
    const { left, path } = begin();
    path.isDown = true;
    const before = path.seen.length;
    left.session.moved();
    path.clock.advance(roundTrip - 1);
    const octets = dataOf(path.seen.slice(before)).reduce((sum, size) => sum + size, 0);
    const most = sessionLimits.initialSegments * sessionLimits.packetOctets;
    expect(octets).toBeLessThanOrEqual(most);
    expect(octets).toBeGreaterThan(most - sessionLimits.packetOctets);
  });

  it('has the oldest octets that are not acknowledged in the first segment, which asks', () => {
    const { left, path } = afterOutage();
    const { acknowledgedOctets } = left.session.statistics();
    const before = path.seen.length;
    left.session.moved();
    expect(path.seen[before]?.packet).toMatchObject({ offset: acknowledgedOctets, ask: true });
  });

  it('says where it stands when nothing waits', () => {
    const { left, right, path } = streamPair({ delay });
    left.sendAll(patternOctets(100), false);
    path.clock.advance(1_000);
    const before = path.seen.length;
    right.session.moved();
    expect(path.seen.slice(before)).toMatchObject([
      { from: 'right', packet: { ack: 100, data: { length: 0 } } },
    ]);
    path.clock.advance(10_000);
    expect(path.seen.length).toBe(before + 1);
  });

  it('probes again after two of the old round trips when the first probe is lost', () => {
    const pair = afterOutage();
    const { roundTrip: estimate = 0 } = pair.left.session.statistics();
    pair.path.isDown = true;
    pair.left.session.moved();
    pair.path.clock.advance(delay + 1);
    pair.path.isDown = false;
    expect(silence(pair)).toBeLessThan(2 * estimate + 20 + delay + roundTrip);
  });

  it('waits for a path that refuses, and goes on as soon as it does not', () => {
    const pair = afterOutage();
    const { left, right, path } = pair;
    path.refuses = 'left';
    left.session.moved();
    right.session.moved();
    path.clock.advance(100);
    path.refuses = undefined;
    left.session.resume();
    expect(silence(pair)).toBeLessThan(delay + 2);
    path.clock.runUntil(() => right.ends === 1, 100_000);
    expect(firstDifference(right.received(), patternOctets(400_000))).toBeUndefined();
  });

  it('repeats little when the old place held and forwards what was on its way', () => {
    const { left, right, path } = inFullFlow();
    path.isHeld = true;
    path.clock.advance(150);
    path.isHeld = false;
    left.session.moved();
    path.clock.runUntil(() => right.ends === 1, 100_000);
    expect(firstDifference(right.received(), patternOctets(400_000))).toBeUndefined();
    expect(right.session.statistics().needlessOctets).toBeLessThan(5 * 1_134);
  });

  it('survives any number of moves, also while an earlier one settles', () => {
    const { left, right, path } = streamPair({ delay, rate: 1_000, loss: 0.1, seed: 9 });
    left.sendAll(patternOctets(300_000));
    right.sendAll(patternOctets(30_000, 1));
    for (let move = 0; move < 200; move += 1) {
      path.clock.advance(7);
      left.session.moved();
      path.clock.advance(3);
      right.session.moved();
    }
    path.clock.runUntil(() => right.ends === 1 && left.ends === 1, 100_000);
    expect(firstDifference(right.received(), patternOctets(300_000))).toBeUndefined();
    expect(firstDifference(left.received(), patternOctets(30_000, 1))).toBeUndefined();
  });
});
