/** Sessions outlive every schedule of moves of both ends, over a network that loses, repeats and reorders. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toHex } from '../core/hex.ts';
import { adOfNetwork, listen, peerWorld, textOf } from './peer-world.laws.ts';

const move = fc.record({
  who: fc.constantFrom('a', 'b'),
  afterMs: fc.integer({ min: 0, max: 400 }),
  network: fc.integer({ min: 3, max: 6 }),
});

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

it('keeps the octets of a stream in order, and finds the last place', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.array(move, { maxLength: 6 }), (seed, moves) => {
      const world = peerWorld(seed);
      const a = world.add('a', 1, 1);
      const b = world.add('b', 2, 2);
      world.setFaults({ loss: 0.1, duplicate: 0.1, reorder: 0.1, reorderMs: 80, delayMs: [5, 30] });
      const here = a.peer.open(b.addressed(), 'stream');
      listen(here, a.got);
      world.clock.runUntil(() => b.sessions.length > 0, 20_000);
      const there = b.sessions[0]!;
      const places = { a: 1, b: 2 };
      let epoch = 1;
      let count = 0;
      const say = (): void => {
        count += 1;
        here.send(octets(`a${count} `));
        there.send(octets(`b${count} `));
      };
      say();
      for (const { who, afterMs, network } of moves) {
        world.clock.advance(afterMs);
        epoch += 1;
        places[who] = network + (who === 'a' ? 0 : 10);
        world.move(who === 'a' ? a : b, places[who], epoch);
        say();
      }
      world.clock.advance(60_000);
      say();
      world.clock.advance(20_000);
      const said = (name: string): string =>
        Array.from({ length: count }, (_, index) => `${name}${index + 1} `).join('');
      expect(textOf(b.got, here.id)).toBe(said('a'));
      expect(textOf(a.got, here.id)).toBe(said('b'));
      expect(here.destination()!.nodes[0]!.xid.id).toEqual(adOfNetwork(places.b));
      expect(toHex(there.destination()!.nodes[0]!.xid.id)).toBe(toHex(adOfNetwork(places.a)));
      expect([here.isProved(), there.isProved()]).toEqual([true, true]);
    }),
    { numRuns: Number(process.env['XLMP_RUNS'] ?? 15) },
  );
});
