/** Packets that come through tunnels: where they may go, and where not (chapter 12, section Tunnels). */
import { cast, epoch, machine } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { attached, before, carried, forwarding, prepared } from '../../ground/access-router.ts';
import { octets } from '../../octets/octets.ts';
import { join, tunnelled } from '../../octets/to-router.ts';
import { anyPacket, chain, hopped, hostNodes, passed, sessionHeader } from '../../octets/xip.ts';

/** A packet that comes through a tunnel of another router, of the time before. */
export const onwards = defineCase({
  id: 'access-router/tunnel-onwards',
  title: 'what comes through a tunnel of a lower epoch is sent on to the place',
  covers: ['ATT-001', 'ATT-019'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await forwarding(context);
    await deliver(tunnelled(carried(1), { epoch: before }));
    await expect.tunnelled(hopped(carried(1), 1), 'newRouter', epoch, 'ATT-019');
    await expect.silence();
  },
});

/** It would go round in a circle. */
export const noLoop = defineCase({
  id: 'access-router/tunnel-not-back',
  title: 'what comes through a tunnel of the epoch of the place, or a higher one, is not sent on there',
  covers: ['ATT-001', 'INV-006'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/tunnel-onwards',
  async run(context) {
    const { deliver, expect } = context;
    await forwarding(context);
    await deliver(tunnelled(carried(1), { epoch }));
    await deliver(tunnelled(carried(2), { epoch: epoch + 1 }));
    await expect.silence();
  },
});

/** The machine was here, left and came back. */
export const returned = defineCase({
  id: 'access-router/tunnel-after-return',
  title: 'after the machine has come back, what comes through tunnels is delivered and not sent away again',
  covers: ['ATT-001', 'INV-006', 'ATT-010'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, deliver, expect, ground } = context;
    await forwarding(context);
    await ground('the machine comes back', async () => {
      const request = join({ from: 'source', epoch: epoch + 1, permit: { signer: 'destination' } });
      await send(request);
      await expect.answer('Joined', request);
    });
    await deliver(tunnelled(carried(1), { epoch: epoch + 1 }));
    await deliver(tunnelled(carried(2), { epoch: before }));
    for (const number of [1, 2]) await expect.delivered(hopped(carried(number), 1), 'source', 'ATT-010');
    await expect.silence();
  },
});

/** An address with another way to the machine. */
function withFallback(number: number): Uint8Array {
  const destination = chain(
    ['AD', cast.router.ad, '02017f7f'],
    ['AD', cast.newRouter.ad, '027f7f7f'],
    ['HID', machine, '00017f7f'],
  );
  const payload = octets('64617461', number.toString(16).padStart(4, '0'));
  return anyPacket({ destination, source: hostNodes(cast.peer), payload, nextHeader: sessionHeader });
}

/** Without a tunnel it may. */
export const fallback = defineCase({
  id: 'access-router/absent-uses-fallback',
  title: 'a packet for an absent machine goes by the next edge of its address',
  covers: ['FWD-002'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await deliver(withFallback(1));
    const out = await expect.packet(sessionHeader);
    expect.equal(out.payload, withFallback(1).subarray(-6), 'the payload', 'FWD-002');
    expect.equal(out.hopLimit, 249, 'the hop limit', 'FWD-002');
    await expect.silence();
  },
});

/** The address may lead to where it came from. */
export const noFallback = defineCase({
  id: 'access-router/tunnelled-uses-no-fallback',
  title: 'what comes through a tunnel for an absent machine is dropped: no other edge, no answer',
  covers: ['ATT-002', 'INV-006'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/absent-uses-fallback',
  async run(context) {
    const { deliver, expect } = context;
    await deliver(tunnelled(passed(withFallback(1))));
    await deliver(tunnelled(carried(2)));
    await expect.silence();
  },
});

/** Nor when the epoch does not fit. */
export const noFallbackPrepared = defineCase({
  id: 'access-router/tunnelled-above-prepared-uses-no-fallback',
  title: 'what comes through a tunnel for a later epoch than the one prepared is dropped without an answer',
  covers: ['ATT-002', 'ATT-007'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/absent-uses-fallback',
  async run(context) {
    const { deliver, expect } = context;
    await prepared(context);
    await deliver(tunnelled(passed(withFallback(1)), { epoch: epoch + 1 }));
    await expect.silence();
  },
});

/** Nor while it forwards. */
export const noFallbackForwarding = defineCase({
  id: 'access-router/tunnelled-back-uses-no-fallback',
  title: 'what may not be sent on to the place is dropped without an answer, whatever its address says',
  covers: ['ATT-002', 'INV-006'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/absent-uses-fallback',
  async run(context) {
    const { deliver, expect } = context;
    await forwarding(context);
    await deliver(tunnelled(passed(withFallback(1))));
    await expect.silence();
  },
});

/** The hops are used up. */
export const hopsInTunnel = defineCase({
  id: 'access-router/tunnel-counts-as-hop',
  title: 'what comes through a tunnel with hop limit 1 or 0 is dropped without an answer',
  covers: ['ATT-002'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/tunnel-onwards',
  async run(context) {
    const { deliver, expect } = context;
    await attached(context);
    for (const hopLimit of [0, 1])
      await deliver(tunnelled(hopped(carried(1), 249 - hopLimit), { epoch: before }));
    await deliver(tunnelled(hopped(carried(2), 247), { epoch: before }));
    await expect.delivered(hopped(carried(2), 248), 'source', 'ATT-002');
    await expect.silence();
  },
});
