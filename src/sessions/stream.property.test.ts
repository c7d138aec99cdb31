/**
 * The laws of a stream over paths that lose, repeat, delay and reorder packets, are down for a while, and change: the
 * octets come out as they went in, the ends are told once, windows are kept, and memory is bounded.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionLimits } from '../../spec/registry/sessions.ts';
import type { PathFaults, Side } from './faulty-path.laws.ts';
import { firstDifference, patternOctets, streamPair, type StreamPair } from './stream-pair.laws.ts';

/** What happens to a pair at some time, in milliseconds. */
interface Event {
  readonly at: number;
  readonly what:
    'down' | 'moved' | 'pause left' | 'pause right' | 'refuse left' | 'refuse right' | 'path 300';
  /** How long it lasts. */
  readonly lasts: number;
}

const faults: fc.Arbitrary<PathFaults> = fc.record({
  delay: fc.integer({ min: 0, max: 60 }),
  jitter: fc.constantFrom(0, 0, 5, 40),
  loss: fc.constantFrom(0, 0.01, 0.1, 0.3),
  repetition: fc.constantFrom(0, 0.05, 0.5),
  rate: fc.constantFrom(50, 1_000, 100_000),
  queue: fc.constantFrom(8_192, 65_536),
  seed: fc.nat(),
});
const events = fc.array(
  fc.record<Event>({
    at: fc.integer({ min: 0, max: 3_000 }),
    what: fc.constantFrom(
      'down',
      'moved',
      'pause left',
      'pause right',
      'refuse left',
      'refuse right',
      'path 300',
    ),
    lasts: fc.integer({ min: 1, max: 4_000 }),
  }),
  { maxLength: 6 },
);
const schedules = fc.record({
  faults,
  events,
  left: fc.integer({ min: 0, max: 120_000 }),
  right: fc.integer({ min: 0, max: 20_000 }),
  receiveOctets: fc.constantFrom(16_384, 30_000, 262_144),
  sendOctets: fc.constantFrom(1_000, 40_000, 262_144),
});

function happen({ path, left, right }: StreamPair, { what, lasts }: Event): void {
  const end = what.endsWith('left') ? left : right;
  const side: Side = what.endsWith('left') ? 'left' : 'right';
  const both = (change: (pair: typeof left) => void): void => [left, right].forEach(change);
  const later = (undo: () => void): void => void path.clock.schedule(lasts, undo);
  switch (what) {
    case 'down':
      path.isDown = true;
      later(() => {
        path.isDown = false;
      });
      return;
    case 'moved':
      // Both ends learn of it, but not at the same time.
      left.session.moved();
      later(() => right.session.moved());
      return;
    case 'pause left':
    case 'pause right':
      end.session.pauseReading();
      later(() => end.session.continueReading());
      return;
    case 'refuse left':
    case 'refuse right':
      path.refuses = side;
      later(() => {
        path.refuses = undefined;
        both(({ session }) => session.resume());
      });
      return;
    case 'path 300':
      both(({ session }) => session.pathIs({ packetOctets: 300 }));
      later(() => both(({ session }) => session.pathIs({ packetOctets: 1_200 })));
  }
}

/** Checks that no end sent beyond the room that the other end had told it of, as far as that could have come. */
function expectWindowsKept({ path }: StreamPair): void {
  const edges: Record<Side, number> = { left: sessionLimits.firstWindow, right: sessionLimits.firstWindow };
  const acks: Record<Side, number> = { left: 0, right: 0 };
  for (const { from, packet } of path.seen) {
    if (packet.kind !== 'segment') continue;
    const to = from === 'left' ? 'right' : 'left';
    if (packet.offset + packet.data.length > edges[from])
      expect.fail(`${from} sent up to ${packet.offset + packet.data.length}, beyond ${edges[from]}`);
    edges[to] = Math.max(edges[to], packet.ack + packet.window);
    if (packet.ack < acks[from]) expect.fail(`${from} took an acknowledgement back`);
    acks[from] = packet.ack;
  }
}

describe('a stream over any path', () => {
  it('delivers all octets, in order and once, and both ends, whatever happens', () => {
    fc.assert(
      fc.property(schedules, (given) => {
        const limits = { receiveOctets: given.receiveOctets, sendOctets: given.sendOctets };
        const pair = streamPair(given.faults, { limits });
        const { left, right, path } = pair;
        for (const event of given.events) path.clock.schedule(event.at, () => happen(pair, event));
        left.sendAll(patternOctets(given.left));
        right.sendAll(patternOctets(given.right, 1));
        let memory = 0;
        const isDone = (): boolean => {
          memory = Math.max(memory, left.session.statistics().memory, right.session.statistics().memory);
          return left.closed !== undefined && right.closed !== undefined;
        };
        path.clock.runUntil(isDone, 1_200_000);
        // The last acknowledgement of all may be lost each time; that one end gives up then, nothing can prevent.
        for (const reason of [left.closed, right.closed]) expect(['done', 'timeout']).toContain(reason);
        expect([left.closed, right.closed]).toContain('done');
        expect(firstDifference(right.received(), patternOctets(given.left))).toBeUndefined();
        expect(firstDifference(left.received(), patternOctets(given.right, 1))).toBeUndefined();
        expect([left.ends, right.ends]).toEqual([1, 1]);
        expect(memory).toBeLessThanOrEqual(2 * given.receiveOctets);
        expectWindowsKept(pair);
        path.clock.advance(100_000);
        expect(path.clock.nextDeadline()).toBeUndefined();
      }),
      { numRuns: Number(process.env['XLMP_RUNS'] ?? 150), seed: 16 },
    );
  }, 600_000);
});
