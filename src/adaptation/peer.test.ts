/** Peers open sessions, move, and follow each other. */
import { describe, expect, it } from 'vitest';
import { formatDag } from '../xia/index.ts';
import { listen, peerWorld, placeIn, textOf, type WorldPeer } from './peer-world.laws.ts';
import type { PeerSession } from './peer-session.ts';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

function opened(
  world: ReturnType<typeof peerWorld>,
  a: WorldPeer,
  b: WorldPeer,
  kind: 'stream' | 'datagram',
) {
  const session = a.peer.open(b.addressed(), kind);
  listen(session, a.got);
  world.clock.advance(100);
  return { here: session, there: b.sessions.at(-1)! };
}

function goesTo(session: PeerSession, network: number, peer: WorldPeer): boolean {
  const place = formatDag(placeIn(network, peer.peer.identity.hid.id), { form: 'dag' });
  const ad = place.split(' ').find((word) => word.startsWith('AD:'))!;
  return formatDag(session.destination()!, { form: 'dag' }).includes(ad);
}

describe('a session', () => {
  it.each(['stream', 'datagram'] as const)('carries a %s both ways', (kind) => {
    const world = peerWorld();
    const a = world.add('a', 1, 1);
    const b = world.add('b', 2, 2);
    const { here, there } = opened(world, a, b, kind);
    expect([here.state, there.state, here.id]).toEqual(['open', 'open', there.id]);
    expect([here.isProved(), there.isProved()]).toEqual([true, true]);
    here.send(octets('question'));
    there.send(octets('answer'));
    world.clock.advance(100);
    expect(textOf(b.got, here.id)).toBe('question');
    expect(textOf(a.got, here.id)).toBe('answer');
  });

  it('is not opened when nobody is there', () => {
    const world = peerWorld();
    const a = world.add('a', 1, 1);
    const b = world.add('b', 2, 2);
    world.attach(b, 3, false);
    const session = a.peer.open(b.addressed(), 'stream');
    let why = '';
    session.onClosed = (reason) => (why = reason);
    world.clock.advance(60_000);
    expect([session.state, why]).toEqual(['closed', 'timeout']);
    expect(a.peer.view()).toEqual([]);
  });
});

describe('a machine that moves', () => {
  it('is followed, and its place is proved', () => {
    const world = peerWorld();
    const a = world.add('a', 1, 1);
    const b = world.add('b', 2, 2);
    const { here, there } = opened(world, a, b, 'stream');
    world.move(a, 3, 2);
    world.clock.advance(15);
    expect(goesTo(there, 3, a)).toBe(true);
    expect(there.isProved()).toBe(false);
    world.clock.advance(100);
    expect(there.isProved()).toBe(true);
    there.send(octets('where are you?'));
    world.clock.advance(100);
    expect(textOf(a.got, here.id)).toBe('where are you?');
    expect(a.peer.view()[0]!.parties).toEqual(['settled', 'settled']);
  });

  it('is followed when both ends move at once', () => {
    const world = peerWorld();
    const a = world.add('a', 1, 1);
    const b = world.add('b', 2, 2);
    const { here, there } = opened(world, a, b, 'stream');
    world.move(a, 3, 2);
    world.move(b, 4, 2);
    here.send(octets('ping'));
    there.send(octets('pong'));
    world.clock.advance(1000);
    expect([goesTo(here, 4, b), goesTo(there, 3, a)]).toEqual([true, true]);
    expect([here.isProved(), there.isProved()]).toEqual([true, true]);
    expect([textOf(b.got, here.id), textOf(a.got, here.id)]).toEqual(['ping', 'pong']);
  });

  it('comes back', () => {
    const world = peerWorld();
    const a = world.add('a', 1, 1);
    const b = world.add('b', 2, 2);
    const { there } = opened(world, a, b, 'stream');
    world.move(a, 3, 2);
    world.clock.advance(1);
    world.move(a, 1, 3);
    world.clock.advance(1000);
    expect(goesTo(there, 1, a)).toBe(true);
    expect(there.isProved()).toBe(true);
  });
});
