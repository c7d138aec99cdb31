import { describe, expect, it } from 'vitest';
import { peerWorld } from '../adaptation/peer-world.laws.ts';
import type { PeerSession } from '../adaptation/index.ts';
import { ipPacket, memoryDevice, prefixOf } from '../gateway/ip-packets.laws.ts';
import type { CompanionApplication, CompanionContext } from './companion-config.ts';
import { plainMachines } from './plain-machines.ts';

const allow = [prefixOf('10.9.0.0/16')];

/** A machine with a user that has a session with it, and hosts that it may be at. */
function setup() {
  const world = peerWorld(1);
  const got: string[] = [];
  const logged: string[] = [];
  let application: CompanionApplication | undefined;
  const sessions: PeerSession[] = [];
  const machine = world.add('machine', 1, 1, {
    onSession(session) {
      sessions.push(session);
      application?.onSession(session);
    },
  });
  const user = world.add('user', 2, 2);
  const plain = { own: ['10.9.0.2/32'], routes: [{ prefix: '10.8.0.1/32', hid: `HID:${user.hid}` }] };
  const context: CompanionContext = {
    machine: machine.hid,
    epoch: 1,
    peer: machine.peer,
    clock: world.clock,
    log: (_, text) => logged.push(text),
    state: undefined,
    settings: { plain },
  };
  const host = (allowed = allow) => {
    const device = memoryDevice();
    return { device, make: plainMachines({ device, allow: allowed }) };
  };
  const session: PeerSession = user.peer.open(machine.addressed(), 'datagram');
  session.onData = (octets) => got.push(`${octets.length}`);
  return {
    context,
    plain,
    session,
    sessions,
    got,
    logged,
    host,
    run: (next: CompanionApplication | undefined) => {
      application = next;
      world.clock.advance(1_000);
    },
    settle: () => world.clock.advance(1_000),
  };
}

describe('a plain machine', () => {
  it('has its packets carried, and goes on at another host with what it says itself', () => {
    const { context, plain, session, sessions, got, host, run, settle } = setup();
    const [first, second] = [host(), host()];
    const before = first.make(context)!;
    run(before);
    session.send(ipPacket('10.8.0.1', '10.9.0.2', 40));
    first.device.put(ipPacket('10.9.0.2', '10.8.0.1', 41));
    settle();
    expect(first.device.got.map(({ length }) => length)).toEqual([40]);
    expect(got).toEqual(['41']);

    let state: unknown;
    before.freeze!((value) => (state = JSON.parse(JSON.stringify(value))));
    expect(state).toEqual({ plain });
    before.stop();
    expect(session.state).toBe('open');
    const after = second.make({ ...context, state, settings: undefined })!;
    // The peer of the machine hands over what it has open, those that came with it, too.
    sessions.forEach((one) => after.onSession(one));
    run(after);
    first.device.put(ipPacket('10.9.0.2', '10.8.0.1', 42));
    second.device.put(ipPacket('10.9.0.2', '10.8.0.1', 43));
    session.send(ipPacket('10.8.0.1', '10.9.0.2', 44));
    settle();
    expect(got).toEqual(['41', '43']);
    expect(second.device.got.map(({ length }) => length)).toEqual([44]);
  });

  it('is none without settings', () => {
    const { context, host } = setup();
    expect(host().make({ ...context, settings: undefined })).toBeUndefined();
    expect(host().make({ ...context, settings: {} })).toBeUndefined();
    expect(host().make({ ...context, settings: 7 })).toBeUndefined();
  });

  it('keeps what it came with at a host that does not carry its packets', () => {
    const { context, plain, logged, host, session, run, settle } = setup();
    const { device, make } = host([prefixOf('10.7.0.0/16')]);
    const application = make(context)!;
    run(application);
    session.send(ipPacket('10.8.0.1', '10.9.0.2', 40));
    settle();
    expect(device.got).toEqual([]);
    expect(logged.join()).toContain('does not allow');
    let state: unknown;
    application.freeze!((value) => (state = value));
    expect(state).toEqual({ plain });
  });

  it('is not given the addresses of another machine, nor what makes no sense', () => {
    const { context, plain, logged, host } = setup();
    const { make } = host();
    make(context);
    make(context);
    expect(logged.join()).toContain("somebody else's");
    make({ ...context, settings: { plain: { ...plain, own: 7 } } });
    expect(logged.join()).toContain('plain.own is no array');
  });
});
