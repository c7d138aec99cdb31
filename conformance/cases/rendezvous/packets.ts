/** Packets that go to a machine by way of its rendezvous (chapter 15, section Packets). */
import { ad, cast, epoch, machine } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { bound, expectBinding, redirectedTo, viaRendezvous } from '../../ground/rendezvous.ts';
import { octets } from '../../octets/octets.ts';
import { lookup, register } from '../../octets/to-router.ts';
import { anyPacket, chain, hostNodes, packet, sessionHeader } from '../../octets/xip.ts';

/** The usual one. */
export const onward = defineCase({
  id: 'rendezvous/packet',
  title: 'a packet for a bound machine is sent on to the address in the attachment, one hop less',
  covers: ['RDV-007'],
  role: 'rendezvous',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await bound(context);
    await deliver(viaRendezvous(1));
    const { octets: sent } = await expect.packet(sessionHeader);
    expect.equal(sent, redirectedTo('newRouter', 1), 'the packet that is sent on', 'RDV-007');
    await expect.silence();
  },
});

/** A service stands behind the machine. */
export const service = defineCase({
  id: 'rendezvous/packet-for-service',
  title: 'what stood behind the machine stands behind it in the new destination',
  covers: ['RDV-007'],
  role: 'rendezvous',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await bound(context);
    await deliver(viaRendezvous(1, { service: cast.owner.sid }));
    const { octets: sent } = await expect.packet(sessionHeader);
    const there = redirectedTo('newRouter', 1, { service: cast.owner.sid });
    expect.equal(sent, there, 'the packet that is sent on', 'RDV-007');
    await expect.silence();
  },
});

/** The address has other ways. */
export const withFallback = defineCase({
  id: 'rendezvous/packet-with-fallback',
  title: 'the new destination has no other edges, whatever the old one had',
  covers: ['RDV-007', 'INV-006'],
  role: 'rendezvous',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await bound(context);
    const destination = chain(
      ['AD', ad, '01027f7f'],
      ['HID', cast.rendezvous.hid, '03027f7f'],
      ['AD', cast.router.ad, '037f7f7f'],
      ['HID', machine, '00027f7f'],
    );
    const payload = octets('64617461 0001');
    await deliver(
      anyPacket({ destination, source: hostNodes(cast.peer), payload, nextHeader: sessionHeader }),
    );
    const { octets: sent } = await expect.packet(sessionHeader);
    expect.equal(sent, redirectedTo('newRouter', 1), 'the packet that is sent on', 'RDV-007');
    await expect.silence();
  },
});

/** Nobody knows where it is. */
export const unbound = defineCase({
  id: 'rendezvous/packet-without-binding',
  title: 'a packet for a machine without a binding is unreachable',
  covers: ['FWD-007'],
  role: 'rendezvous',
  needs: [],
  twin: 'rendezvous/packet',
  async run(context) {
    const { deliver, expect } = context;
    await deliver(viaRendezvous(1));
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 3, 'the type of XCMP', 'FWD-007');
    await expect.silence();
  },
});

/** The hops are used up. */
export const hops = defineCase({
  id: 'rendezvous/packet-hop-limit',
  title: 'a packet with hop limit 2 is sent on with 1, one with 1 is dropped and answered by XCMP',
  covers: ['RDV-007', 'FWD-009'],
  role: 'rendezvous',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await bound(context);
    await deliver(viaRendezvous(1, { hopLimit: 2 }));
    const { octets: sent } = await expect.packet(sessionHeader);
    const there = redirectedTo('newRouter', 1, { hopLimit: 1 });
    expect.equal(sent, there, 'the packet that is sent on', 'RDV-007');
    await deliver(viaRendezvous(1, { hopLimit: 1 }));
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 11, 'the type of XCMP', 'FWD-009');
    await expect.silence();
  },
});

/** Messages that come again, or from somebody else. */
export const hostile = defineCase({
  id: 'rendezvous/replays-and-spoofs',
  title: 'no message that comes again, or that a stranger signed in the name of its sender, changes anything',
  covers: ['RDV-003', 'SIG-002', 'SEC-002'],
  role: 'rendezvous',
  needs: [],
  twin: 'rendezvous/higher-sequence',
  async run(context) {
    const { send, expect, ground } = context;
    const first = await bound(context);
    const second = register({ sequence: 3, attachment: { router: 'router' } });
    await ground('the machine has moved', async () => {
      await send(second);
      await expect.answer('RegisterAnswer', second);
    });
    for (const message of [first, second]) {
      await send(message);
      await expect.answer('RegisterAnswer', message);
      await expectBinding(context, ['bound', epoch, 3], second, 'RDV-003');
    }
    for (const message of [
      register({ sequence: 4, signer: 'stranger' }),
      register({ sequence: 4, to: 'router' }),
      register({ from: 'destination', sequence: 4, delegation: {}, signer: 'stranger' }),
      lookup('peer', { signer: 'stranger' }),
    ]) {
      await context.deliver(packet('stranger', 'rendezvous', message));
      await expect.silence();
    }
    await expectBinding(context, ['bound', epoch, 3], second, 'SIG-002');
    await expect.silence();
  },
});
