import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { arrivalsOf, faultyTransport } from './faults.ts';
import { memoryNetwork } from './memory.ts';
import { lawHids, lawPacket, transportLaws } from './transport.laws.ts';

transportLaws('faults that are none', () => {
  const clock = virtualClock();
  const network = memoryNetwork(clock);
  const wrap = (hid: string) => faultyTransport(network.attach(hid), clock, seededRandom(1), {});
  return Promise.resolve({
    a: wrap(lawHids.a),
    b: wrap(lawHids.b),
    settle: () => Promise.resolve(clock.advance(1)),
    dispose: () => Promise.resolve(),
  });
});

describe('arrivalsOf', () => {
  const packet = Uint8Array.of(0, 0, 0, 0);
  it('loses everything and nothing at the ends of the scale', () => {
    expect(arrivalsOf(packet, { loss: 1 }, seededRandom(1))).toEqual([]);
    expect(arrivalsOf(packet, { loss: 0 }, seededRandom(1))).toEqual([{ afterMs: 0, packet }]);
  });
  it('turns one bit of a corrupted copy and leaves the original alone', () => {
    const [arrival] = arrivalsOf(packet, { corrupt: 1 }, seededRandom(5));
    const bits = [...arrival!.packet].reduce(
      (sum, octet) => sum + octet.toString(2).replaceAll('0', '').length,
      0,
    );
    expect(bits).toBe(1);
    expect([...packet]).toEqual([0, 0, 0, 0]);
  });
  it('keeps delays between their bounds', () => {
    const random = seededRandom(9);
    for (let n = 0; n < 100; n += 1) {
      const [arrival] = arrivalsOf(packet, { delayMs: [5, 8] }, random);
      expect(arrival!.afterMs).toBeGreaterThanOrEqual(5);
      expect(arrival!.afterMs).toBeLessThan(8);
    }
  });
});

describe('faultyTransport', () => {
  it('delays by the clock', () => {
    const clock = virtualClock();
    const network = memoryNetwork(clock);
    const a = faultyTransport(network.attach(lawHids.a), clock, seededRandom(1), { delayMs: [10, 10] });
    const got: number[] = [];
    network.attach(lawHids.b).onPacket(() => got.push(clock.now()));
    a.send(lawPacket('a', 'b', ''));
    clock.advance(20);
    expect(got).toEqual([10]);
  });
});
