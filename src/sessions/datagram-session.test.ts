import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionLimits } from '../../spec/registry/sessions.ts';
import { fromHex, hex, toHex } from '../core/hex.ts';
import { datagramSession, type DatagramOptions, type DatagramSession } from './datagram-session.ts';
import { faultyPath, type FaultyPath, type PathFaults } from './faulty-path.laws.ts';
import type { ClosedReason } from './session.ts';

const session = fromHex('000102030405060708090a0b0c0d0e0f')!;

interface End {
  readonly session: DatagramSession;
  readonly received: string[];
  readonly closed: ClosedReason[];
}

function pair(
  faults: PathFaults,
  limits: DatagramOptions['limits'] = {},
): { readonly left: End; readonly right: End; readonly path: FaultyPath } {
  const path = faultyPath(faults);
  const end = (side: 'left' | 'right'): End => {
    const received: string[] = [];
    const closed: ClosedReason[] = [];
    const made = datagramSession({
      session,
      transmit: path.transmit[side],
      onData: (octets) => received.push(toHex(octets)),
      onClosed: (reason) => closed.push(reason),
      limits,
    });
    path.join(side, made);
    return { session: made, received, closed };
  };
  return { left: end('left'), right: end('right'), path };
}

describe('a datagram session', () => {
  it('delivers datagrams both ways, empty ones too', () => {
    const { left, right, path } = pair({ delay: 5 });
    expect(left.session.send(hex`01 02`)).toBe('sent');
    expect(left.session.send(new Uint8Array(0))).toBe('sent');
    expect(right.session.send(hex`03`)).toBe('sent');
    path.clock.advance(5);
    expect(right.received).toEqual(['0102', '']);
    expect(left.received).toEqual(['03']);
  });

  it('delivers none twice and makes none up, over any path', () => {
    const faults = fc.record({
      delay: fc.constant(10),
      jitter: fc.constantFrom(0, 100),
      loss: fc.constantFrom(0, 0.3),
      repetition: fc.constantFrom(0, 0.9),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(faults, fc.integer({ min: 0, max: 300 }), (given, count) => {
        const { left, right, path } = pair(given);
        const sent: string[] = [];
        for (let number = 0; number < count; number += 1) {
          const octets = hex`${number.toString(16).padStart(4, '0')}`;
          sent.push(toHex(octets));
          left.session.send(octets);
          if (number % 10 === 0) path.clock.advance(1);
        }
        path.clock.advance(1_000);
        expect(new Set(right.received).size).toBe(right.received.length);
        expect(right.received.filter((octets) => !sent.includes(octets))).toEqual([]);
        if (given.loss === 0) expect(right.received.length).toBe(count);
      }),
    );
  });

  it('tells new, repeated and old sequences apart at the borders of the window', () => {
    const { left, right } = pair({ delay: 5 });
    const take = (sequence: number): void =>
      right.session.receive({ kind: 'datagram', session, sequence, data: hex`00` });
    const highest = 10_000;
    const lowest = highest - sessionLimits.sequenceWindow + 1;
    for (const sequence of [highest, lowest, lowest - 1, lowest, highest, highest - 1]) take(sequence);
    expect(right.session.statistics()).toMatchObject({ received: 3, repeated: 2, old: 1 });
    // One further on, the lowest falls out of the window, and its place is new.
    take(highest + 1);
    take(lowest);
    take(highest + 1);
    expect(right.session.statistics()).toMatchObject({ received: 4, repeated: 3, old: 2 });
    take(sessionLimits.integer);
    take(sessionLimits.integer - 1);
    take(sessionLimits.integer);
    expect(right.session.statistics()).toMatchObject({ received: 6, repeated: 4, old: 2 });
    expect(left.received).toEqual([]);
  });

  it('holds datagrams while the path refuses them, in order and up to its limits', () => {
    const { left, right, path } = pair({ delay: 5 }, { heldDatagrams: 3, heldOctets: 100 });
    path.refuses = 'left';
    expect(left.session.send(hex`01`)).toBe('held');
    path.refuses = undefined;
    // What waits goes first.
    expect(left.session.send(hex`02`)).toBe('held');
    path.refuses = 'left';
    left.session.resume();
    expect(left.session.send(hex`03`)).toBe('held');
    expect(left.session.send(hex`04`)).toBe('dropped');
    path.refuses = undefined;
    left.session.resume();
    expect(left.session.send(hex`05`)).toBe('sent');
    path.clock.advance(5);
    expect(right.received).toEqual(['01', '02', '03', '05']);
    expect(left.session.statistics()).toMatchObject({ sent: 4, held: 0, dropped: 1 });
  });

  it('keeps to the octets that may wait', () => {
    const { left, path } = pair({ delay: 5 }, { heldOctets: 60 });
    path.refuses = 'left';
    expect(left.session.send(hex`01`)).toBe('held');
    expect(left.session.send(hex`0102030405`)).toBe('dropped');
    expect(left.session.send(hex`01`)).toBe('held');
  });

  it('knows the longest datagram of its path', () => {
    const { left } = pair({ delay: 5 });
    expect(left.session.longest()).toBe(1_172);
    expect(left.session.send(new Uint8Array(1_172))).toBe('sent');
    expect(left.session.send(new Uint8Array(1_173))).toBe('too-long');
    left.session.pathIs({ packetOctets: 1_201 });
    expect(left.session.send(new Uint8Array(1_173))).toBe('sent');
    expect(() => left.session.pathIs({ packetOctets: 20 })).toThrow(RangeError);
  });

  it('is over at both ends when one closes it, and says nothing more', () => {
    const { left, right, path } = pair({ delay: 5 });
    left.session.close();
    expect(left.session.send(hex`01`)).toBe('dropped');
    left.session.receive({ kind: 'datagram', session, sequence: 1, data: hex`01` });
    path.clock.advance(5);
    right.session.close();
    expect([left.closed, right.closed, left.received]).toEqual([['done'], ['reset'], []]);
    expect(path.seen.length).toBe(1);
  });

  it('drops segments', () => {
    const { left } = pair({ delay: 5 });
    const segment = {
      kind: 'segment',
      session,
      end: false,
      ask: true,
      window: 0,
      offset: 0,
      ack: 0,
    } as const;
    left.session.receive({ ...segment, ranges: [], data: hex`01` });
    expect(left.received).toEqual([]);
    expect(left.closed).toEqual([]);
  });
});
