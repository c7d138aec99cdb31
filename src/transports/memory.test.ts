import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import { memoryNetwork, type NetworkEvent } from './memory.ts';
import { lawHids, lawPacket, transportLaws } from './transport.laws.ts';

transportLaws('memory', () => {
  const clock = virtualClock();
  const network = memoryNetwork(clock);
  const a = network.attach(lawHids.a);
  const b = network.attach(lawHids.b);
  return Promise.resolve({
    a,
    b,
    settle: () => Promise.resolve(clock.advance(1)),
    dispose: () => Promise.resolve(),
  });
});

function rig(seed: number) {
  const clock = virtualClock();
  const network = memoryNetwork(clock, seed);
  const a = network.attach(lawHids.a);
  const got: Uint8Array[] = [];
  network.attach(lawHids.b).onPacket((packet) => got.push(packet));
  return { clock, network, a, got };
}

const bad = { loss: 0.2, duplicate: 0.2, reorder: 0.3, corrupt: 0.1, delayMs: [1, 30] } as const;

function run(seed: number): string[] {
  const { clock, network, a, got } = rig(seed);
  network.setFaults(bad);
  for (let n = 0; n < 200; n += 1) a.send(lawPacket('a', 'b', String(n)));
  clock.advance(1000);
  return got.map((packet) => Buffer.from(packet).toString('hex'));
}

describe('a bad network', () => {
  it('repeats itself exactly with the same seed and differs with another', () => {
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('loses, repeats, reorders and corrupts about as often as it is told', () => {
    const good = Array.from({ length: 200 }, (_, n) =>
      Buffer.from(lawPacket('a', 'b', String(n))).toString('hex'),
    );
    const got = run(3);
    const whole = got.filter((packet) => good.includes(packet)).map((packet) => good.indexOf(packet));
    expect(new Set(whole).size).toBeGreaterThan(100);
    expect(new Set(whole).size).toBeLessThan(180);
    expect(whole.length).toBeGreaterThan(new Set(whole).size);
    expect(got.length).toBeGreaterThan(whole.length);
    expect(whole).not.toEqual([...whole].sort((x, y) => x - y));
  });

  it('is cut in two and heals', () => {
    const { clock, network, a, got } = rig(0);
    const events: NetworkEvent['what'][] = [];
    network.onEvent = (event) => events.push(event.what);
    network.partition([lawHids.b]);
    a.send(lawPacket('a', 'b', '1'));
    clock.advance(1);
    network.partition([]);
    a.send(lawPacket('a', 'b', '2'));
    clock.advance(1);
    expect(got).toEqual([lawPacket('a', 'b', '2')]);
    expect(events).toEqual(['sent', 'cut', 'sent', 'delivered']);
  });

  it('drops what goes to nobody, and what is no packet', () => {
    const { clock, network, a } = rig(0);
    const events: NetworkEvent['what'][] = [];
    network.onEvent = (event) => events.push(event.what);
    a.send(Uint8Array.of(1, 2, 3));
    clock.advance(1);
    expect(events).toEqual(['sent', 'nowhere']);
  });
});
