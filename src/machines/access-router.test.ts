/** A machine that moves among access routers, and what becomes of each packet for it (chapter 12). */
import { describe, expect, it } from 'vitest';
import type { AccessRouterEvent } from './access-router-events.ts';
import { attachmentAt, type Packet, room, RouterWorld } from './access-router-world.laws.ts';

const [h1, h2, h3] = ['c1', 'c2', 'c3'].map((two) => two.repeat(20)) as [string, string, string];
const m1 = 'b1'.repeat(16);
const m2 = 'b2'.repeat(16);

function join(
  from: string,
  epoch: number,
  right: 'none' | 'valid' = 'none',
  migration = m1,
): AccessRouterEvent {
  return { type: 'received.Join', from, epoch, migration, verdict: 'valid', right };
}

function transit(action: 'hold' | 'resume', from: string, epoch: number, migration = m1): AccessRouterEvent {
  return { type: 'received.Transit', action, from, epoch, migration };
}

/** @param router the router of the new place; the same one when the machine stays in the AD. */
function forward(
  from: string,
  epoch: number,
  host: string,
  router?: string,
  migration = m1,
): AccessRouterEvent {
  const place = router === undefined ? null : attachmentAt(router, host, epoch);
  return { type: 'received.Forward', from, epoch, migration, verdict: 'valid', place };
}

/** Routers by name; the machine begins at host 1 in A, under epoch 1. */
function network(...names: readonly string[]): Record<string, RouterWorld> {
  const routers = Object.fromEntries(names.map((name) => [name, new RouterWorld(name)]));
  routers['A']!.give({ type: 'order.attach', host: h1, epoch: 1, migration: '0'.repeat(32) });
  return routers;
}

/** Sends packets to the router of a place, and lets tunnels carry them on; tells which host each got to. */
function sender(routers: Record<string, RouterWorld>) {
  let number = 0;
  const seen = new Map(Object.keys(routers).map((name) => [name, 0]));
  const carry = (): void => {
    for (const [name, router] of Object.entries(routers)) {
      const from = seen.get(name)!;
      seen.set(name, router.gone.length);
      for (const packet of router.gone.slice(from)) {
        if (packet.way !== 'tunnel') continue;
        routers[packet.router]!.arrive({ number: packet.number, tag: packet.epoch });
        carry();
      }
    }
  };
  return {
    carry,
    send(to: string, count = 1): void {
      for (let i = 0; i < count; i += 1) routers[to]!.arrive({ number: (number += 1), tag: 0 });
      carry();
    },
    /** The packets that a host got, in the order in which it got them. */
    at: (name: string, host: string): readonly number[] =>
      routers[name]!.gone.flatMap((packet) =>
        packet.way === 'host' && packet.host === host ? [packet.number] : [],
      ),
  };
}

function dropped({ gone }: RouterWorld): readonly Packet[] {
  return gone.filter(({ way }) => way === 'dropped');
}

describe('a move to another AD', () => {
  it('loses no packet, and keeps their order', () => {
    const { A, B } = network('A', 'B') as { A: RouterWorld; B: RouterWorld };
    const { send, at, carry } = sender({ A, B });
    B.give(join(h2, 2));
    send('A'); // 1
    A.give(transit('hold', h1, 2));
    send('A', 2); // 2, 3
    A.give(forward(h1, 2, h2, 'B'));
    carry();
    expect(A.marks).toEqual([{ epoch: 2, packets: 2 }]);
    send('A'); // 4
    expect(B.waiting.map(({ number }) => number)).toEqual([2, 3, 4]);
    B.give(join(h2, 2, 'valid'));
    send('B'); // 5
    expect(at('B', h2)).toEqual([2, 3, 4]);
    B.give({ type: 'path.marked', epoch: 2 });
    send('B'); // 6
    expect([at('A', h1), at('B', h2)]).toEqual([[1], [2, 3, 4, 5, 6]]);
    expect(B.answers).toEqual(['Joined prepared 2', 'Joined active 2']);
    expect(A.answers).toEqual(['Joined active 1', 'TransitAnswer holding 1', 'TransitAnswer forwarding 2']);
  });

  it('delivers what came direct when the mark is lost, and MARK_WAIT fires', () => {
    const { B } = network('A', 'B') as { B: RouterWorld };
    const { send, at } = sender({ B });
    B.give(join(h2, 2, 'valid'));
    send('B', 2);
    expect(at('B', h2)).toEqual([]);
    B.fire('MARK_WAIT');
    expect(at('B', h2)).toEqual([1, 2]);
  });

  it('loses what came between when the hold is lost, and nothing else', () => {
    const { A, B } = network('A', 'B') as { A: RouterWorld; B: RouterWorld };
    const { send, at } = sender({ A, B });
    B.give(join(h2, 2));
    send('A'); // 1: to the host that stands still
    A.give(forward(h1, 2, h2, 'B'));
    send('A'); // 2
    B.give(join(h2, 2, 'valid'));
    expect([at('A', h1), at('B', h2)]).toEqual([[1], [2]]);
  });

  it('takes a forward that is lost and repeated, once', () => {
    const { A, B } = network('A', 'B') as { A: RouterWorld; B: RouterWorld };
    const { send, at } = sender({ A, B });
    B.give(join(h2, 2, 'valid'));
    B.give({ type: 'path.marked', epoch: 2 });
    A.give(transit('hold', h1, 2));
    send('A', 2);
    expect(at('B', h2)).toEqual([]);
    for (let i = 0; i < 3; i += 1) A.give(forward(h1, 2, h2, 'B'));
    send('A');
    expect(at('B', h2)).toEqual([1, 2, 3]);
    expect(A.durable.map(({ step }) => step)).toEqual(['attached', 'forwarding']);
    expect(A.answers.slice(-3)).toEqual(Array.from({ length: 3 }, () => 'TransitAnswer forwarding 2'));
  });

  it('goes on over a restart of the old router, for as long as a forwarding lasts', () => {
    const { A, B } = network('A', 'B') as { A: RouterWorld; B: RouterWorld };
    const { send, at } = sender({ A, B });
    B.give(join(h2, 2, 'valid'));
    A.give(forward(h1, 2, h2, 'B'));
    A.restart();
    send('A');
    expect(at('B', h2)).toEqual([1]);
    A.fire('FORWARD_LIFE');
    send('A');
    expect(A.gone.at(-1)).toEqual({ number: 2, tag: 0, way: 'unreachable' });
  });
});

describe('a hold', () => {
  it('ends by itself, and neither a late resume nor the same hold changes that', () => {
    const { A } = network('A') as { A: RouterWorld };
    const { send, at } = sender({ A });
    A.give(transit('hold', h1, 2));
    send('A', 2);
    A.fire('HOLD_LIMIT');
    expect(at('A', h1)).toEqual([1, 2]);
    A.give(transit('resume', h1, 2));
    A.give(transit('hold', h1, 2));
    send('A');
    expect([A.state, at('A', h1)]).toEqual(['attached.serving', [1, 2, 3]]);
    A.give(transit('hold', h1, 2, m2));
    expect(A.state).toBe('holding');
  });

  it('does not end by the resume of another migration', () => {
    const { A } = network('A') as { A: RouterWorld };
    A.give(transit('hold', h1, 2, m2));
    A.give(transit('resume', h1, 2, m1));
    expect([A.state, A.answers.at(-1)]).toEqual(['holding', 'TransitAnswer holding 1']);
  });

  it('is bounded: the newest are dropped and counted', () => {
    const { A } = network('A') as { A: RouterWorld };
    const { send, at } = sender({ A });
    A.give(transit('hold', h1, 2));
    send('A', room + 2);
    expect(dropped(A).map(({ number }) => number)).toEqual([room + 1, room + 2]);
    A.give(transit('resume', h1, 2));
    expect(at('A', h1)).toEqual([1, 2, 3, 4]);
  });
});

describe('a move inside the AD', () => {
  it.each([
    ['forward, then Join', [forward(h1, 2, h2), join(h2, 2, 'valid')]],
    ['Join, then forward', [join(h2, 2, 'valid'), forward(h1, 2, h2)]],
  ])('gives what was held to the new host: %s', (_, all) => {
    const { A } = network('A') as { A: RouterWorld };
    const { send, at } = sender({ A });
    A.give(join(h2, 2));
    A.give(transit('hold', h1, 2));
    send('A', 2);
    for (const event of all) {
      A.give(event);
      send('A');
    }
    expect([at('A', h1), at('A', h2)]).toEqual([[], [1, 2, 3, 4]]);
    expect(A.state).toBe('attached.serving');
  });

  it('keeps two that are prepared apart: who has the right gets the packets', () => {
    const { A } = network('A') as { A: RouterWorld };
    const { send, at } = sender({ A });
    A.give(join(h2, 2));
    A.give(join(h3, 2, 'none', m2));
    send('A'); // 1
    A.give(join(h2, 2, 'valid'));
    send('A'); // 2
    A.give(join(h3, 2, 'valid', m2));
    expect(A.answers.at(-1)).toBe('Refused stale-epoch');
    expect([at('A', h1), at('A', h2), at('A', h3)]).toEqual([[1], [2], []]);
  });
});

describe('a machine that comes back', () => {
  /** A, then B under epoch 2, then A again under epoch 3; senders believe whatever they like. */
  function thereAndBack(): { A: RouterWorld; B: RouterWorld } & ReturnType<typeof sender> {
    const { A, B } = network('A', 'B') as { A: RouterWorld; B: RouterWorld };
    const senders = sender({ A, B });
    B.give(join(h2, 2, 'valid'));
    B.fire('MARK_WAIT');
    A.give(forward(h1, 2, h2, 'B'));
    return { A, B, ...senders };
  }

  it('is found by both addresses, without a loop', () => {
    const { A, B, send, at } = thereAndBack();
    A.give(join(h1, 3));
    B.give(transit('hold', h2, 3, m2));
    send('A'); // 1: to B, and held there
    B.give(forward(h2, 3, h1, 'A', m2));
    send('B'); // 2: to A, and kept for the host that is prepared
    send('A'); // 3: to B, and back; the machine is nowhere attached
    expect(A.waiting.map(({ number }) => number)).toEqual([1, 2, 3]);
    A.give(join(h1, 3, 'valid'));
    send('A'); // 4: waits for the mark
    send('B'); // 5
    A.give({ type: 'path.marked', epoch: 3 });
    expect(at('A', h1)).toEqual([1, 2, 3, 5, 4]);
    expect([...dropped(A), ...dropped(B)]).toEqual([]);
  });

  it('sends nothing round in a circle when what was prepared is forgotten', () => {
    const { A, B, send } = thereAndBack();
    A.give(join(h1, 3));
    A.restart();
    B.give(forward(h2, 3, h1, 'A', m2));
    send('A');
    expect(A.gone.filter(({ way }) => way === 'tunnel')).toHaveLength(1);
    expect(dropped(A)).toEqual([{ number: 1, tag: 3, way: 'dropped' }]);
  });

  it('is not taken to where it was by an old message', () => {
    const { A, B } = thereAndBack();
    A.give(join(h1, 3, 'valid'));
    B.give(forward(h2, 3, h1, 'A', m2));
    B.fire('FORWARD_LIFE');
    B.give(join(h2, 2, 'valid'));
    expect([B.state, B.answers.at(-1)]).toEqual(['absent', 'Refused stale-epoch']);
    A.give(forward(h1, 2, h2, 'B'));
    expect([A.state, A.answers.at(-1)]).toEqual(['attached.settling', 'Refused stale-epoch']);
  });

  it('is found along a chain of places', () => {
    const { A, B, C } = network('A', 'B', 'C') as { A: RouterWorld; B: RouterWorld; C: RouterWorld };
    const { send, at } = sender({ A, B, C });
    B.give(join(h2, 2, 'valid'));
    A.give(forward(h1, 2, h2, 'B'));
    C.give(join(h3, 3, 'valid'));
    B.give(forward(h2, 3, h3, 'C', m2));
    send('A');
    send('B');
    expect(at('C', h3)).toEqual([1, 2]);
  });
});
