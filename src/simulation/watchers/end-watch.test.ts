/** The watch over an end, with the packets of real peers and announcements whose tests fail. */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../core/hex.ts';
import { mutateCorrespondent } from '../../machines/index.ts';
import {
  type PeerWorld,
  peerWorld,
  placeIn,
  worldFunctions,
  type WorldPeer,
} from '../../adaptation/peer-world.laws.ts';
import { serviceAt } from '../../adaptation/places.ts';
import { sinkOf } from '../../xia/index.ts';
import { patienceMs } from './announced-places.ts';
import { watchEnd } from './end-watch.ts';

/** How long a packet takes in the world. */
const wayMs = 10;

interface Scene {
  readonly world: PeerWorld;
  readonly a: WorldPeer;
  readonly b: WorldPeer;
}

/** A machine `a` in network 1 that opens a session with `b` in network 2. @param fits of the correspondents of b. */
function scene(fits: (context: Octets, count: number) => boolean = isWithin): Scene {
  const world = peerWorld();
  const guards = {
    fits: ({ context }: { context: Octets }, { count }: { count: number }) => fits(context, count),
  };
  const functions = { ...worldFunctions, correspondent: mutateCorrespondent({ guards }) };
  const a = world.add('a', 1, 1);
  const b = world.add('b', 2, 2, { functions });
  a.peer.open(b.addressed(), 'datagram');
  return { world, a, b };
}

interface Octets {
  readonly received: number;
  readonly sent: number;
}

const isWithin = ({ received, sent }: Octets, count: number): boolean => 3 * received - sent >= count;

/** Announces a place of `a` as its AD and its key state it, and nobody answers a challenge. */
function announce({ world, a, b }: Scene, network: number, sequence: number): void {
  const session = { session: sessionOf(world) };
  const attachment = world.statement(a, network, 2);
  const source = serviceAt(placeIn(network, fromHex(a.hid)!), a.peer.identity.service);
  const rebind = { type: 'Rebind', attachment, session, place: { sequence } };
  world.post(rebind, { seed: 1, to: b, epoch: 2, source });
}

function sessionOf({ sent }: PeerWorld): string {
  const accept = sent.find(({ message }) => message?.type === 'SessionAccept')?.message;
  if (accept?.type !== 'SessionAccept') throw new Error('no session');
  return accept.session.session;
}

/** Lets `b` send 1000 octets every 20 ms. */
function chatter({ world, b }: Scene, forMs: number): void {
  for (let passed = 0; passed < forMs; passed += 20) {
    b.sessions[0]!.send(new Uint8Array(1000));
    world.clock.advance(20);
  }
}

/** What the watch over `b` finds in the packets of the world, each when it was sent or came. */
function findings({ world, b }: Scene): string[] {
  const found: string[] = [];
  let nowMs = 0;
  const clock = { now: () => nowMs };
  const watch = watchEnd('b', b.hid, { own: clock, world: clock }, (violation) => found.push(violation));
  world.sent
    .flatMap(({ at, from, packet, destination }) => {
      if (from === 'b') return [{ at, order: 1, tell: () => watch.went(packet) }];
      const isForB = [b.peer.identity.hid, b.peer.identity.service].some(
        ({ id }) => toHex(id) === toHex(sinkOf(destination).id),
      );
      return isForB ? [{ at: at + wayMs, order: 0, tell: () => watch.came(packet) }] : [];
    })
    .sort((one, other) => one.at - other.at || one.order - other.order)
    .forEach(({ at, tell }) => {
      nowMs = at;
      tell();
    });
  return found;
}

/** Octets of packets without a message that `b` sent since a moment. */
function dataSince({ world }: Scene, since: number): number {
  return world.sent
    .filter(({ at, from, message }) => from === 'b' && at >= since && message === undefined)
    .reduce((sum, { packet }) => sum + packet.length, 0);
}

describe('the watch over an end', () => {
  it('allows all data to the address that was proved under an earlier epoch, once the test of it has failed', () => {
    const all = scene();
    const { world, b } = all;
    world.clock.advance(200);
    announce(all, 1, 2);
    const cameMs = world.clock.now() + wayMs;
    chatter(all, patienceMs + 1000);
    expect(b.peer.view()[0]).toMatchObject({ isProved: true });
    expect(dataSince(all, cameMs + patienceMs)).toBeGreaterThan(40_000);
    expect(findings(all)).toEqual([]);
  });

  it('counts the next test of that address anew', () => {
    let isGreedy = false;
    const all = scene((context, count) => isGreedy || isWithin(context, count));
    const { world } = all;
    world.clock.advance(200);
    announce(all, 1, 2);
    chatter(all, patienceMs + 1000);
    isGreedy = true;
    announce(all, 1, 3);
    const octets = world.sent.at(-1)!.packet.length;
    chatter(all, 200);
    expect(findings(all)).toEqual([
      expect.stringMatching(new RegExp(`^P5: \\d+ octets went .* not proved, and ${octets} came from it`)),
    ]);
  });

  it('convicts who sends above the limit while an address is tested, that one or a new one', () => {
    for (const network of [1, 9]) {
      const all = scene(() => true);
      all.world.clock.advance(200);
      announce(all, network, 2);
      chatter(all, 300);
      expect(findings(all)).toEqual([expect.stringMatching(/^P5: \d+ octets went to a place that is not/)]);
    }
  });

  it('knows the first place of a session as proved when its first packet is a Rebind', () => {
    const all = scene();
    const { world, b } = all;
    world.clock.advance(15);
    announce(all, 9, 2);
    world.clock.advance(300);
    chatter(all, patienceMs + 1000);
    expect(b.peer.view()[0]).toMatchObject({ isProved: true });
    expect(findings(all)).toEqual([]);
  });
});
