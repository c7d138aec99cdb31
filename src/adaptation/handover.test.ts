import { describe, expect, it } from 'vitest';
import { timers } from '../../spec/registry/timers.ts';
import { toHex } from '../core/hex.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { encodeDag, parsePacket } from '../xia/index.ts';
import { placeAt } from './attachment-place.ts';
import { endsOf, isAction, lose, numbersOf, placesOf, statesOf, upTo } from './place-views.laws.ts';
import { type PlaceWorld, placeWorld } from './place-world.laws.ts';
import { serviceAt } from './places.ts';

describe('a machine that moves to another network', () => {
  it('gets every packet once and in order', () => {
    const world = placeWorld();
    world.boot('a1');
    world.stream('a', 20);
    world.order('a1', 'b1', 2);
    world.stream('a', 400);
    world.clock.advance(1000);
    expect(endsOf(world)).toContain('source-host done');
    expect(numbersOf(world)).toEqual(upTo(420));
    expect(placesOf(world)).toEqual(['a1', 'b1']);
    expect(world.missed).toEqual([]);
    expect(statesOf(world, 'a')).toEqual(['attached 1', 'holding 1', 'forwarding 2']);
    expect(statesOf(world, 'b')).toEqual(['prepared 0', 'attached 2']);
  });

  it('gets what comes by the new address behind what was held at the old one', () => {
    const world = placeWorld();
    world.boot('a1');
    world.hosts['a1']!.hypervisor.setFaults({ slow: { freeze: 300 } });
    world.order('a1', 'b1', 2);
    // Until the old router holds something, and the machine is attached at the new one.
    while (!statesOf(world, 'a').includes('holding 1')) world.clock.advance(1);
    world.stream('a', 30, 5);
    while (!statesOf(world, 'b').includes('attached 2')) world.clock.advance(1);
    world.stream('b', 30, 1);
    world.clock.advance(2000);
    expect(numbersOf(world)).toEqual(upTo(60));
    expect(placesOf(world)).toEqual(['b1']);
  });

  it('moves on and comes back, and no packet goes round in a circle', () => {
    const world = placeWorld();
    world.boot('a1');
    const legs = [
      ['a1', 'b1'],
      ['b1', 'a1'],
      ['a1', 'b1'],
      ['b1', 'c1'],
      ['c1', 'a1'],
    ] as const;
    legs.forEach(([from, to], at) => {
      world.order(from, to, at + 2);
      world.stream('a', 300);
    });
    world.clock.advance(2000);
    expect(endsOf(world).filter((end) => end === 'source-host done')).toHaveLength(legs.length);
    const got = numbersOf(world);
    expect([...got].sort((a, b) => a - b)).toEqual(upTo(1500));
    // Out of order is only what was between the networks when the machine came back: two ways, one packet in 5 ms.
    expect(Math.max(...got.map((number, at) => Math.abs(number - at - 1)))).toBeLessThan(8);
    expect(new Set(world.got.map(({ host }) => host))).toEqual(new Set(['a1', 'b1', 'c1']));
  });

  it.each([
    ['hold', 'Transit', 1, isAction('hold')],
    ['forward', 'Transit', 2, isAction('forward')],
    ['mark', 'EndMark', 1, undefined],
    ['prepare', 'Join', 2, undefined],
    ['answers of the router', 'TransitAnswer', 2, undefined],
    ['statements', 'Joined', 2, undefined],
  ] as const)('gets every packet when the %s is lost', (_, type, count, isIt) => {
    const world = placeWorld();
    world.boot('a1');
    world.stream('a', 20);
    lose(world, type, count, isIt);
    world.order('a1', 'b1', 2);
    world.stream('a', 400);
    world.clock.advance(2000);
    expect(endsOf(world)).toContain('source-host done');
    expect(numbersOf(world)).toEqual(upTo(420));
    expect(placesOf(world)).toEqual(['a1', 'b1']);
  });

  it('waits no longer for an end mark than MARK_WAIT', () => {
    const world = placeWorld();
    world.boot('a1');
    lose(world, 'EndMark', 1);
    world.order('a1', 'b1', 2);
    while (!statesOf(world, 'b').includes('attached 2')) world.clock.advance(1);
    const begin = world.clock.now();
    world.send('b');
    while (world.got.length === 0) world.clock.advance(1);
    expect(world.clock.now() - begin).toBeLessThanOrEqual(timers.MARK_WAIT.standard + 1);
    expect(world.clock.now() - begin).toBeGreaterThan(timers.MARK_WAIT.standard - 20);
  });

  it('is not delivered to before it may run there', () => {
    const world = placeWorld();
    world.boot('a1');
    world.order('a1', 'b1', 2);
    while (!statesOf(world, 'b').includes('prepared 0')) world.clock.advance(1);
    world.send('b');
    world.clock.advance(30);
    expect(world.routers['b']!.router.view()).toMatchObject([{ held: 0 }]);
    expect([...world.got, ...world.missed]).toEqual([]);
  });

  it('goes on at the old place, with all that was held, when the migration is given up', () => {
    const world = placeWorld();
    world.boot('a1');
    world.hosts['b1']!.hypervisor.setFaults({ fail: { load: 'hypervisor' } });
    world.order('a1', 'b1', 2);
    world.stream('a', 600);
    world.clock.advance(10_000);
    expect(numbersOf(world)).toEqual(upTo(600));
    expect(placesOf(world)).toEqual(['a1']);
    expect(statesOf(world, 'a').at(-1)).toBe('attached 1');
  });

  it('comes back to its old network when it cannot start at the new one', () => {
    const world = placeWorld();
    world.boot('a1');
    world.hosts['b1']!.hypervisor.setFaults({ fail: { start: 'hypervisor' } });
    world.order('a1', 'b1', 2);
    world.stream('a', 400);
    world.clock.advance(3000);
    expect(endsOf(world)).toContain('source-host regained');
    expect(world.hosts['a1']!.hypervisor.copyOf(world.machine)).toMatchObject({ state: 'running', epoch: 3 });
    expect(statesOf(world, 'a').at(-1)).toBe('attached 3');
    const before = world.got.length;
    world.stream('a', 20);
    world.clock.advance(100);
    expect(world.got.length - before).toBe(20);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'moves although a third of what concerns its network is lost (seed %i)',
    (seed) => {
      const world = placeWorld({ seed });
      world.boot('a1');
      const random = seededRandom(seed);
      const concerned = new Set(['Join', 'Joined', 'Transit', 'TransitAnswer', 'EndMark', 'Moved']);
      world.pass = ({ message }) =>
        message === undefined || !concerned.has(message.type) || random.below(3) > 0;
      world.order('a1', 'b1', 2);
      while (endsOf(world).length < 2) world.stream('a', 20);
      world.stream('a', 100);
      world.clock.advance(2000);
      const got = numbersOf(world);
      // What is missed came to the old host while the machine stood still: hold or forward was lost again and again.
      expect([...got, ...world.missed].sort((a, b) => a - b)).toEqual(upTo(got.length + world.missed.length));
      expect(got).toEqual([...got].sort((a, b) => a - b));
      // The network may have voted no: six times in a row, question or answer was lost.
      const hasMoved = endsOf(world).includes('source-host done');
      expect(placesOf(world)).toEqual(hasMoved ? ['a1', 'b1'] : ['a1']);
    },
  );
});

describe('a machine whose old host crashes while it moves', () => {
  it.each([
    ['stood still', 'Freeze', [], ['a1']],
    ['was given away', 'Commit', ['Transit', 'Commit'], ['a1', 'b1']],
    ['was given away, and only the new host knows', 'Commit', ['Transit'], ['a1', 'b1']],
    ['was given away, and only the router knows', 'Commit', ['Commit'], ['a1', 'b1']],
  ] as const)('gets all that is held when it %s', (_, type, lost: readonly string[], places) => {
    const world = placeWorld();
    world.boot('a1');
    world.stream('a', 20);
    world.order('a1', 'b1', 2);
    world.pass = ({ from, message }) =>
      from !== 'a1' || message === undefined || !lost.includes(message.type) || isAction('hold')(message);
    while (!world.sent.some(({ message }) => message?.type === type)) world.stream('a', 1, 1);
    world.hosts['a1']!.crash();
    world.pass = () => true;
    world.stream('a', 20);
    world.hosts['a1']!.restart();
    world.stream('a', 200);
    world.clock.advance(20_000);
    expect(numbersOf(world)).toEqual(upTo(world.send('a') - 1));
    expect(placesOf(world)).toEqual(places);
  });
});

describe('a machine whose routers crash while it moves', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'is found again where it is, and gets nothing twice (seed %i)',
    (seed) => {
      const world = placeWorld({ seed });
      const random = seededRandom(seed);
      world.boot('a1');
      world.stream('a', 5);
      world.order('a1', 'b1', 2);
      for (let crashes = 0; crashes < 3; crashes += 1) {
        world.stream('a', random.below(20), 5);
        world.clock.advance(random.below(20));
        world.routers[random.below(2) === 0 ? 'a' : 'b']!.restart();
      }
      // The host repeats its Join for ever, and a migration that is given up ends, too.
      world.clock.advance(20_000);
      const at = (['a1', 'b1'] as const).find(
        (name) => world.hosts[name]!.hypervisor.copyOf(world.machine)?.state === 'running',
      )!;
      const before = world.got.length;
      world.stream(at[0]!, 10);
      world.clock.advance(1000);
      expect(world.got.slice(before).map(({ host }) => host)).toEqual(Array(10).fill(at));
      expect(new Set(numbersOf(world)).size).toBe(world.got.length);
    },
  );
});

describe('a host that speaks for a machine', () => {
  const contacts = (world: () => PlaceWorld) => () => {
    const { identity } = world().hosts['c1']!;
    const peer = identity.hidText;
    const session = { session: 'ab'.repeat(16), peer, address: identity.address };
    return { sessions: [session], rendezvous: [{ hid: peer, address: identity.address }] };
  };
  const spoken = (world: PlaceWorld) =>
    world.sent.filter(
      ({ from, message }) => from === 'b1' && /^(Rebind|Register)$/.test(message?.type ?? ''),
    );

  it('says where it is before its first instruction, from the new place', () => {
    const world: PlaceWorld = placeWorld({ contactsOf: contacts(() => world) });
    world.boot('a1');
    world.hosts['b1']!.hypervisor.setFaults({ slow: { start: 400 } });
    world.order('a1', 'b1', 2, { isDelegated: true });
    while (!statesOf(world, 'b').includes('attached 2')) world.clock.advance(1);
    world.clock.advance(20);
    expect(world.hosts['b1']!.hypervisor.copyOf(world.machine)?.state).not.toBe('running');
    const place = placeAt(world.routers['b']!.identity, world.machine);
    for (const type of ['Rebind', 'Register']) {
      const first = spoken(world).find(({ message }) => message?.type === type)!;
      expect(first.message).toMatchObject({
        place: { sequence: 1 },
        attachment: { epoch: 2, standing: 'active' },
        delegation: { epoch: 2, delegate: world.hosts['b1']!.identity.hidText },
      });
      const parsed = parsePacket(first.packet);
      expect(parsed.ok && toHex(encodeDag(parsed.value.source))).toBe(
        toHex(encodeDag(serviceAt(place, world.hosts['b1']!.identity.address.nodes[2]!.xid))),
      );
    }
  });

  it('is silent when the machine did not let it', () => {
    const world: PlaceWorld = placeWorld({ contactsOf: contacts(() => world) });
    world.boot('a1');
    world.order('a1', 'b1', 2);
    world.clock.advance(3000);
    expect(endsOf(world)).toContain('source-host done');
    expect(spoken(world)).toEqual([]);
  });
});

describe('a machine that moves to another host of its network', () => {
  it('gets every packet once and in order, and no address changes', () => {
    const world = placeWorld();
    world.boot('a1');
    world.stream('a', 20);
    world.order('a1', 'a2', 2);
    world.stream('a', 400);
    world.clock.advance(1000);
    expect(numbersOf(world)).toEqual(upTo(420));
    expect(placesOf(world)).toEqual(['a1', 'a2']);
    expect(statesOf(world, 'a')).toEqual(['attached 1', 'holding 1', 'attached 2']);
    expect(world.sent.some(({ message }) => message?.type === 'EndMark')).toBe(false);
  });
});
