/** A rendezvous that is several processes: what is bound is in registers outside of all of them. */
import { describe, expect, it } from 'vitest';
import { timers } from '../../spec/registry/timers.ts';
import { type VirtualClock, virtualClock } from '../clocks/virtual.ts';
import type { Registers } from '../ports/registers.ts';
import { memoryRegisters } from '../stores/memory-registers.ts';
import { chainDag, type Dag, decodeXcmp, makeXid, parsePacket, xidType } from '../xia/index.ts';
import { placeAt } from './attachment-place.ts';
import { refreshMs, waitingPackets } from './place-cache.ts';
import {
  attachment,
  lookup,
  machine,
  point,
  register,
  type RendezvousBed,
  rendezvousBed,
  routers,
  stranger,
} from './rendezvous-bed.laws.ts';

const [ad, hid] = point.address.nodes.map(({ xid }) => xid);
const toMachine = (octets = machine.hid): Dag => chainDag(ad!, hid!, makeXid(xidType.hid, octets));

/** Where the packets went that a rendezvous has sent: the place, or `unreachable`. */
function ways({ out }: RendezvousBed): (string | undefined)[] {
  return out.splice(0).map((packet) => {
    const parsed = parsePacket(packet);
    if (!parsed.ok) return undefined;
    const xcmp = decodeXcmp(parsed.value.payload);
    if (xcmp.ok) return xcmp.value.kind;
    const isAt = (at: number): boolean =>
      JSON.stringify(placeAt(routers[at]!, machine.hidText)) === JSON.stringify(parsed.value.destination);
    return ['first', 'second'].find((_, at) => isAt(at));
  });
}

/** Registers that take a while to answer, and that count what they are asked. */
function slow(clock: VirtualClock, registers: Registers, ms: number): Registers & { reads(): number } {
  let reads = 0;
  return {
    ...registers,
    reads: () => reads,
    read(key, done) {
      reads += 1;
      registers.read(key, (content) => clock.schedule(ms, () => done(content)));
    },
  };
}

/** Two processes that are one rendezvous. */
function pair(delayMs = 0) {
  const clock = virtualClock();
  const registers = memoryRegisters();
  const shared = slow(clock, registers, delayMs);
  const [first, second] = [
    rendezvousBed({ clock, registers: delayMs === 0 ? registers : shared }),
    rendezvousBed({ clock, registers: delayMs === 0 ? registers : shared }),
  ];
  return { clock, registers, first, second, reads: () => shared.reads() };
}

describe('a rendezvous on shared registers', () => {
  it('answers by what another process of it has bound', () => {
    const { first, second } = pair();
    const [a, b] = [attachment(routers[0], 1), attachment(routers[1], 1)];
    expect(first.ask(machine, register(a, 2))).toMatchObject([{ binding: { outcome: 'bound' } }]);
    expect(second.ask(stranger, lookup)).toMatchObject([{ binding: { sequence: 2 }, attachment: a }]);
    expect(second.ask(machine, register(b, 2))).toMatchObject([{ binding: { outcome: 'stale' } }]);
    expect(second.ask(machine, register(b, 3))).toMatchObject([{ binding: { outcome: 'bound' } }]);
    expect(first.ask(machine, register(a, 2))).toMatchObject([
      { binding: { outcome: 'stale', epoch: 1, sequence: 3 } },
    ]);
    expect(first.ask(stranger, lookup)).toMatchObject([{ attachment: b }]);
  });

  it('remembers over a restart, without a record in its journal', () => {
    const { first } = pair();
    first.ask(machine, register(attachment(routers[0], 3), 4), 3);
    first.restart();
    first.deliver(toMachine());
    expect(ways(first)).toEqual(['first']);
    expect(first.ask(machine, register(attachment(routers[1], 3), 4), 3)).toMatchObject([
      { binding: { outcome: 'stale', epoch: 3, sequence: 4 } },
    ]);
  });

  it('says nothing of what it cannot read or set, and goes on when it can', () => {
    const { first, registers } = pair();
    registers.setFault('silent');
    expect(first.ask(machine, register(attachment(routers[0], 1), 2))).toEqual([]);
    expect(first.ask(stranger, lookup)).toEqual([]);
    registers.setFault('lost');
    expect(first.ask(machine, register(attachment(routers[0], 1), 2))).toEqual([]);
    registers.setFault(undefined);
    expect(first.ask(machine, register(attachment(routers[0], 1), 2))).toMatchObject([
      { binding: { outcome: 'bound', sequence: 2 } },
    ]);
  });

  it('lets only one of two processes bind when both have read the same', () => {
    const { first, second, clock } = pair(10);
    const told = [
      ...first.ask(machine, register(attachment(routers[0], 1), 2)),
      ...second.ask(machine, register(attachment(routers[1], 1), 2)),
    ];
    expect(told).toEqual([]);
    clock.advance(10);
    expect([first.answers(), second.answers()]).toMatchObject([[{ binding: { outcome: 'bound' } }], []]);
    second.ask(machine, register(attachment(routers[1], 1), 2));
    clock.advance(10);
    expect(second.answers()).toMatchObject([{ binding: { outcome: 'stale', sequence: 2 } }]);
  });

  it('does not take for a binding what is none', () => {
    const { first, registers } = pair();
    registers.swap(`rendezvous/${machine.hidText}`, '', Uint8Array.of(1, 2, 3), () => {});
    expect(first.ask(stranger, lookup)).toEqual([]);
    first.deliver(toMachine());
    expect(ways(first)).toEqual(['unreachable']);
  });
});

describe('packets at a rendezvous on shared registers', () => {
  it('wait for the place of a machine that is not known yet, a few of them', () => {
    const { first, second, clock, reads } = pair(10);
    first.ask(machine, register(attachment(routers[0], 1), 2));
    clock.advance(10);
    for (let sent = 0; sent < waitingPackets + 5; sent += 1) second.deliver(toMachine());
    expect(second.out).toEqual([]);
    expect(reads()).toBe(2);
    clock.advance(10);
    expect(ways(second)).toEqual(Array(waitingPackets).fill('first'));
    second.deliver(toMachine());
    expect(ways(second)).toEqual(['first']);
    expect(reads()).toBe(2);
  });

  it('go by the place that is known while it is read again', () => {
    const { first, second, clock } = pair(10);
    first.ask(machine, register(attachment(routers[0], 1), 2));
    clock.advance(10);
    second.deliver(toMachine());
    clock.advance(10);
    first.ask(machine, register(attachment(routers[1], 1), 3));
    clock.advance(refreshMs);
    second.out.length = 0;
    second.deliver(toMachine());
    expect(ways(second)).toEqual(['first']);
    clock.advance(10);
    second.deliver(toMachine());
    expect(ways(second)).toEqual(['second']);
  });

  it('wait when the old router does not forward any longer, and go there if nothing can be read', () => {
    const { first, second, clock, registers } = pair(10);
    first.ask(machine, register(attachment(routers[0], 1), 2));
    clock.advance(10);
    second.deliver(toMachine());
    clock.advance(timers.FORWARD_LIFE.standard + 10);
    first.ask(machine, register(attachment(routers[1], 1), 3));
    clock.advance(10);
    second.out.length = 0;
    second.deliver(toMachine());
    expect(second.out).toEqual([]);
    clock.advance(10);
    expect(ways(second)).toEqual(['second']);
    clock.advance(timers.FORWARD_LIFE.standard);
    registers.setFault('silent');
    second.deliver(toMachine());
    clock.advance(10);
    expect(ways(second)).toEqual(['second']);
  });

  it('go at once by what was registered here, whatever an older read says', () => {
    const { first, clock } = pair(10);
    first.ask(machine, register(attachment(routers[0], 1), 2));
    clock.advance(refreshMs + 10);
    first.answers();
    // The read for the packet begins first, and is answered by what was bound then.
    first.ask(machine, register(attachment(routers[1], 1), 3));
    clock.advance(5);
    first.deliver(toMachine());
    expect(ways(first)).toEqual(['first']);
    clock.advance(5);
    first.answers();
    clock.advance(5);
    first.deliver(toMachine());
    expect(ways(first)).toEqual(['second']);
    expect(first.places).toEqual([attachment(routers[0], 1).nodes, attachment(routers[1], 1).nodes]);
  });

  it('are unreachable for a machine that has no binding, and found once it has', () => {
    const { first, second, clock } = pair(10);
    second.deliver(toMachine());
    clock.advance(10);
    expect(ways(second)).toEqual(['unreachable']);
    first.ask(machine, register(attachment(routers[0], 1), 2));
    clock.advance(10);
    second.deliver(toMachine());
    expect(ways(second)).toEqual(['unreachable']);
    clock.advance(refreshMs);
    second.deliver(toMachine());
    clock.advance(10);
    expect(ways(second)).toEqual(['first']);
  });

  it('find the way again when another machine took the room of theirs', () => {
    const clock = virtualClock();
    const bed = rendezvousBed({ clock, registers: memoryRegisters(), machines: 1 });
    bed.ask(machine, register(attachment(routers[0], 1), 2));
    expect(bed.view()).toEqual([{ machine: machine.hidText, party: 'serving' }]);
    bed.deliver(toMachine(stranger.hid));
    expect(ways(bed)).toEqual(['unreachable']);
    expect(bed.view()).toEqual([]);
    bed.deliver(toMachine());
    expect(ways(bed)).toEqual(['first']);
  });
});
