/** A peer stops in one process and goes on in another. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PeerOptions } from './peer-options.ts';
import type { PeerSession } from './peer-session.ts';
import { type PeerState, PeerStateError } from './peer-state.ts';
import { listen, type PeerWorld, peerWorld, textOf, type WorldPeer } from './peer-world.laws.ts';
import { readPeerState } from './read-peer-state.ts';

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A machine with an open session of datagrams, in which something has gone both ways. */
function met(opens: 'machine' | 'other' = 'machine', options: Partial<PeerOptions> = {}) {
  const world = peerWorld();
  const a = world.add('a', 1, 1, options);
  const b = world.add('b', 2, 2);
  const [from, to] = opens === 'machine' ? [a, b] : [b, a];
  const opened = from.peer.open(to.addressed(), 'datagram');
  listen(opened, from.got);
  world.clock.advance(100);
  const accepted = to.sessions.at(-1)!;
  const [here, there] = opens === 'machine' ? [opened, accepted] : [accepted, opened];
  here.send(octets('one '));
  there.send(octets('uno '));
  world.clock.advance(100);
  return { world, a, b, here, there };
}

/** What goes from one process to the other. */
function travelled(peer: WorldPeer): PeerState {
  const read = readPeerState(JSON.parse(JSON.stringify(peer.peer.state())));
  if (!read.ok) throw new Error(`${read.error.path} ${read.error.text}`);
  return read.value;
}

/** Stops a peer and lets it go on elsewhere; its network does not know that yet. */
function goOn(world: PeerWorld, peer: WorldPeer, network: number): { next: WorldPeer; session: PeerSession } {
  const state = travelled(peer);
  peer.peer.stop();
  const next = world.add('a again', 1, network, { resume: state });
  const session = next.peer.sessions()[0]!;
  listen(session, next.got);
  return { next, session };
}

describe.each(['machine', 'other'] as const)('a session that the %s opened', (opens) => {
  it('goes on with the peer, at once and behind the same numbers', () => {
    const { world, a, b, here, there } = met(opens);
    const { next, session } = goOn(world, a, 1);
    expect([session.id, session.state, session.isProved()]).toEqual([here.id, 'open', true]);
    session.send(octets('two'));
    there.send(octets('due'));
    world.clock.advance(100);
    expect(textOf(b.got, here.id)).toBe('one two');
    expect(textOf(next.got, here.id)).toBe('due');
    expect(world.sent.filter(({ message }) => message?.type === 'Rebind')).toEqual([]);
  });

  it('is announced under the next epoch, by the machine from sequence 2 on', () => {
    const { world, a, here, there, b } = met(opens);
    world.move(a, 3, 2);
    world.clock.advance(500);
    const { next, session } = goOn(world, a, 4);
    world.move(next, 4, 3);
    world.clock.advance(500);
    there.send(octets('due'));
    session.send(octets('two'));
    world.clock.advance(100);
    expect(textOf(next.got, here.id)).toBe('due');
    expect(textOf(b.got, here.id)).toBe('one two');
    expect(there.isProved()).toBe(true);
    const rebinds = world.sent.flatMap(({ message }) => (message?.type === 'Rebind' ? [message] : []));
    expect(rebinds.map(({ header, place }) => [header.epoch, place.sequence])).toEqual([
      [2, 2],
      [3, 2],
    ]);
  });
});

describe('a peer that goes on elsewhere', () => {
  it('does not take a datagram again that came before', () => {
    const { world, a, here, there } = met();
    const old = world.sent.filter(({ from, message }) => from === 'b' && message === undefined);
    const { next } = goOn(world, a, 1);
    for (const { packet } of old) next.hand(packet.slice());
    there.send(octets('due'));
    world.clock.advance(100);
    expect(textOf(next.got, here.id)).toBe('due');
  });

  it('announces what was not confirmed under the next sequence, if it stays', () => {
    const { world, a, b, there } = met();
    world.setFaults({ loss: 1 });
    world.move(a, 3, 2);
    world.clock.advance(50);
    world.setFaults({});
    expect(travelled(a).sessions[0]!.told).toEqual({ epoch: 2, sequence: 2, standing: 'due' });
    const { next } = goOn(world, a, 3);
    world.attach(next, 3);
    world.clock.advance(1000);
    const rebind = world.sent.findLast(({ message }) => message?.type === 'Rebind')!.message;
    expect(rebind).toMatchObject({ header: { epoch: 2 }, place: { sequence: 3 } });
    expect([there.isProved(), b.peer.view()[0]!.parties[0]]).toEqual([true, 'settled']);
    expect(travelled(next).sessions[0]!.told).toEqual({ epoch: 2, sequence: 3, standing: 'done' });
  });

  it('goes on with the test of a place', () => {
    const { world, a, b, here } = met();
    world.move(b, 5, 2);
    world.clock.advance(12);
    const state = travelled(a);
    expect(state.sessions[0]!.place).toMatchObject({ good: { epoch: 1 }, trial: { epoch: 2 } });
    const { session } = goOn(world, a, 1);
    expect([session.isProved(), session.id]).toEqual([false, here.id]);
    world.clock.advance(2000);
    expect([session.isProved(), b.peer.view()[0]!.parties[1]]).toEqual([true, 'settled']);
  });

  it('does not open a session again when its SessionOpen comes again', () => {
    const { world, a } = met('other');
    const open = world.sent.find(({ message }) => message?.type === 'SessionOpen')!;
    const { next } = goOn(world, a, 1);
    next.hand(open.packet.slice());
    world.clock.advance(1000);
    expect(next.peer.view()).toHaveLength(1);
  });

  it('registers under the next epoch', () => {
    const world = peerWorld();
    const rendezvous = world.add('r', 9, 7);
    const { hid, address } = rendezvous.addressed();
    const a = world.add('a', 1, 1, { rendezvous: { hid, address } });
    expect(travelled(a)).toMatchObject({ registered: { epoch: 1, sequence: 2, standing: 'due' } });
    const { next } = { next: world.add('a', 1, 1, { resume: travelled(a) }) };
    a.peer.stop();
    world.move(next, 3, 2);
    const registers = world.sent.flatMap(({ message }) => (message?.type === 'Register' ? [message] : []));
    expect(registers.map(({ header, place }) => [header.epoch, place.sequence])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('has to close its streams before', () => {
    const { world, a, b } = met();
    const stream = a.peer.open(b.addressed(), 'stream');
    world.clock.advance(100);
    expect(() => a.peer.state()).toThrow(PeerStateError);
    expect(() => a.peer.state()).toThrow(/is a stream/);
    stream.abort();
    world.clock.advance(100);
    expect(a.peer.state().sessions).toHaveLength(1);
  });

  it('is the same machine', () => {
    const { world, a } = met();
    expect(() => world.add('c', 3, 1, { resume: travelled(a) })).toThrow(RangeError);
  });
});

describe('the state of a peer', () => {
  const { a } = met('other', { rendezvous: { hid: 'cc'.repeat(20), address: met().b.addressed().address } });
  const good = travelled(a);
  const goodText = JSON.stringify(good);

  it('is read as it was written', () => {
    expect(readPeerState(JSON.parse(goodText))).toEqual({ ok: true, value: good });
  });

  it.each([
    ['version', { version: 2 }],
    ['machine', { machine: 'abc' }],
    ['nodes', { nodes: '00' }],
    ['nodes', { machine: '00'.repeat(20) }],
    ['attachment.machine', { attachment: { ...good.attachment, machine: '00'.repeat(20) } }],
    ['attachment.epoch', { attachment: { ...good.attachment, epoch: -1 } }],
    ['rendezvous.nodes', { rendezvous: { host: 'cc'.repeat(20), nodes: '' } }],
    ['registered.epoch', { registered: { epoch: 0, sequence: 1, standing: 'done' } }],
    ['', { more: 1 }],
    ['sessions', { sessions: [...good.sessions, ...good.sessions] }],
    ['sessions', { sessions: Array.from({ length: 129 }, () => good.sessions[0]) }],
    ['sessions[0].role', { sessions: [{ ...good.sessions[0], role: 'resumes' }] }],
    ['sessions[0].place', { sessions: [{ ...good.sessions[0], place: [] }] }],
  ])('names %s when that is wrong', (path, change) => {
    const read = readPeerState({ ...good, ...change });
    expect(read).toMatchObject({ ok: false, error: { path } });
  });

  /** Replaces one value somewhere. */
  const changed = fc.tuple(fc.nat(), fc.jsonValue()).map(([which, value]) => {
    let left = which % 100;
    return JSON.parse(goodText, (_, was: unknown) => (left-- === 0 ? value : was)) as unknown;
  });
  it('is refused or taken, whatever comes, and nothing that is taken stops a peer', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), changed), (json) => {
        const read = readPeerState(json);
        if (!read.ok || read.value.machine !== good.machine) return;
        const world = peerWorld();
        const b = world.add('b', 2, 2);
        const next = world.add('a', 1, 1, { resume: read.value });
        for (const session of next.peer.sessions()) session.send(octets('two'));
        world.move(next, 3, 2);
        world.clock.advance(1000);
        expect(b.peer.view()).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
