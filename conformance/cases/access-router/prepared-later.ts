/** A host that is prepared while the machine comes, stands still or leaves (chapter 12, sections Joining and Leaving). */
import { cast, epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  arrived,
  attached,
  carried,
  data,
  expectServed,
  holding,
  prepared,
} from '../../ground/access-router.ts';
import { activates, nextJoin, reachState, routerStatesOf } from '../../ground/access-router-states.ts';
import { endMark } from '../../octets/from-router.ts';
import { forward, join, transit, tunnelled } from '../../octets/to-router.ts';
import { hopped, passed } from '../../octets/xip.ts';
import type { TimerName } from '../../../spec/registry/timers.ts';

const highest = epoch + 2;

/** A packet for the epoch came through a tunnel, and waits. */
async function waits({ deliver, expect }: CaseContext, number: number, under: number): Promise<void> {
  await deliver(tunnelled(carried(number), { epoch: under }));
  await expect.silence();
}

/** The destination is prepared under the epoch. */
async function preparedUnder(context: CaseContext, under: number): Promise<void> {
  await prepared(context, { epoch: under, exchange: 0x10000030 + under });
}

function outlivesAttachment(slug: string, timers: readonly TimerName[]): Case {
  const [state] = routerStatesOf(slug);
  return defineCase({
    id: `access-router/prepared-outlives-attachment-when-${slug}`,
    title: `when ${state!.when}, who is prepared under a higher epoch than is attached then stays so`,
    covers: ['ATT-006', 'ATT-007'],
    role: 'access-router',
    needs: [],
    timers: [...timers],
    async run(context) {
      const { advance, expect } = context;
      await reachState(context, state!);
      await preparedUnder(context, highest);
      await activates(context);
      for (const timer of timers) await advance(timer);
      await waits(context, 1, highest);
      expect.attachment('attached', epoch + 1, 'destination');
      await activates(context, join({ epoch: highest, exchange: 0x1000002f, permit: {} }));
      await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-007');
      await expect.silence();
    },
  });
}

/** Another host is attached meanwhile. */
export const outlivesOfAttached = outlivesAttachment('attached', []);
/** The first one comes, and what is older has come or not. */
export const outlivesOfPrepared = outlivesAttachment('prepared', ['MARK_WAIT']);

/** Who was prepared under the epoch that is attached is not prepared any more. */
export const forgottenWhenAttached = defineCase({
  id: 'access-router/prepared-forgotten-when-attached',
  title: 'who was prepared and then attached is prepared no more: when it hands over, nobody is left',
  covers: ['ATT-008', 'ATT-021'],
  role: 'access-router',
  needs: [],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { advance, expect, ground, send } = context;
    await attached(context);
    await prepared(context);
    await arrived(context);
    await ground('the destination hands over to the source', async () => {
      const request = forward({
        from: 'destination',
        epoch: epoch + 1,
        permit: { holder: cast.source.hid },
        attachment: { router: 'router', host: cast.source.hid },
      });
      await send(request);
      await expect.answer('TransitAnswer', request, { to: 'destination' });
    });
    await advance('FORWARD_LIFE');
    expect.attachment('absent');
  },
});

/** The machine is prepared while the state lasts; then its timer fires. */
async function endsPrepared(context: CaseContext, slug: string, timer: TimerName): Promise<void> {
  const { expect, advance } = context;
  const [state] = routerStatesOf(slug);
  await reachState(context, state!);
  await context.ground('the destination is prepared', async () => {
    await context.send(nextJoin());
    await expect.answer('Joined', nextJoin(), { to: 'destination' });
  });
  await waits(context, 1, epoch + 1);
  await advance(timer);
}

function staysPrepared(slug: string, end: string): Case {
  return defineCase({
    id: `access-router/${slug}-ends-prepared`,
    title: `when ${end} and a host is prepared, what waits for that stays, and nothing else`,
    covers: ['ATT-007', 'ATT-021', 'ATT-022'],
    role: 'access-router',
    needs: [],
    timers: ['FORWARD_LIFE'],
    async run(context) {
      const { deliver, expect, send } = context;
      // What comes for the host that is gone is not for the one that is prepared.
      await endsPrepared(context, slug, 'FORWARD_LIFE');
      expect.attachment('prepared');
      await deliver(data(2));
      const answer = await expect.packet(1);
      expect.equal(answer.payload[0], 3, 'the type of XCMP', 'ATT-021');
      await waits(context, 3, epoch + 1);
      await activates(context);
      for (const number of [1, 3])
        await expect.delivered(hopped(carried(number), 1), 'destination', 'ATT-007');
      await deliver(data(4));
      await expect.silence();
      await send(endMark(2, 0, { epoch: epoch + 1 }));
      await expect.delivered(passed(data(4)), 'destination', 'ATT-022');
      await expect.silence();
    },
  });
}

/** The machine left for another AD, and is to come back. */
export const forwardingEnds = staysPrepared('forwarding', 'a forwarding is over');
/** The machine left for another host of the AD, which did not come. */
export const handingEnds = staysPrepared('handing', 'a host has not come');

function handingDrops(slug: string, who: string, prepares: boolean): Case {
  return defineCase({
    id: `access-router/handing-drops-${slug}`,
    title: `what waited for a host that has not come is not delivered to ${who}`,
    covers: ['ATT-021'],
    role: 'access-router',
    needs: [],
    timers: ['FORWARD_LIFE'],
    async run(context) {
      const { advance, deliver, expect, send } = context;
      const [state] = routerStatesOf('handing');
      await reachState(context, state!);
      await deliver(data(1));
      await deliver(tunnelled(carried(2), { epoch: epoch - 1 }));
      if (prepares) await preparedUnder(context, epoch + 1);
      await advance('FORWARD_LIFE');
      await activates(context);
      await expect.silence();
      await send(endMark(0, 0, { epoch: epoch + 1 }));
      await expect.silence();
      await deliver(data(3));
      await expect.delivered(passed(data(3)), 'destination', 'ATT-021');
      await expect.silence();
    },
  });
}

/** Another one is prepared. */
export const handingDropsForPrepared = handingDrops('for-prepared', 'another one that is prepared', true);
/** Another one comes later. */
export const handingDropsForLater = handingDrops('for-later', 'one that comes later', false);

/** The journal says that nobody is here. */
export const restartAfterHanding = defineCase({
  id: 'access-router/restart-after-handing',
  title: 'after a restart a machine whose new host of the AD had not come is absent',
  covers: ['ATT-021', 'ATT-025'],
  role: 'access-router',
  needs: ['keep-journal'],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { advance, deliver, expect, restart } = context;
    const [state] = routerStatesOf('handing');
    await reachState(context, state!);
    await advance('FORWARD_LIFE');
    await restart();
    await deliver(data(1));
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 3, 'the type of XCMP', 'ATT-025');
    await expect.silence();
  },
});

function leaseBegins(slug: string, timer: TimerName, state: string): Case {
  return defineCase({
    id: `access-router/lease-begins-after-${slug}`,
    title: `ATTACH_LEASE of a host that was prepared while ${slug} is armed when that ends, and then fires`,
    covers: ['ATT-008', 'INV-003'],
    role: 'access-router',
    needs: [],
    timers: [timer, 'ATTACH_LEASE'],
    async run(context) {
      const { advance, delay, expect } = context;
      await endsPrepared(context, slug, timer);
      await advance(delay('ATTACH_LEASE') / 2);
      await waits(context, 2, epoch + 1);
      await advance('ATTACH_LEASE');
      expect.attachment(state);
      await waits(context, 3, epoch + 1);
      await activates(context);
      await expect.silence();
    },
  });
}

/** The hold is over. */
export const leaseAfterHolding = leaseBegins('holding', 'HOLD_LIMIT', 'attached');
/** The forwarding is over. */
export const leaseAfterForwarding = leaseBegins('forwarding', 'FORWARD_LIFE', 'absent');
/** Nobody came. */
export const leaseAfterHanding = leaseBegins('handing', 'FORWARD_LIFE', 'absent');

/** The machine goes on while another host is prepared. */
export const resumesBeside = defineCase({
  id: 'access-router/resume-while-prepared',
  title:
    'what was held goes to the attached host when it resumes, also when another host was prepared meanwhile',
  covers: ['ATT-015'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { deliver, expect, send } = context;
    await holding(context);
    await prepared(context);
    await deliver(data(1));
    await expect.silence();
    await send(transit('resume'));
    await expect.answer('TransitAnswer', transit('resume'), { to: 'source' });
    await expect.delivered(passed(data(1)), 'source', 'ATT-015');
    await expectServed(context, 'source', 'ATT-015');
    await waits(context, 2, epoch);
  },
});

/** The host that was prepared comes, and older packets after it. */
export const arrivalOfPrepared = defineCase({
  id: 'access-router/arrival-of-prepared-waits',
  title: 'when a host was prepared before it is attached, what comes direct waits for what is older, too',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { deliver, expect, send } = context;
    await prepared(context);
    await arrived(context);
    await deliver(data(2));
    await expect.silence();
    await deliver(tunnelled(carried(1)));
    await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-022');
    await send(endMark(1, data(1).length));
    await expect.delivered(passed(data(2)), 'destination', 'ATT-022');
    await expect.silence();
  },
});
