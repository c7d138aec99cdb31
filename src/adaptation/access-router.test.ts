import { describe, expect, it } from 'vitest';
import { adaptationLimits } from '../../spec/registry/limits.ts';
import { timers } from '../../spec/registry/timers.ts';
import { endsOf, numbersOf, placesOf, statesOf, upTo } from './place-views.laws.ts';
import { migrationOf, placeWorld } from './place-world.laws.ts';

describe('an access router', () => {
  it('holds no more than it has room for, and says how much it dropped', () => {
    const world = placeWorld({ bounds: { packets: 10, octets: adaptationLimits.holdOctets } });
    world.boot('a1');
    world.hosts['a1']!.hypervisor.setFaults({ slow: { freeze: 500 } });
    world.order('a1', 'b1', 2);
    while (!statesOf(world, 'a').includes('holding 1')) world.clock.advance(1);
    world.stream('a', 25, 1);
    world.clock.advance(20);
    expect(world.routers['a']!.router.view()).toMatchObject([{ held: 10, dropped: 15 }]);
    world.clock.advance(3000);
    expect(numbersOf(world)).toEqual(upTo(10));
  });

  it('forwards for FORWARD_LIFE, and then the machine is not there', () => {
    const world = placeWorld();
    world.boot('a1');
    world.order('a1', 'b1', 2);
    world.clock.advance(2000);
    expect(statesOf(world, 'a').at(-1)).toBe('forwarding 2');
    world.clock.advance(timers.FORWARD_LIFE.standard);
    expect(statesOf(world, 'a').at(-1)).toBe('absent 2');
    world.stream('a', 3);
    world.clock.advance(100);
    expect(world.got).toEqual([]);
  });

  it('loses what it held in a crash, but not where the machine is', () => {
    const world = placeWorld();
    world.boot('a1');
    world.stream('a', 5);
    world.clock.advance(50);
    world.routers['a']!.restart();
    world.stream('a', 5);
    world.clock.advance(50);
    expect(numbersOf(world)).toEqual(upTo(10));
    world.order('a1', 'b1', 2);
    world.clock.advance(2000);
    world.routers['a']!.restart();
    world.routers['b']!.restart();
    world.stream('a', 5);
    world.clock.advance(100);
    expect(numbersOf(world)).toEqual(upTo(15));
    expect(placesOf(world)).toEqual(['a1', 'b1']);
  });

  it('does nothing for a stranger that asks it to hold or to forward', () => {
    const world = placeWorld();
    world.boot('a1');
    const stranger = world.hosts['b2']!.identity;
    for (const action of ['hold', 'resume', 'forward']) {
      world.say(stranger, 'a', { type: 'Transit', transit: { action } });
    }
    world.stream('a', 20);
    world.clock.advance(100);
    expect(numbersOf(world)).toEqual(upTo(20));
    expect(statesOf(world, 'a')).toEqual(['attached 1']);
  });

  it('lets nobody attract packets without the right to run the machine', () => {
    const world = placeWorld();
    world.boot('a1');
    const host = world.hosts['a2']!.identity;
    const address = { nodes: Buffer.from(host.nodes).toString('hex') };
    world.say(host, 'a', { type: 'Join', ticket: world.ticket('a1', 'a2'), address });
    world.stream('a', 20);
    world.clock.advance(100);
    expect(numbersOf(world)).toEqual(upTo(20));
    expect(placesOf(world)).toEqual(['a1']);
  });

  it('lets only hosts prepare that it admits, and whoever has the right to the machine attach', () => {
    let admitted: readonly string[] = ['b2'];
    const world = placeWorld({ admits: (host) => admitted.includes(host) });
    world.boot('a1');
    world.order('a1', 'b1', 2);
    world.clock.advance(5_000);
    expect(endsOf(world)).not.toContain('source-host done');
    expect(statesOf(world, 'b')).toEqual([]);
    const refused = world.sent.flatMap(({ from, message }) =>
      from === 'b' && message?.type === 'Refused' ? [message.reason.reason] : [],
    );
    expect(new Set(refused)).toEqual(new Set(['policy']));
    world.order('a1', 'b2', 2, { migration: migrationOf(3) });
    while (statesOf(world, 'b').length === 0) world.clock.advance(1);
    admitted = [];
    world.clock.advance(2_000);
    expect(endsOf(world)).toContain('source-host done');
    expect(statesOf(world, 'b')).toEqual(['prepared 0', 'attached 2']);
  });

  it('remembers nothing of machines that nobody may attach', () => {
    const world = placeWorld();
    const stranger = world.hosts['b2']!.identity;
    world.say(stranger, 'a', { type: 'Transit', transit: { action: 'hold' } });
    world.say(stranger, 'a', { type: 'PlaceQuery' });
    const ticket = { ...world.ticket('a1', 'b2'), epochLast: 98 };
    const address = { nodes: Buffer.from(stranger.nodes).toString('hex') };
    world.say(stranger, 'a', { type: 'Join', ticket, address }, { migration: migrationOf(3) });
    world.clock.advance(100);
    expect(world.routers['a']!.router.view()).toEqual([]);
  });
});
