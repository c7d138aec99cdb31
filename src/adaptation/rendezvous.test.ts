import { describe, expect, it } from 'vitest';
import { timers } from '../../spec/registry/timers.ts';
import { toHex } from '../core/hex.ts';
import { chainDag, decodeXcmp, makeXid, parsePacket, xidType } from '../xia/index.ts';
import { placeAt } from './attachment-place.ts';
import {
  attachment,
  delegation,
  host,
  lookup,
  machine,
  point,
  register,
  rendezvousBed,
  routers,
  stranger,
} from './rendezvous-bed.laws.ts';

describe('a rendezvous', () => {
  it('knows nothing of a machine that has not registered, and remembers no question', () => {
    const { ask, view } = rendezvousBed();
    expect(ask(stranger, lookup)).toMatchObject([
      { type: 'RegisterAnswer', binding: { outcome: 'unknown', epoch: 0, sequence: 0 } },
    ]);
    expect(view()).toEqual([]);
  });

  it('binds what is later, by epoch and then by sequence, and tells it to everybody', () => {
    const { ask } = rendezvousBed();
    const [a, b] = [attachment(routers[0], 1), attachment(routers[1], 1)];
    const bound = (epoch: number, sequence: number) => [{ binding: { outcome: 'bound', epoch, sequence } }];
    expect(ask(machine, register(a, 2))).toMatchObject(bound(1, 2));
    expect(ask(machine, register(a, 2))).toMatchObject(bound(1, 2));
    expect(ask(machine, register(b, 2))).toMatchObject([{ binding: { outcome: 'stale', sequence: 2 } }]);
    expect(ask(machine, register(b, 1))).toMatchObject([{ binding: { outcome: 'stale', sequence: 2 } }]);
    expect(ask(machine, register(b, 3))).toMatchObject(bound(1, 3));
    expect(ask(machine, register(attachment(routers[0], 2), 1), 2)).toMatchObject(bound(2, 1));
    expect(ask(machine, register(b, 9))).toMatchObject([{ binding: { outcome: 'stale', epoch: 2 } }]);
    expect(ask(stranger, lookup)).toMatchObject([
      { binding: { outcome: 'bound', epoch: 2, sequence: 1 }, attachment: attachment(routers[0], 2) },
    ]);
  });

  it('hears the machine and its delegate under this epoch, and nobody else', () => {
    const { ask } = rendezvousBed();
    const at = attachment(routers[0], 2);
    const refused = (reason: string) => [{ type: 'Refused', reason: { reason } }];
    expect(ask(host, register(at, 1), 2)).toMatchObject(refused('delegation'));
    expect(ask(host, register(at, 1, { delegation: delegation(3) }), 2)).toMatchObject(refused('delegation'));
    expect(ask(stranger, register(at, 1, { delegation: delegation(2) }), 2)).toMatchObject(
      refused('delegation'),
    );
    const prepared = attachment(routers[0], 2, 'prepared');
    expect(ask(machine, register(prepared, 1), 2)).toMatchObject(refused('attachment'));
    expect(ask(machine, register({ ...at, nodes: toHex(stranger.nodes) }, 1), 2)).toMatchObject(
      refused('attachment'),
    );
    expect(ask(host, register(at, 1, { delegation: delegation(2) }), 2)).toMatchObject([
      { binding: { outcome: 'bound' } },
    ]);
  });

  it('sends packets on to the place, by one way and with one hop less', () => {
    const { ask, deliver, out } = rendezvousBed();
    const behind = makeXid(xidType.sid, 'ab'.repeat(20));
    const [ad, hid] = point.address.nodes.map(({ xid }) => xid);
    const to = chainDag(ad!, hid!, makeXid(xidType.hid, machine.hid), behind);
    deliver(to);
    const first = parsePacket(out.splice(0)[0]!);
    expect(first.ok && decodeXcmp(first.value.payload)).toMatchObject({ value: { kind: 'unreachable' } });
    ask(machine, register(attachment(routers[1], 1), 2));
    deliver(to);
    const place = placeAt(routers[1], machine.hidText).nodes.map(({ xid }) => xid);
    const second = parsePacket(out.splice(0)[0]!);
    expect(second).toMatchObject({
      value: { destination: chainDag(...place, behind), source: stranger.address, header: { hopLimit: 8 } },
    });
  });

  it('goes on from its journal after a restart', () => {
    const { ask, restart } = rendezvousBed();
    ask(machine, register(attachment(routers[0], 3), 4), 3);
    restart();
    expect(ask(machine, register(attachment(routers[1], 3), 4), 3)).toMatchObject([
      { binding: { outcome: 'stale', epoch: 3, sequence: 4 } },
    ]);
    expect(ask(stranger, lookup)).toMatchObject([{ attachment: attachment(routers[0], 3) }]);
  });

  it('says nothing that is not durable', () => {
    const { ask, setFault, clock, answers, view } = rendezvousBed();
    setFault('full');
    expect(ask(machine, register(attachment(routers[0], 1), 2))).toEqual([]);
    expect(view()).toEqual([]);
    setFault('held');
    expect(ask(machine, register(attachment(routers[0], 1), 3))).toEqual([]);
    expect(ask(stranger, lookup)).toMatchObject([{ binding: { outcome: 'unknown' } }]);
    clock.advance(timers.RENDEZVOUS_OPERATION.standard);
    expect(ask(machine, register(attachment(routers[0], 1), 4))).toEqual([]);
    setFault(undefined);
    clock.advance(1);
    expect(answers()).toMatchObject([{ binding: { outcome: 'bound', sequence: 3 } }]);
  });

  it('hears nothing that is not authentic or not for it', () => {
    const { ask, deliver, out, view } = rendezvousBed();
    deliver(point.address);
    ask(machine, register(attachment(routers[0], 1), 2), 1, (octets) => octets.fill(0, -8));
    expect(out).toEqual([]);
    expect(view()).toEqual([]);
  });
});
