/** What nobody can do to a session but its ends: replays, spoofs, victims, floods, old hosts (chapter 14). */
import { describe, expect, it } from 'vitest';
import { identifierOf, signDelegation, signedRecordToJson } from '../protocol/index.ts';
import { buildPacket, encodeDag, formatDag, parsePacket } from '../xia/index.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { announceAs } from './delegate.ts';
import {
  adOfNetwork,
  listen,
  type PeerWorld,
  peerWorld,
  placeIn,
  worldFunctions,
  signerOf,
} from './peer-world.laws.ts';
import type { WorldPeer } from './peer-world.laws.ts';
import { placeOf, serviceAt } from './places.ts';
import type { PeerOptions } from './peer-options.ts';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Pair {
  readonly world: PeerWorld;
  readonly a: WorldPeer;
  readonly b: WorldPeer;
  readonly id: string;
  /** Where b sends the data of the session. */
  target(): string;
}

/** A machine `a` in network 1 that has opened a session with `b` in network 2. */
function pair(options: Partial<PeerOptions> = {}): Pair {
  const world = peerWorld();
  const a = world.add('a', 1, 1);
  const b = world.add('b', 2, 2, options);
  const session = a.peer.open(b.addressed(), 'datagram');
  listen(session, a.got);
  world.clock.advance(200);
  return { world, a, b, id: session.id, target: () => b.peer.view()[0]!.destination };
}

const rebindOf = (
  a: WorldPeer,
  world: PeerWorld,
  id: string,
  network: number,
  epoch: number,
  sequence: number,
) => ({
  type: 'Rebind',
  attachment: world.statement(a, network, epoch),
  session: { session: id },
  place: { sequence },
});

/** What b sent to a network, in octets of whole packets, since a moment. */
function octetsTo(world: PeerWorld, network: number, since: number): number {
  const ad = toHex(adOfNetwork(network));
  return world.sent
    .filter(({ at, from, destination }) => {
      const { xid } = destination.nodes[destination.entry[0]!]!;
      return at >= since && from === 'b' && toHex(xid.id) === ad;
    })
    .reduce((sum, { packet }) => sum + packet.length, 0);
}

describe('replays', () => {
  it('of every packet change nothing', () => {
    const { world, a, b, target } = pair();
    world.move(a, 3, 2);
    world.clock.advance(500);
    world.move(b, 4, 2);
    world.clock.advance(500);
    world.move(a, 1, 3);
    world.clock.advance(500);
    const before = [target(), a.peer.view()[0]!.destination];
    expect(before[0]).toContain(toHex(adOfNetwork(1)));
    for (const { packet } of world.sent.slice()) {
      world.inject(packet.slice());
      world.clock.advance(30);
      expect([target(), a.peer.view()[0]!.destination]).toEqual(before);
    }
    world.clock.advance(60_000);
    expect([target(), a.peer.view()[0]!.destination]).toEqual(before);
    expect([a.peer.view().length, b.peer.view().length]).toEqual([1, 1]);
  });

  it('signed by somebody else change nothing', () => {
    const { world, a, b, id, target } = pair();
    const before = target();
    const rebind = rebindOf(a, world, id, 3, 2, 2);
    const source = serviceAt(placeIn(3, fromHex(a.hid)!), a.peer.identity.service);
    world.post(rebind, { seed: 66, to: b, machine: a.hid, epoch: 2, source });
    world.clock.advance(1000);
    expect(target()).toBe(before);
    expect(world.sent.at(-1)!.message?.type).toBe('Refused');
  });
});

describe('a source address', () => {
  it('changes nothing', () => {
    const { world, a, b, target } = pair();
    const before = target();
    const sessionPacket = world.sent.findLast(({ from, message }) => from === 'a' && message === undefined)!;
    const parsed = parsePacket(sessionPacket.packet);
    if (!parsed.ok) throw new Error('no packet');
    const { payload, header, destination } = parsed.value;
    const source = placeIn(9, a.peer.identity.hid.id);
    world.inject(buildPacket({ destination, source, payload, nextHeader: header.nextHeader }));
    world.clock.advance(100);
    expect(target()).toBe(before);
    b.sessions[0]!.send(octets('still there?'));
    world.clock.advance(100);
    expect(octetsTo(world, 9, 0)).toBe(0);
  });
});

describe('an implementation that takes addresses from packets', () => {
  it('loses a session to whoever copies the source address of its peer', () => {
    const { world, a, b, target } = pair({ functions: { ...worldFunctions, placeOfSource: placeOf } });
    const { packet } = world.sent.findLast(({ from, message }) => from === 'a' && message === undefined)!;
    const parsed = parsePacket(packet);
    if (!parsed.ok) throw new Error('no packet');
    const { payload, header, destination } = parsed.value;
    const source = placeIn(9, a.peer.identity.hid.id);
    world.inject(buildPacket({ destination, source, payload, nextHeader: header.nextHeader }));
    world.clock.advance(100);
    expect(target()).toContain(toHex(adOfNetwork(9)));
    expect(b.sessions).toHaveLength(1);
  });
});

describe('a place that proves nothing', () => {
  it('gets at most three times what came from it, and then nothing', () => {
    const { world, a, b, id } = pair();
    const since = world.clock.now();
    // The AD of network 9 states that the machine is there, and nobody answers.
    const source = serviceAt(placeIn(9, fromHex(a.hid)!), a.peer.identity.service);
    world.post(rebindOf(a, world, id, 9, 2, 2), { seed: 1, to: b, epoch: 2, source });
    const sentThere = world.sent.at(-1)!.packet.length;
    for (let round = 0; round < 200; round += 1) {
      b.sessions[0]!.send(new Uint8Array(1000));
      world.clock.advance(5);
    }
    expect(octetsTo(world, 9, since)).toBeGreaterThan(0);
    expect(octetsTo(world, 9, since)).toBeLessThanOrEqual(3 * sentThere);
    expect(b.peer.view()[0]!.isProved).toBe(false);
    world.clock.advance(30_000);
    expect(b.peer.view()[0]!).toMatchObject({ isProved: true, parties: ['settled', 'settled'] });
    expect(b.peer.view()[0]!.destination).toContain(toHex(adOfNetwork(1)));
    expect(octetsTo(world, 9, since)).toBeLessThanOrEqual(3 * sentThere);
    world.clock.advance(1000);
    // The machine is told that its numbers are used up, and goes on after them.
    world.move(a, 3, 2);
    world.clock.advance(1000);
    expect(b.peer.view()[0]!.destination).toContain(toHex(adOfNetwork(3)));
  });

  it('gets no announcements beyond that either, though the last good place has the same address', () => {
    const { world, a, b, id } = pair();
    // Nobody is at the address any more.
    world.attach(a, 8, false);
    const since = world.clock.now();
    const source = serviceAt(placeIn(1, fromHex(a.hid)!), a.peer.identity.service);
    world.post(rebindOf(a, world, id, 1, 2, 2), { seed: 1, to: b, epoch: 2, source });
    const sentThere = world.sent.at(-1)!.packet.length;
    world.clock.advance(100);
    b.sessions[0]!.send(new Uint8Array(1000));
    world.move(b, 4, 2);
    world.clock.advance(2000);
    expect(b.peer.view()[0]!.isProved).toBe(false);
    expect(octetsTo(world, 1, since)).toBeGreaterThan(0);
    expect(octetsTo(world, 1, since)).toBeLessThanOrEqual(3 * sentThere);
    // The test has failed: what goes there goes to a place that was proved.
    world.clock.advance(5000);
    expect(octetsTo(world, 1, since)).toBeGreaterThan(3 * sentThere);
  });

  it('gets nothing when the Rebind came from elsewhere', () => {
    const { world, a, b, id } = pair();
    const since = world.clock.now();
    const source = serviceAt(placeIn(1, fromHex(a.hid)!), a.peer.identity.service);
    world.post(rebindOf(a, world, id, 9, 2, 2), { seed: 1, to: b, epoch: 2, source });
    world.clock.advance(20);
    b.sessions[0]!.send(octets('anybody?'));
    world.clock.advance(60_000);
    expect(octetsTo(world, 9, since)).toBe(0);
  });
});

describe('a host', () => {
  const delegation = (a: number, delegate: number, epoch: number) => {
    const signer = signerOf(a);
    const hidOf = (octet: number): Uint8Array => identifierOf('HID', signerOf(octet).publicKey);
    return signedRecordToJson(
      'delegation',
      signDelegation({ machine: hidOf(a), delegate: hidOf(delegate), epoch }, signer),
    );
  };

  it('speaks for the machine under its epoch and under no other', () => {
    const { world, a, b, id, target } = pair();
    const source = placeIn(3, fromHex(a.hid)!);
    const say = (epoch: number, delegated: number): string | undefined => {
      const rebind = { ...rebindOf(a, world, id, 3, epoch, 1), delegation: delegation(1, 50, delegated) };
      world.post(rebind, { seed: 50, to: b, machine: a.hid, epoch, source });
      world.clock.advance(20);
      return world.sent.findLast(({ from, message }) => from === 'b' && message !== undefined)!.message?.type;
    };
    expect(say(3, 2)).toBe('Refused');
    expect(target()).toContain(toHex(adOfNetwork(1)));
    expect(say(2, 2)).toBe('RebindAnswer');
    expect(target()).toContain(toHex(adOfNetwork(3)));
    world.move(a, 4, 3);
    world.clock.advance(1000);
    expect(say(2, 2)).toBe('RebindAnswer');
    expect(target()).toContain(toHex(adOfNetwork(4)));
  });

  it('announces the place of a machine and proves it before the machine runs', () => {
    const { world, a, b } = pair();
    const signer = signerOf(50);
    const hidText = toHex(identifierOf('HID', signer.publicKey));
    const attachment = world.statement(a, 3, 2);
    const host = announceAs({
      identity: { signer, hidText },
      functions: worldFunctions,
      clock: world.clock,
      timing: {},
      log: () => {},
      fresh: () => 77,
      send: (destination, payload, source) => world.inject(buildPacket({ destination, source, payload })),
      attachment,
      delegation: delegation(1, 50, 2),
      sessions: a.peer.delegated(),
      rendezvous: [],
    });
    world.clock.advance(20);
    const challenge = world.sent.findLast(({ message }) => message?.type === 'RebindAnswer')!;
    expect(formatDag(challenge.destination, { form: 'dag' })).toContain(toHex(adOfNetwork(3)));
    const { message } = challenge;
    const { type, header } = message!;
    expect(host.isExpected(type, header.sender, header.exchange)).toBe(true);
    host.receive(message!);
    world.clock.advance(50);
    expect(b.peer.view()[0]!).toMatchObject({ isProved: true });
    // The machine itself speaks after the host.
    world.move(a, 3, 2);
    world.clock.advance(200);
    expect(b.peer.view()[0]!).toMatchObject({ isProved: true, parties: ['settled', 'settled'] });
    host.stop();
  });
});

describe('a correspondent under load', () => {
  it('wants to see a cookie before it checks anything', () => {
    const { world, a, target } = pair({ policy: { cookie: 'always' } });
    world.move(a, 3, 2);
    world.clock.advance(15);
    expect(world.sent.at(-1)!.message?.type).toBe('RebindCookie');
    expect(target()).toContain(toHex(adOfNetwork(1)));
    world.clock.advance(200);
    expect(target()).toContain(toHex(adOfNetwork(3)));
  });

  it('does not take a cookie from another address', () => {
    const { world, a, b, id, target } = pair({ policy: { cookie: 'always' } });
    const before = target();
    const source = serviceAt(placeIn(3, fromHex(a.hid)!), a.peer.identity.service);
    world.post(rebindOf(a, world, id, 3, 2, 2), { seed: 1, to: b, epoch: 2, source });
    world.clock.advance(15);
    const answer = world.sent.findLast(({ message }) => message?.type === 'RebindCookie')!.message!;
    if (answer.type !== 'RebindCookie') throw new Error('no cookie');
    const withCookie = { ...rebindOf(a, world, id, 3, 2, 2), cookie: answer.cookie };
    world.post(withCookie, { seed: 1, to: b, epoch: 2, source: placeIn(5, fromHex(a.hid)!) });
    world.clock.advance(15);
    expect(target()).toBe(before);
    world.post(withCookie, { seed: 1, to: b, epoch: 2, source });
    world.clock.advance(15);
    expect(target()).not.toBe(before);
  });
});

describe('numbers', () => {
  it('that are lower are answered with the latest ones', () => {
    const { world, a, b, id, target } = pair();
    world.move(a, 3, 5);
    world.clock.advance(500);
    const before = target();
    const source = placeIn(7, fromHex(a.hid)!);
    world.post(rebindOf(a, world, id, 7, 4, 99), { seed: 1, to: b, epoch: 4, source });
    world.clock.advance(20);
    const answer = world.sent.findLast(
      ({ from, message }) => from === 'b' && message !== undefined,
    )!.message!;
    expect(answer).toMatchObject({
      type: 'RebindAnswer',
      binding: { outcome: 'stale', epoch: 5, sequence: 2 },
    });
    expect(target()).toBe(before);
  });

  it('of a statement that is only prepared, or of a stranger, are refused', () => {
    const { world, a, b, id, target } = pair();
    const before = target();
    const source = placeIn(3, fromHex(a.hid)!);
    const bad = [
      world.statement(a, 3, 2, { standing: 'prepared' }),
      world.statement(a, 3, 3),
      world.statement(b, 3, 2),
      { ...world.statement(a, 3, 2), nodes: toHex(encodeDag(placeIn(4, fromHex(a.hid)!))) },
    ];
    for (const attachment of bad) {
      const rebind = { ...rebindOf(a, world, id, 3, 2, 2), attachment };
      world.post(rebind, { seed: 1, to: b, epoch: 2, source });
      world.clock.advance(20);
      const answer = world.sent.findLast(
        ({ from, message }) => from === 'b' && message !== undefined,
      )!.message!;
      expect(answer).toMatchObject({ type: 'Refused', reason: { reason: 'attachment' } });
    }
    expect(target()).toBe(before);
  });
});
