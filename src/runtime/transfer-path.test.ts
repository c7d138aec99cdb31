/** Congestion control of the transfer, on simulated paths: rate, queue, delay and loss. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { type Askable, type PathShare, transferPath, type TransferPath } from './transfer-path.ts';

interface PathShape {
  readonly octetsPerMs: number;
  readonly queueOctets: number;
  readonly delayMs: number;
  readonly loss: number;
}

const piece = 1024;

interface Wanted extends Askable {
  readonly user: { arrive(item: Wanted, askedAt: number): void };
}

/** A bottleneck that all transfers of a test share, with a queue that drops what it has no room for. */
function bottleneck(shape: PathShape) {
  const clock = virtualClock();
  const random = seededRandom(7);
  let freeAt = 0;
  const count = { sent: 0, dropped: 0 };
  const carry = (item: Wanted, askedAt: number): void => {
    const waits = Math.max(0, freeAt - clock.now());
    count.sent += 1;
    if (random.fraction() < shape.loss || waits * shape.octetsPerMs > shape.queueOctets) {
      count.dropped += 1;
      return;
    }
    freeAt = clock.now() + waits + item.octets / shape.octetsPerMs;
    clock.schedule(freeAt - clock.now() + shape.delayMs, () => item.user.arrive(item, askedAt));
  };
  return { clock, count, carry, shape };
}

/** A transfer of so many octets that asks for whatever it may. */
function transfer(net: ReturnType<typeof bottleneck>, path: TransferPath, octets: number) {
  const lost: Wanted[] = [];
  const here = new Set<Wanted>();
  let fresh = Math.ceil(octets / piece);
  let missing = fresh;
  let doneAt = Number.POSITIVE_INFINITY;
  const user = {
    arrive(item: Wanted, askedAt: number) {
      if (here.has(item)) return share.cameTwice();
      here.add(item);
      missing -= 1;
      if (missing === 0) doneAt = net.clock.now();
      share.arrived(item, askedAt);
      pump();
    },
  };
  const pump = (): void => {
    while ((fresh > 0 || lost.length > 0) && (share.isIdle() || share.room() >= piece)) {
      const again = lost.shift();
      if (again !== undefined && here.has(again)) continue;
      const item = again ?? { octets: piece, sequence: 0, askedAt: 0, asks: 0, user };
      if (item.asks === 0) fresh -= 1;
      share.ask(item);
      // The request takes its time, too.
      const askedAt = net.clock.now();
      net.clock.schedule(net.shape.delayMs, () => net.carry(item, askedAt));
    }
    if (fresh > 0 || lost.length > 0) share.await();
  };
  const share: PathShare<Wanted> = path.join<Wanted>({
    piece,
    most: 1_000_000_000,
    wake: pump,
    lost: (item) => lost.push(item),
  });
  return { start: pump, here: () => octets - missing * piece, doneAt: () => doneAt };
}

const shape: PathShape = { octetsPerMs: 1000, queueOctets: 65_536, delayMs: 5, loss: 0 };

describe('the path of a transfer', () => {
  it('fills a bottleneck with a queue of 64 KiB, and drops little on the way', () => {
    const net = bottleneck(shape);
    const one = transfer(net, transferPath(net.clock, {}), 10_000_000);
    one.start();
    net.clock.advance(20_000);
    expect(one.doneAt()).toBeLessThan(10_000 * 1.15);
    expect(net.count.dropped / net.count.sent).toBeLessThan(0.02);
  });

  it('fills a path whose round trips are longer than FETCH_RETRY', () => {
    const net = bottleneck({ ...shape, delayMs: 150, queueOctets: 1_000_000 });
    const one = transfer(net, transferPath(net.clock, {}), 10_000_000);
    one.start();
    net.clock.advance(60_000);
    expect(one.doneAt()).toBeLessThan(16_000);
    expect(net.count.sent).toBeLessThan((10_000_000 / piece) * 1.05);
  });

  it('shares a bottleneck with another path about equally', () => {
    const net = bottleneck(shape);
    const first = transfer(net, transferPath(net.clock, {}), 100_000_000);
    const second = transfer(net, transferPath(net.clock, {}), 100_000_000);
    first.start();
    net.clock.advance(2_000);
    second.start();
    net.clock.advance(5_000);
    const before = [first.here(), second.here()] as const;
    net.clock.advance(30_000);
    const ratio = (first.here() - before[0]) / (second.here() - before[1]);
    expect(ratio).toBeGreaterThan(0.7);
    expect(ratio).toBeLessThan(1.43);
  });

  it('gives each of many transfers on it an equal part, and the queue no more than one would', () => {
    const net = bottleneck(shape);
    const path = transferPath(net.clock, {});
    const many = Array.from({ length: 200 }, () => transfer(net, path, 50_000));
    for (const one of many) one.start();
    net.clock.advance(5_000);
    const parts = many.map((one) => one.here());
    expect(Math.max(...parts) - Math.min(...parts)).toBeLessThan(16 * piece);
    net.clock.advance(15_000);
    for (const one of many) expect(one.doneAt()).toBeLessThan(10_000 * 1.2);
    expect(net.count.dropped / net.count.sent).toBeLessThan(0.02);
  });

  it('goes on where one of a hundred is lost', () => {
    const net = bottleneck({ ...shape, loss: 0.01 });
    const one = transfer(net, transferPath(net.clock, {}), 10_000_000);
    one.start();
    net.clock.advance(60_000);
    // The law of square roots allows about twelve pieces a round trip of 10 ms and more.
    expect(one.doneAt()).toBeLessThan(15_000);
  });

  it('ends whatever the path is like, as long as it carries something', () => {
    const shapes = fc.record({
      octetsPerMs: fc.integer({ min: 50, max: 100_000 }),
      queueOctets: fc.integer({ min: 4 * piece, max: 1_000_000 }),
      delayMs: fc.integer({ min: 0, max: 100 }),
      loss: fc.double({ min: 0, max: 0.2, noNaN: true }),
    });
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 4 }), (any, count) => {
        const net = bottleneck(any);
        const path = transferPath(net.clock, {});
        const all = Array.from({ length: count }, () => transfer(net, path, 100 * piece));
        for (const one of all) one.start();
        net.clock.advance(600_000);
        for (const one of all) expect(one.doneAt()).toBeLessThan(600_000);
      }),
      { numRuns: 60 },
    );
  });

  it('asks for little while nothing comes, and for more when the path is mended', () => {
    const clock = virtualClock();
    const path = transferPath(clock, {});
    const asked: Askable[] = [];
    const lost: Askable[] = [];
    const share = path.join<Askable>({
      piece,
      most: 1_000_000,
      wake: () => ask(),
      lost: (item) => lost.push(item),
    });
    const ask = (): void => {
      for (let item = lost.shift(); item !== undefined; item = lost.shift()) {
        if (!share.isIdle() && share.room() < piece) {
          lost.unshift(item);
          return share.await();
        }
        asked.push(item);
        share.ask(item);
      }
    };
    lost.push(...Array.from({ length: 10 }, () => ({ octets: piece, sequence: 0, askedAt: 0, asks: 0 })));
    ask();
    expect(asked).toHaveLength(10);
    clock.advance(10_000);
    // FETCH_RETRY: 100, 200, 400, 800, then every 1000 ms.
    expect(asked).toHaveLength(10 + 4 + 8);
    const mended = asked.at(-1)!;
    share.arrived(mended);
    ask();
    expect(asked.length).toBeGreaterThanOrEqual(10 + 4 + 8 + 2);
  });
});
