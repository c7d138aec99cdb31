import { describe, expect, it } from 'vitest';
import { type PeerWorld, peerWorld, type WorldPeer } from '../adaptation/peer-world.laws.ts';
import type { PeerSession } from '../adaptation/index.ts';
import { waitingPackets } from './correspondent.ts';
import { type Gateway, type GatewayOptions, ipGateway } from './gateway.ts';
import { ipPacket, memoryDevice, type MemoryDevice, prefixOf } from './ip-packets.laws.ts';
import { shareDevice } from './shared-device.ts';

interface Side {
  readonly end: WorldPeer;
  readonly device: MemoryDevice;
  readonly gateway: Gateway;
}

interface Fixture {
  readonly world: PeerWorld;
  readonly machine: Side;
  readonly user: Side;
  readonly strangers: PeerSession[];
  settle(ms?: number): void;
}

/** A machine with 10.9.0.2 and fd09::2 that waits for a session, and a user with 10.8.0.1 and fd08::1 that opens one. */
function setup(options: Partial<GatewayOptions> = {}): Fixture {
  const world = peerWorld(1);
  const { clock } = world;
  const strangers: PeerSession[] = [];
  const taken = (side: () => Side) => ({
    onSession: (session: PeerSession) => {
      if (!side().gateway.adopt(session)) strangers.push(session);
    },
  });
  const machineEnd = world.add(
    'machine',
    1,
    1,
    taken(() => machine),
  );
  const userEnd = world.add(
    'user',
    2,
    2,
    taken(() => user),
  );
  const machineDevice = memoryDevice();
  const userDevice = memoryDevice();
  const machine: Side = {
    end: machineEnd,
    device: machineDevice,
    gateway: ipGateway({
      device: machineDevice,
      peer: machineEnd.peer,
      clock,
      own: [prefixOf('10.9.0.2'), prefixOf('fd09::2')],
      routes: [
        { prefix: prefixOf('10.8.0.0/16'), to: { hid: userEnd.hid } },
        { prefix: prefixOf('fd08::/16'), to: { hid: userEnd.hid } },
      ],
    }),
  };
  const user: Side = {
    end: userEnd,
    device: userDevice,
    gateway: ipGateway({
      device: userDevice,
      peer: userEnd.peer,
      clock,
      own: [prefixOf('10.8.0.1'), prefixOf('fd08::1')],
      routes: [
        { prefix: prefixOf('10.9.0.2'), to: machineEnd.addressed() },
        { prefix: prefixOf('fd09::/16'), to: machineEnd.addressed() },
      ],
      ...options,
    }),
  };
  return { world, machine, user, strangers, settle: (ms = 1_000) => clock.advance(ms) };
}

describe('a gateway', () => {
  it('carries IPv4 and IPv6 packets in both directions, unchanged', () => {
    const { machine, user, settle } = setup();
    settle();
    expect([machine.gateway.connected(), user.gateway.connected()]).toEqual([1, 1]);
    const there = [ipPacket('10.8.0.1', '10.9.0.2', 1172), ipPacket('fd08::1', 'fd09::2', 100)];
    const back = [ipPacket('10.9.0.2', '10.8.0.1', 20), ipPacket('fd09::2', 'fd08::1', 41)];
    there.forEach((packet) => user.device.put(packet));
    back.forEach((packet) => machine.device.put(packet));
    settle();
    expect(machine.device.got).toEqual(there);
    expect(user.device.got).toEqual(back);
    expect(user.gateway.statistics()).toMatchObject({ sent: 2, received: 2, dropped: 0 });
  });

  it('opens a session for the first packet, which waits for it', () => {
    const { machine, user, settle } = setup({ opens: 'use' });
    settle();
    expect(user.gateway.connected()).toBe(0);
    const packets = [1, 2, 3].map((fill) => ipPacket('10.8.0.1', '10.9.0.2', 40, fill));
    packets.forEach((packet) => user.device.put(packet));
    settle();
    expect(machine.device.got).toEqual(packets);
  });

  it('drops the oldest ones when too many wait', () => {
    const { machine, user, settle } = setup({ opens: 'use' });
    for (let count = 0; count <= waitingPackets; count += 1)
      user.device.put(ipPacket('10.8.0.1', '10.9.0.2', 40, count & 0xff));
    settle();
    expect(machine.device.got.map((packet) => packet.at(-1))).toEqual(
      Array.from({ length: waitingPackets }, (_, i) => (i + 1) & 0xff),
    );
    expect(user.gateway.statistics()).toMatchObject({ sent: waitingPackets, dropped: 1 });
  });

  it('goes on while the machine moves, in the same session', () => {
    const { world, machine, user, settle } = setup();
    settle();
    world.move(machine.end, 3, 2);
    machine.device.put(ipPacket('10.9.0.2', '10.8.0.1', 60, 1));
    user.device.put(ipPacket('10.8.0.1', '10.9.0.2', 60, 2));
    settle();
    expect(user.device.got.map((packet) => packet.at(-1))).toEqual([1]);
    expect(machine.device.got.map((packet) => packet.at(-1))).toEqual([2]);
    expect(user.end.peer.view().map(({ state }) => state)).toEqual(['open']);
  });

  it('tries to open a session again and again, and waits longer each time', () => {
    const { world, machine, user, settle } = setup();
    settle();
    const asked = (): number[] =>
      world.sent.filter(({ message }) => message?.type === 'SessionOpen').map(({ at }) => at);
    const before = asked().length;
    machine.end.peer.stop();
    world.setFaults({ loss: 1 });
    user.gateway.stop();
    const gateway = ipGateway({
      device: memoryDevice(),
      peer: user.end.peer,
      clock: world.clock,
      own: [prefixOf('10.8.0.1')],
      routes: [{ prefix: prefixOf('10.9.0.2'), to: machine.end.addressed() }],
    });
    settle(600_000);
    const attempts = asked().slice(before);
    expect(gateway.connected()).toBe(0);
    expect(attempts.length).toBeGreaterThan(10);
    expect(attempts.length).toBeLessThan(600);
  });

  it('opens a session again when the other end has ended it', () => {
    const { machine, user, settle } = setup();
    settle();
    machine.gateway.stop();
    settle(100);
    expect(user.gateway.connected()).toBe(0);
    settle();
    expect(user.gateway.connected()).toBe(1);
  });

  it('reads all sessions with somebody and sends in the newest one that is open', () => {
    const { machine, user, settle } = setup();
    settle();
    const second = machine.end.peer.open(user.end.addressed(), 'datagram');
    settle();
    expect(machine.gateway.adopt(second)).toBe(true);
    expect(user.gateway.connected()).toBe(1);
    user.device.put(ipPacket('10.8.0.1', '10.9.0.2', 60, 1));
    settle();
    second.abort();
    settle();
    user.device.put(ipPacket('10.8.0.1', '10.9.0.2', 60, 2));
    settle();
    expect(machine.device.got.map((packet) => packet.at(-1))).toEqual([1, 2]);
  });

  it('leaves sessions alone that are not its own', () => {
    const { world, machine, user, strangers, settle } = setup();
    settle();
    const stranger = world.add('stranger', 3, 3);
    stranger.peer.open(machine.end.addressed(), 'datagram');
    user.end.peer.open(machine.end.addressed(), 'stream');
    settle();
    expect(strangers.map(({ kind }) => kind).toSorted()).toEqual(['datagram', 'stream']);
  });
});

describe('a gateway refuses', () => {
  it('from its device: what is not IP, comes from elsewhere, or has no route', () => {
    const { machine, user, settle } = setup();
    settle();
    user.device.put(Uint8Array.of(0x45, 0));
    user.device.put(ipPacket('10.8.0.2', '10.9.0.2'));
    user.device.put(ipPacket('10.8.0.1', '10.9.0.3'));
    user.device.put(ipPacket('10.8.0.1', '10.9.0.2'));
    settle();
    expect(machine.device.got.length).toBe(1);
    expect(user.gateway.statistics()).toMatchObject({ malformed: 1, foreign: 1, unrouted: 1, sent: 1 });
  });

  it('from a session: what is not IP, has a false source, or is not for this side', () => {
    const { machine, user, settle } = setup();
    settle();
    const session = user.end.peer.open(machine.end.addressed(), 'datagram');
    settle();
    session.send(Uint8Array.of(0x45, 0));
    session.send(ipPacket('10.7.0.1', '10.9.0.2'));
    session.send(ipPacket('10.8.0.1', '10.9.0.3'));
    session.send(ipPacket('10.8.0.77', '10.9.0.2'));
    settle();
    expect(machine.device.got.length).toBe(1);
    expect(machine.gateway.statistics()).toMatchObject({
      malformed: 1,
      spoofed: 1,
      misdirected: 1,
      received: 1,
    });
  });

  it('a packet that is longer than a session carries, and says how long it may be', () => {
    const { machine, user, settle } = setup();
    settle();
    user.device.put(ipPacket('10.8.0.1', '10.9.0.2', 1173));
    user.device.put(ipPacket('10.8.0.1', '10.9.0.2', 1172));
    settle();
    expect(
      user.device.got.map((packet) => [packet[20], packet[21], packet[26]! * 256 + packet[27]!]),
    ).toEqual([[3, 4, 1172]]);
    expect(machine.device.got.map((packet) => packet.length)).toEqual([1172]);
    expect(user.gateway.statistics().tooBig).toBe(1);
  });

  it('nothing longer when the path is said to carry more', () => {
    const { machine, user, settle } = setup({ mtu: 1400 });
    settle();
    user.device.put(ipPacket('10.8.0.1', '10.9.0.2', 1400));
    settle();
    expect(machine.device.got.map((packet) => packet.length)).toEqual([1400]);
  });
});

describe('a gateway that stops', () => {
  it('ends its sessions, or leaves them to a peer that goes on elsewhere', () => {
    for (const keeps of [false, true]) {
      const { machine, user, settle } = setup();
      settle();
      machine.gateway.stop(keeps);
      machine.device.put(ipPacket('10.9.0.2', '10.8.0.1'));
      // Sooner than the other end opens a session anew.
      settle(100);
      expect(user.device.got).toEqual([]);
      expect(user.end.peer.view().length).toBe(keeps ? 1 : 0);
    }
  });
});

describe('a device that is shared', () => {
  it('gives each part what comes from its addresses', () => {
    const device = memoryDevice();
    const shared = shareDevice(device);
    const got: string[] = [];
    const first = shared.part([prefixOf('10.9.0.2')]);
    first.onPacket(() => got.push('first'));
    const second = shared.part([prefixOf('10.9.1.0/24')]);
    second.onPacket(() => got.push('second'));
    for (const source of ['10.9.0.2', '10.9.1.9', '10.9.0.3']) device.put(ipPacket(source, '10.8.0.1'));
    expect(got).toEqual(['first', 'second']);
    expect(first.send(ipPacket('10.8.0.1', '10.9.0.2'))).toBe(true);
    void first.close();
    device.put(ipPacket('10.9.0.2', '10.8.0.1'));
    expect(got.length).toBe(2);
    expect(first.send(ipPacket('10.8.0.1', '10.9.0.2'))).toBe(false);
    expect(() => shared.part([prefixOf('10.9.0.2')])).not.toThrow();
  });

  it('gives nobody the addresses of somebody else', () => {
    const shared = shareDevice(memoryDevice());
    shared.part([prefixOf('10.9.0.0/24')]);
    for (const wish of ['10.9.0.2', '10.9.0.0/16', '10.9.0.0/24'])
      expect(() => shared.part([prefixOf(wish)])).toThrow(RangeError);
  });
});
