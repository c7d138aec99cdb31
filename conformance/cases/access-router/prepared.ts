/** What waits for a host that is prepared, and for how long (chapter 12, section Joining). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { arrived, attached, carried, forwarding, prepared } from '../../ground/access-router.ts';
import { join, tunnelled } from '../../octets/to-router.ts';
import { hopped } from '../../octets/xip.ts';

async function activate({ send, expect, ground }: CaseContext): Promise<void> {
  await ground('the destination activates', async () => {
    const request = join({ exchange: 0x10000002, permit: {} });
    await send(request);
    await expect.answer('Joined', request, { to: 'destination' });
  });
}

/** They come before the host may run the machine. */
export const keeps = defineCase({
  id: 'access-router/prepared-keeps-tunnelled',
  title:
    'what comes through a tunnel for the epoch that is prepared goes to that host, in order, when it is attached',
  covers: ['ATT-007'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await prepared(context);
    for (const number of [1, 2, 3]) await deliver(tunnelled(carried(number)));
    await expect.silence();
    await activate(context);
    for (const number of [1, 2, 3])
      await expect.delivered(hopped(carried(number), 1), 'destination', 'ATT-007');
    await expect.silence();
  },
});

/** Beside a host that is attached. */
export const keepsBeside = defineCase({
  id: 'access-router/prepared-keeps-tunnelled-beside',
  title: 'what comes through a tunnel for the epoch prepared does not go to the host that is attached',
  covers: ['ATT-007'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await attached(context);
    await prepared(context);
    await deliver(tunnelled(carried(1)));
    await deliver(tunnelled(carried(2), { epoch: epoch - 1 }));
    await expect.delivered(hopped(carried(2), 1), 'source', 'ATT-007');
    await expect.silence();
    await activate(context);
    await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-007');
    await expect.silence();
  },
});

/** Nobody here is prepared for that. */
export const dropsAbove = defineCase({
  id: 'access-router/prepared-drops-later-epoch',
  title: 'what comes through a tunnel for an epoch above the one prepared is dropped',
  covers: ['ATT-007'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/prepared-keeps-tunnelled',
  async run(context) {
    const { deliver, expect, send, ground } = context;
    await prepared(context);
    await deliver(tunnelled(carried(1), { epoch: epoch + 1 }));
    await ground('the destination is attached under the later epoch', async () => {
      for (const parts of [{ exchange: 0x10000003 }, { exchange: 0x10000004, permit: {} }]) {
        const request = join({ epoch: epoch + 1, ...parts });
        await send(request);
        await expect.answer('Joined', request, { to: 'destination' });
      }
    });
    await expect.silence();
  },
});

/** The machine has been further. */
export const dropsBelow = defineCase({
  id: 'access-router/prepared-drops-past-epoch',
  title: 'while nobody is attached, what comes through a tunnel for the latest epoch or below is dropped',
  covers: ['ATT-007'],
  role: 'access-router',
  needs: [],
  timers: ['FORWARD_LIFE'],
  twin: 'access-router/prepared-keeps-tunnelled',
  async run(context) {
    const { deliver, expect, send, advance, ground } = context;
    await forwarding(context);
    await ground('the forwarding is over, and the source prepared anew', async () => {
      await advance('FORWARD_LIFE');
      const request = join({ from: 'source', epoch: epoch + 1 });
      await send(request);
      await expect.answer('Joined', request, { to: 'source' });
    });
    await deliver(tunnelled(carried(1)));
    await ground('the source activates', async () => {
      const request = join({
        from: 'source',
        epoch: epoch + 1,
        exchange: 0x10000002,
        permit: { signer: 'destination' },
      });
      await send(request);
      await expect.answer('Joined', request, { to: 'source' });
    });
    await expect.silence();
  },
});

/** Nobody came. */
export const lease = defineCase({
  id: 'access-router/prepared-lease-ends',
  title: 'when ATTACH_LEASE fires, who was prepared is forgotten, and what was kept for it dropped',
  covers: ['ATT-008'],
  role: 'access-router',
  needs: [],
  timers: ['ATTACH_LEASE'],
  async run(context) {
    const { deliver, expect, advance } = context;
    await prepared(context);
    await deliver(tunnelled(carried(1)));
    await advance('ATTACH_LEASE');
    expect.attachment('absent');
    await deliver(tunnelled(carried(2)));
    await activate(context);
    await expect.silence();
    expect.attachment('attached', epoch, 'destination');
  },
});

/** Beside a host that is attached. */
export const leaseBeside = defineCase({
  id: 'access-router/prepared-lease-ends-beside',
  title: 'the lease of who is prepared ends also where another host is attached',
  covers: ['ATT-008'],
  role: 'access-router',
  needs: [],
  timers: ['ATTACH_LEASE'],
  twin: 'access-router/prepared-keeps-tunnelled-beside',
  async run(context) {
    const { deliver, expect, advance } = context;
    await attached(context);
    await prepared(context);
    await deliver(tunnelled(carried(1)));
    await advance('ATTACH_LEASE');
    await deliver(tunnelled(carried(2)));
    await activate(context);
    await expect.silence();
  },
});

/** It asks again. */
export const leaseAgain = defineCase({
  id: 'access-router/prepared-lease-renewed',
  title: 'a Join that prepares again arms the lease anew',
  covers: ['ATT-008'],
  role: 'access-router',
  needs: [],
  timers: ['ATTACH_LEASE'],
  async run(context) {
    const { deliver, expect, advance, delay } = context;
    await prepared(context);
    await deliver(tunnelled(carried(1)));
    await advance(Math.floor(delay('ATTACH_LEASE') * 0.6));
    await prepared(context, { exchange: 0x10000003 });
    await advance(Math.floor(delay('ATTACH_LEASE') * 0.6));
    expect.attachment('prepared');
    await activate(context);
    await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-008');
    await expect.silence();
  },
});

/** The machine is here already. */
export const noLeaseWhenAttached = defineCase({
  id: 'access-router/attached-has-no-lease',
  title: 'who is attached stays so when the lease would have ended',
  covers: ['ATT-008', 'ATT-010'],
  role: 'access-router',
  needs: [],
  timers: ['ATTACH_LEASE'],
  async run(context) {
    const { expect, advance } = context;
    await prepared(context);
    await arrived(context);
    await advance('ATTACH_LEASE');
    expect.attachment('attached', epoch, 'destination');
  },
});
