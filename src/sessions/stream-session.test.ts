import { describe, expect, it } from 'vitest';
import { firstDifference, patternOctets, streamPair } from './stream-pair.laws.ts';

describe('a stream', () => {
  it('carries octets and ends both ways, and lingers', () => {
    const { left, right, path } = streamPair({ delay: 10 });
    left.sendAll(patternOctets(100_000));
    right.sendAll(patternOctets(5_000, 1));
    path.clock.advance(1_000);
    expect(firstDifference(right.received(), patternOctets(100_000))).toBeUndefined();
    expect(firstDifference(left.received(), patternOctets(5_000, 1))).toBeUndefined();
    expect([left.ends, right.ends]).toEqual([1, 1]);
    expect(left.session.statistics().state).toBe('lingering');
    expect(left.closed).toBeUndefined();
    path.clock.advance(60_000);
    expect([left.closed, right.closed]).toEqual(['done', 'done']);
    expect(left.session.statistics().state).toBe('closed');
    expect(path.clock.nextDeadline()).toBeUndefined();
  });

  it('delivers a small piece after one trip, without waiting for more', () => {
    const { left, right, path } = streamPair({ delay: 10 });
    left.session.send(patternOctets(1));
    path.clock.advance(10);
    expect(right.arrivals).toEqual([10]);
  });

  it('carries the other direction on after one has ended', () => {
    const { left, right, path } = streamPair({ delay: 10 });
    left.sendAll(patternOctets(10));
    path.clock.advance(1_000);
    expect(right.ends).toBe(1);
    right.sendAll(patternOctets(50_000), true);
    path.clock.advance(1_000);
    expect(left.received().length).toBe(50_000);
    expect(left.ends).toBe(1);
  });

  it('sends nothing while nothing waits, however long', () => {
    const { left, path } = streamPair({ delay: 10 });
    left.sendAll(patternOctets(10), false);
    path.clock.advance(1_000);
    const before = path.seen.length;
    expect(path.clock.nextDeadline()).toBeUndefined();
    path.clock.advance(10_000_000);
    expect(path.seen.length).toBe(before);
    left.sendAll(patternOctets(10));
    path.clock.advance(10);
    expect(path.seen.length).toBeGreaterThan(before);
  });

  it('is over at once at both ends when one gives it up', () => {
    const { left, right, path } = streamPair({ delay: 10 });
    left.sendAll(patternOctets(100_000), false);
    path.clock.advance(15);
    right.session.abort();
    expect(right.closed).toBe('aborted');
    path.clock.advance(10);
    expect(left.closed).toBe('reset');
    expect(left.session.send(patternOctets(1))).toBe(0);
    path.clock.advance(1_000);
    expect(path.clock.nextDeadline()).toBeUndefined();
  });

  it('ends with a time-out when nothing is heard for the time GIVE_UP, and not before', () => {
    const { left, path } = streamPair({ delay: 10 }, { timing: { GIVE_UP: 60_000 } });
    path.isDown = true;
    left.session.send(patternOctets(1));
    path.clock.advance(59_999);
    expect(left.closed).toBeUndefined();
    path.clock.advance(20_000);
    expect(left.closed).toBe('timeout');
    expect(path.seen.at(-1)?.packet.kind).toBe('close');
    expect(path.clock.nextDeadline()).toBeUndefined();
  });

  it('repeats with the back-off of RFC 6298 when nothing was ever heard', () => {
    const { left, path } = streamPair({ delay: 10 });
    path.isDown = true;
    left.session.send(patternOctets(1));
    path.clock.advance(40_000);
    expect(path.seen.map(({ at }) => at)).toEqual([0, 1_000, 3_000, 7_000, 15_000, 25_000, 35_000]);
  });

  it('repeats a lost segment when three later ones have arrived, not after a time-out', () => {
    const { left, right, path } = streamPair({ delay: 50 });
    left.sendAll(patternOctets(100), false);
    path.clock.advance(1_000);
    path.isDown = true;
    left.session.send(patternOctets(1_100));
    path.isDown = false;
    for (let piece = 0; piece < 4; piece += 1) left.session.send(patternOctets(1_100));
    path.clock.advance(151);
    expect(right.received().length).toBe(100 + 5 * 1_100);
    expect(left.session.statistics()).toMatchObject({ repeated: 1, timeouts: 0 });
  });

  it('probes the tail after two round trips when the last segment was lost', () => {
    const { left, right, path } = streamPair({ delay: 50 });
    left.sendAll(patternOctets(100), false);
    path.clock.advance(1_000);
    path.isDown = true;
    left.session.send(patternOctets(10));
    path.clock.advance(1);
    path.isDown = false;
    path.clock.advance(310);
    expect(right.received().length).toBe(110);
    expect(left.session.statistics()).toMatchObject({ repeated: 1, timeouts: 0 });
  });
});

describe('a segment that is not what the session can have sent', () => {
  const session = new Uint8Array(16).fill(7);
  const none = new Uint8Array(0);
  const segment = {
    kind: 'segment',
    session,
    end: false,
    ask: false,
    window: 1_000,
    offset: 0,
    ack: 0,
    ranges: [],
    data: none,
  } as const;

  it('is dropped when it acknowledges what was not sent', () => {
    const { left, right } = streamPair({ delay: 10 });
    left.session.receive({ ...segment, ack: 1, data: patternOctets(3) });
    expect(left.received().length).toBe(0);
    right.session.receive({ ...segment, data: patternOctets(3) });
    expect(right.received().length).toBe(3);
  });

  it('is dropped when it moves the end, or goes beyond it', () => {
    const { left } = streamPair({ delay: 10 });
    left.session.receive({ ...segment, offset: 5, data: patternOctets(5), end: true });
    left.session.receive({ ...segment, offset: 5, data: patternOctets(4), end: true });
    left.session.receive({ ...segment, offset: 5, data: patternOctets(6) });
    left.session.receive({ ...segment, data: patternOctets(6), end: true });
    expect([left.received().length, left.ends]).toEqual([0, 0]);
    left.session.receive({ ...segment, data: patternOctets(5) });
    expect([left.received().length, left.ends]).toEqual([10, 1]);
  });

  it('is dropped when it is a datagram', () => {
    const { left } = streamPair({ delay: 10 });
    left.session.receive({ kind: 'datagram', session, sequence: 1, data: patternOctets(3) });
    expect(left.received().length).toBe(0);
  });

  it('is answered at once when it asks', () => {
    const { left, path } = streamPair({ delay: 10 });
    left.session.receive(segment);
    expect(path.seen).toEqual([]);
    left.session.receive({ ...segment, ask: true });
    expect(path.seen).toMatchObject([{ at: 0, packet: { kind: 'segment', ack: 0, window: 262_144 } }]);
  });
});

describe('the window of the receiver', () => {
  it('stops the sender at its octets, and asking finds out when it opens, even if that is lost', () => {
    const { left, right, path } = streamPair({ delay: 10 }, { limits: { receiveOctets: 20_000 } });
    right.session.pauseReading();
    left.sendAll(patternOctets(50_000));
    path.clock.advance(2_000);
    expect(left.session.statistics().acknowledgedOctets).toBe(20_000);
    expect(right.received().length).toBe(0);
    path.isDown = true;
    right.session.continueReading();
    path.clock.advance(20);
    path.isDown = false;
    path.clock.advance(20_000);
    expect(firstDifference(right.received(), patternOctets(50_000))).toBeUndefined();
    expect(right.ends).toBe(1);
  });

  it('is told as soon as it opens', () => {
    const { left, right, path } = streamPair({ delay: 10 }, { limits: { receiveOctets: 20_000 } });
    right.session.pauseReading();
    left.sendAll(patternOctets(50_000));
    path.clock.advance(2_000);
    right.session.continueReading();
    path.clock.advance(150);
    expect(firstDifference(right.received(), patternOctets(50_000))).toBeUndefined();
  });

  it('does not hold an application back that calls from its callbacks', () => {
    const { left, right, path } = streamPair({ delay: 10 });
    left.sendAll(patternOctets(50_000));
    let calls = 0;
    const timer = (): void => {
      calls += 1;
      right.session.pauseReading();
      path.clock.schedule(5, () => right.session.continueReading());
      if (calls < 200) path.clock.schedule(7, timer);
    };
    timer();
    path.clock.advance(5_000);
    expect(firstDifference(right.received(), patternOctets(50_000))).toBeUndefined();
    expect(right.ends).toBe(1);
  });
});

describe('limits', () => {
  it('of memory are kept by a sender whose path takes nothing', () => {
    const { left, path } = streamPair({ delay: 10 }, { limits: { sendOctets: 10_000 } });
    path.refuses = 'left';
    expect(left.session.send(patternOctets(7_000))).toBe(7_000);
    expect(left.session.send(patternOctets(7_000))).toBe(3_000);
    expect(left.session.send(patternOctets(1))).toBe(0);
  });

  it('outside their bounds are refused', () => {
    expect(() => streamPair({ delay: 1 }, { limits: { receiveOctets: 16_383 } })).toThrow(RangeError);
    expect(() => streamPair({ delay: 1 }, { limits: { packetOctets: 127 } })).toThrow(RangeError);
    expect(() => streamPair({ delay: 1 }, { timing: { RTO_LEAST: 0 } })).toThrow(RangeError);
    expect(() => streamPair({ delay: 1 }).left.session.pathIs({ packetOctets: 100 })).toThrow(RangeError);
    expect(() =>
      streamPair({ delay: 1 }, { limits: { receiveOctets: 16_384, packetOctets: 128 } }),
    ).not.toThrow();
  });

  it('of the path are kept, also by what is sent again', () => {
    const { left, right, path } = streamPair({ delay: 10, loss: 0.2, seed: 5 });
    left.sendAll(patternOctets(30_000));
    path.clock.advance(12);
    const before = path.seen.length;
    left.session.pathIs({ packetOctets: 200 });
    path.clock.advance(60_000);
    expect(firstDifference(right.received(), patternOctets(30_000))).toBeUndefined();
    const sizes = path.seen.slice(before).flatMap(({ packet }) => {
      return packet.kind === 'segment' ? [42 + 8 * packet.ranges.length + packet.data.length] : [];
    });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
  });
});

describe('a stream that lingers', () => {
  it('acknowledges again what comes again, and lingers anew each time', () => {
    const { left, right, path } = streamPair({ delay: 10 });
    left.sendAll(patternOctets(10));
    right.sendAll(patternOctets(10));
    path.clock.advance(1_000);
    const again = path.seen.find(
      ({ from, packet }) => from === 'right' && packet.kind === 'segment' && packet.end,
    );
    path.clock.advance(50_000);
    const before = path.seen.length;
    left.session.receive(again!.packet);
    expect(path.seen.slice(before)).toMatchObject([{ from: 'left', packet: { ack: 11 } }]);
    path.clock.advance(50_000);
    expect([left.closed, right.closed]).toEqual([undefined, 'done']);
    path.clock.advance(20_000);
    expect(left.closed).toBe('done');
  });
});
