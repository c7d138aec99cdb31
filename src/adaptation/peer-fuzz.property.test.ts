/** Packets that were turned over on the way neither stop a peer nor move a session. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listen, peerWorld } from './peer-world.laws.ts';

const flip = fc.record({ which: fc.nat(), at: fc.nat(), bit: fc.integer({ min: 0, max: 7 }) });

/** Two peers after two moves, and what they sent meanwhile. */
function moved() {
  const world = peerWorld();
  const a = world.add('a', 1, 1);
  const b = world.add('b', 2, 2);
  listen(a.peer.open(b.addressed(), 'stream'), a.got);
  world.clock.advance(200);
  world.move(a, 3, 2);
  world.clock.advance(500);
  world.move(b, 4, 2);
  world.clock.advance(500);
  const hand = (octets: Uint8Array): void => {
    for (const peer of [a, b]) peer.hand(octets.slice());
    world.clock.advance(1);
  };
  return { world, hand, view: () => [a.peer.view(), b.peer.view()] };
}

function turned(packet: Uint8Array, flips: readonly { at: number; bit: number }[], cut: number): Uint8Array {
  const copy = packet.slice(0, flips.length === 3 ? cut % packet.length : packet.length);
  for (const { at, bit } of flips) if (copy.length > 0) copy[at % copy.length]! ^= 1 << bit;
  return copy;
}

const flips = fc.array(flip, { minLength: 1, maxLength: 3 });

it('no message that was turned over changes anything', () => {
  const { world, hand, view } = moved();
  const messages = world.sent.filter(({ message }) => message !== undefined);
  const before = view();
  fc.assert(
    fc.property(flips, fc.nat(), (found, cut) => {
      hand(turned(messages[found[0]!.which % messages.length]!.packet, found, cut));
    }),
    { numRuns: 1000 },
  );
  world.clock.advance(60_000);
  expect(view()).toEqual(before);
});

it('no packet of a session that was turned over stops a peer', () => {
  const { world, hand, view } = moved();
  const packets = world.sent.filter(({ message }) => message === undefined);
  fc.assert(
    fc.property(flips, fc.nat(), (found, cut) => {
      hand(turned(packets[found[0]!.which % packets.length]!.packet, found, cut));
    }),
    { numRuns: 1000 },
  );
  const destinations = view().flatMap((sessions) => sessions.map(({ destination }) => destination));
  expect(destinations.every((text) => text.length > 0)).toBe(true);
});
