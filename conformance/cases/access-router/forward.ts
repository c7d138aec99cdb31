/** Packets that are sent on to the new place (chapter 12, section Leaving). */
import { epoch, machine } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import {
  attached,
  before,
  carried,
  data,
  forwarding,
  holding,
  transitSaid,
} from '../../ground/access-router.ts';
import { octets } from '../../octets/octets.ts';
import { forward, join, transit, tunnelled } from '../../octets/to-router.ts';
import { passed } from '../../octets/xip.ts';

/** The commit is made. */
export const forwards = defineCase({
  id: 'access-router/forward',
  title: 'asked to forward, it sends what it kept through a tunnel, in order, then EndMark, then what comes',
  covers: ['ATT-019'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await holding(context);
    for (const number of [1, 2, 3]) await deliver(data(number));
    await expect.silence();
    const request = forward();
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    const forwards = { state: 'forwarding', epoch, held: 0, dropped: 0 };
    expect.equal(transitSaid(answer), forwards, 'what it does', 'ATT-019');
    for (const number of [1, 2, 3])
      await expect.tunnelled(passed(data(number)), 'newRouter', epoch, 'ATT-019');
    const mark = await expect.message('EndMark', { to: 'newRouter' });
    expect.equal([mark.machine, mark.epoch], [machine, epoch], 'the machine and the epoch', 'ATT-019');
    const size = 3 * data(1).length;
    const counts = octets('00000003', size.toString(16).padStart(16, '0'));
    expect.equal(mark.tlv('mark'), counts, 'what it counts', 'ATT-019');
    await deliver(data(4));
    await expect.tunnelled(passed(data(4)), 'newRouter', epoch, 'ATT-019');
    await expect.silence();
    expect.attachment('forwarding', epoch);
  },
});

/** The message that asks to hold was lost. */
export const withoutHold = defineCase({
  id: 'access-router/forward-without-hold',
  title: 'asked to forward without having held, it sends EndMark of nothing and then what comes',
  covers: ['ATT-019'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await attached(context);
    await send(forward());
    await expect.message('TransitAnswer', { to: 'source' });
    const mark = await expect.message('EndMark', { to: 'newRouter' });
    expect.equal(mark.tlv('mark'), '00'.repeat(12), 'what it counts', 'ATT-019');
    await deliver(data(1));
    await expect.tunnelled(passed(data(1)), 'newRouter', epoch, 'ATT-019');
    await expect.silence();
  },
});

/** The new host is attached already. */
export const toActive = defineCase({
  id: 'access-router/forward-to-active',
  title: 'an attachment that is active is as good for a forward as one that is prepared',
  covers: ['ATT-019'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await holding(context);
    await deliver(data(1));
    await send(forward({ attachment: { standing: 'active' } }));
    await expect.message('TransitAnswer', { to: 'source' });
    await expect.tunnelled(passed(data(1)), 'newRouter', epoch, 'ATT-019');
    await expect.message('EndMark', { to: 'newRouter' });
    await expect.silence();
  },
});

/** Inside the AD. */
export const handsOver = defineCase({
  id: 'access-router/forward-inside-ad',
  title: 'asked to forward inside its AD, it holds until the new host activates, and delivers to that host',
  covers: ['ATT-020', 'ATT-010'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { send, expect, deliver } = context;
    await holding(context);
    await deliver(data(1));
    const request = forward({ attachment: { router: 'router' } });
    await send(request);
    const answer = await expect.answer('TransitAnswer', request, { to: 'source' });
    const holds = { state: 'holding', epoch: before, held: 1, dropped: 0 };
    expect.equal(transitSaid(answer), holds, 'what it does', 'ATT-020');
    await deliver(data(2));
    await expect.silence();
    const activation = join({ permit: {} });
    await send(activation);
    await expect.answer('Joined', activation, { to: 'destination' });
    await deliver(data(3));
    for (const number of [1, 2, 3]) await expect.delivered(passed(data(number)), 'destination', 'ATT-020');
    await expect.silence();
    expect.attachment('attached', epoch, 'destination');
  },
});

/** It did not hold before. */
export const handsOverAtOnce = defineCase({
  id: 'access-router/forward-inside-ad-without-hold',
  title: 'asked to forward inside its AD without having held, it holds from then on, longer than HOLD_LIMIT',
  covers: ['ATT-020'],
  role: 'access-router',
  needs: [],
  timers: ['HOLD_LIMIT'],
  async run(context) {
    const { send, expect, deliver, advance } = context;
    await attached(context);
    await send(forward({ attachment: { router: 'router' } }));
    await expect.message('TransitAnswer', { to: 'source' });
    await deliver(data(1));
    await advance('HOLD_LIMIT');
    await send(transit('resume'));
    const answer = await expect.message('TransitAnswer', { to: 'source' });
    expect.equal(transitSaid(answer).state, 'holding', 'the state', 'ATT-020');
    await deliver(data(2));
    await expect.silence();
  },
});

/** The new host did not come. */
export const handingEnds = defineCase({
  id: 'access-router/forward-inside-ad-ends',
  title: 'when the new host of its AD has not come in FORWARD_LIFE, what waits is dropped',
  covers: ['ATT-021'],
  role: 'access-router',
  needs: [],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { send, expect, deliver, advance, ground } = context;
    await ground('the machine goes to another host of the AD', async () => {
      await holding(context);
      await send(forward({ attachment: { router: 'router' } }));
      await expect.message('TransitAnswer', { to: 'source' });
    });
    await deliver(data(1));
    await advance('FORWARD_LIFE');
    await expect.silence();
    expect.attachment('absent');
  },
});

/** It was long enough. */
export const ends = defineCase({
  id: 'access-router/forwarding-ends',
  title: 'when FORWARD_LIFE fires, nothing is sent on any more: the machine is absent',
  covers: ['ATT-021'],
  role: 'access-router',
  needs: [],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { expect, deliver, advance, delay } = context;
    await forwarding(context);
    await advance(Math.floor(delay('FORWARD_LIFE') / 2));
    await deliver(data(1));
    await expect.tunnelled(passed(data(1)), 'newRouter', epoch, 'ATT-021');
    await advance('FORWARD_LIFE');
    expect.attachment('absent');
    await deliver(data(2));
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 3, 'the type of XCMP', 'ATT-021');
    await deliver(tunnelled(carried(3), { epoch: before }));
    await expect.silence();
  },
});
