/** What is older goes first at the new place (chapter 12, section At the new place). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  arrived,
  attached,
  before,
  carried,
  data,
  forwarding,
  prepared,
} from '../../ground/access-router.ts';
import { endMark } from '../../octets/from-router.ts';
import { join, tunnelled } from '../../octets/to-router.ts';
import { hopped, passed } from '../../octets/xip.ts';

/** Octets of a packet; the mark counts them, but nothing depends on that. */
const size = data(1).length;

/** Two packets are on their way from the old place, and one has come direct. */
export const waits = defineCase({
  id: 'access-router/arrival-waits-for-mark',
  title:
    'after the attachment tunnelled packets go at once, direct ones after EndMark and all that it counts',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, deliver, expect } = context;
    await arrived(context);
    await deliver(data(3));
    await expect.silence();
    await deliver(tunnelled(carried(1)));
    await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-022');
    await send(endMark(2, 2 * size));
    await deliver(data(4));
    await expect.silence();
    await deliver(tunnelled(carried(2)));
    await expect.delivered(hopped(carried(2), 1), 'destination', 'ATT-022');
    for (const number of [3, 4]) await expect.delivered(passed(data(number)), 'destination', 'ATT-022');
    await deliver(data(5));
    await expect.delivered(passed(data(5)), 'destination', 'ATT-022');
    await expect.silence();
  },
});

/** The mark comes last. */
export const markLast = defineCase({
  id: 'access-router/arrival-mark-last',
  title: 'when EndMark comes after all that it counts, what waits goes then',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, deliver, expect } = context;
    await arrived(context);
    await deliver(tunnelled(carried(1)));
    await deliver(data(2));
    await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-022');
    await expect.silence();
    await send(endMark(1, size));
    await expect.delivered(passed(data(2)), 'destination', 'ATT-022');
    await expect.silence();
  },
});

/** Everything came before the host was attached. */
export const markFirst = defineCase({
  id: 'access-router/arrival-mark-before-attachment',
  title: 'an EndMark that came, with all that it counts, before the attachment lets nothing wait after it',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, deliver, expect } = context;
    await prepared(context);
    await send(endMark(1, size));
    await deliver(tunnelled(carried(1)));
    await expect.silence();
    await arrivedWith(context);
    await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-022');
    await deliver(data(2));
    await expect.delivered(passed(data(2)), 'destination', 'ATT-022');
    await expect.silence();
  },
});

/** The mark is lost. */
export const markLost = defineCase({
  id: 'access-router/arrival-mark-lost',
  title: 'when no EndMark comes, what waits goes when MARK_WAIT fires, in order',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  timers: ['MARK_WAIT'],
  async run(context) {
    const { deliver, expect, advance, delay } = context;
    await arrived(context);
    for (const number of [1, 2]) await deliver(data(number));
    await advance(Math.floor(delay('MARK_WAIT') / 2));
    await expect.notYet();
    await advance('MARK_WAIT');
    for (const number of [1, 2]) await expect.delivered(passed(data(number)), 'destination', 'ATT-022');
    await deliver(data(3));
    await expect.delivered(passed(data(3)), 'destination', 'ATT-022');
    await expect.silence();
  },
});

/** Somebody else's packets. */
export const otherRouter = defineCase({
  id: 'access-router/arrival-counts-sender-of-mark',
  title: 'packets through tunnels of another router, or another epoch, do not count for an EndMark',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/arrival-waits-for-mark',
  async run(context) {
    const { send, deliver, expect } = context;
    await arrived(context);
    await deliver(data(9));
    await send(endMark(1, size));
    await deliver(tunnelled(carried(1), { from: 'stranger' }));
    await deliver(tunnelled(carried(2), { epoch: before }));
    for (const number of [1, 2]) await expect.delivered(hopped(carried(number), 1), 'destination', 'ATT-022');
    await expect.silence();
    await deliver(tunnelled(carried(3)));
    await expect.delivered(hopped(carried(3), 1), 'destination', 'ATT-022');
    await expect.delivered(passed(data(9)), 'destination', 'ATT-022');
    await expect.silence();
  },
});

/** The mark of another time. */
export const otherEpoch = defineCase({
  id: 'access-router/arrival-mark-of-past',
  title: 'an EndMark of another epoch than the attached one lets nothing go',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  twin: 'access-router/arrival-mark-last',
  async run(context) {
    const { send, deliver, expect } = context;
    await arrived(context);
    await deliver(data(1));
    await send(endMark(0, 0, { epoch: before }));
    await send(endMark(0, 0, { epoch: epoch + 1, exchange: 1 }));
    await expect.silence();
  },
});

/** Nobody else held anything. */
export const inside = defineCase({
  id: 'access-router/arrival-inside-ad',
  title: 'a host that is attached after another one of the AD gets direct packets at once',
  covers: ['ATT-010'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    await attached(context);
    await arrivedWith(context);
    await deliver(data(1));
    await expect.delivered(passed(data(1)), 'destination', 'ATT-010');
    await expect.silence();
  },
});

/** It comes back before the forwarding is over. */
export const back = defineCase({
  id: 'access-router/arrival-after-forwarding',
  title: 'what comes direct waits also when the machine comes back to where packets were sent on',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, deliver, expect, ground } = context;
    await forwarding(context);
    await ground('the machine comes back', () => comesBack(context));
    await deliver(data(2));
    await expect.silence();
    await deliver(tunnelled(carried(1), { epoch: epoch + 1 }));
    await expect.delivered(hopped(carried(1), 1), 'source', 'ATT-022');
    await send(endMark(1, size, { epoch: epoch + 1 }));
    await expect.delivered(passed(data(2)), 'source', 'ATT-022');
    await expect.silence();
  },
});

/** The machine comes back when the journal says only that it was once here. */
export const backAfterRestart = defineCase({
  id: 'access-router/arrival-after-restart',
  title: 'what comes direct waits also when the machine comes back after a forwarding and a restart',
  covers: ['ATT-022', 'ATT-025'],
  role: 'access-router',
  needs: ['keep-journal'],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { advance, deliver, expect, ground, restart, send } = context;
    await forwarding(context);
    await advance('FORWARD_LIFE');
    await restart();
    await ground('the machine comes back', () => comesBack(context));
    await deliver(data(1));
    await expect.silence();
    await send(endMark(0, 0, { epoch: epoch + 1 }));
    await expect.delivered(passed(data(1)), 'source', 'ATT-022');
    await expect.silence();
  },
});

/** The machine is attached at the source again, under a higher epoch. */
async function comesBack({ send, expect }: CaseContext): Promise<void> {
  const request = join({ from: 'source', epoch: epoch + 1, permit: { signer: 'destination' } });
  await send(request);
  await expect.answer('Joined', request, { to: 'source' });
}

async function arrivedWith({ send, expect, ground }: CaseContext): Promise<void> {
  await ground('the machine is attached at the destination', async () => {
    const request = join({ exchange: 0x10000002, permit: {} });
    await send(request);
    await expect.answer('Joined', request, { to: 'destination' });
  });
}
