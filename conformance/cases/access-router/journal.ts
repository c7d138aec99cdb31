/** What an access router writes before it does it, and what it knows after a restart (chapter 12). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  attached,
  before,
  carried,
  data,
  expectServed,
  forwarding,
  holding,
  readAttachment,
  transitSaid,
} from '../../ground/access-router.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { endMark } from '../../octets/from-router.ts';
import { forward, join, placeQuery, transit, tunnelled } from '../../octets/to-router.ts';
import { hopped, passed } from '../../octets/xip.ts';

const activation = join({ permit: {} });

/** The record is late. */
export const attachWaits = defineCase({
  id: 'access-router/activation-waits-for-record',
  title: 'an activation is answered when the record attached is durable; until then packets go as before',
  covers: ['ATT-010', 'JRN-002'],
  role: 'access-router',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault, deliver } = context;
    await attached(context);
    await fault('journal-held');
    await send(activation);
    await expect.silence();
    await expectServed(context, 'source', 'ATT-010');
    await fault('journal-ok');
    await expect.answer('Joined', activation, { to: 'destination' });
    await deliver(data(1));
    await expect.delivered(passed(data(1)), 'destination', 'ATT-010');
    await expect.silence();
  },
});

/** The journal is full. */
export const attachFails = defineCase({
  id: 'access-router/activation-with-full-journal',
  title:
    'an activation that cannot be recorded is not answered, and packets go on as before; later it is made',
  covers: ['ATT-011', 'JRN-002'],
  role: 'access-router',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault } = context;
    await attached(context);
    await fault('journal-full');
    await send(activation);
    await expect.silence();
    expect.attachment('attached', before, 'source');
    await expectServed(context, 'source', 'ATT-011');
    await fault('journal-ok');
    await send(activation);
    await expect.answer('Joined', activation, { to: 'destination' });
    await expect.silence();
  },
});

/** The machine leaves. */
export const forwardWaits = defineCase({
  id: 'access-router/forward-waits-for-record',
  title: 'a forward is answered, and packets sent on, when the record forwarding is durable, not before',
  covers: ['ATT-019', 'JRN-002'],
  role: 'access-router',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault, deliver } = context;
    await holding(context);
    await deliver(data(1));
    await fault('journal-held');
    await send(forward());
    await deliver(data(2));
    await expect.silence();
    await fault('journal-ok');
    await expect.answer('TransitAnswer', forward(), { to: 'source' });
    for (const number of [1, 2]) await expect.tunnelled(passed(data(number)), 'newRouter', epoch, 'ATT-019');
    await expect.message('EndMark', { to: 'newRouter' });
    await expect.silence();
  },
});

/** The journal is full. */
export const forwardFails = defineCase({
  id: 'access-router/forward-with-full-journal',
  title:
    'a forward that cannot be recorded is not answered, and what waits goes on waiting; it can be resumed',
  covers: ['ATT-011', 'JRN-002'],
  role: 'access-router',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault, deliver } = context;
    await holding(context);
    await deliver(data(1));
    await fault('journal-full');
    await send(forward());
    await expect.silence();
    await fault('journal-ok');
    await send(transit('resume'));
    const answer = await expect.message('TransitAnswer', { to: 'source' });
    expect.equal(transitSaid(answer).state, 'attached', 'the state', 'ATT-011');
    await expect.delivered(passed(data(1)), 'source', 'ATT-011');
    await expect.silence();
  },
});

/** The journal says nothing. */
export const silentJournal = defineCase({
  id: 'access-router/activation-with-silent-journal',
  title: 'a record that is heard of only after ROUTER_OPERATION counts then, and not before',
  covers: ['ATT-010'],
  role: 'access-router',
  needs: ['journal-faults'],
  timers: ['ROUTER_OPERATION'],
  async run(context) {
    const { send, expect, fault, advance } = context;
    await attached(context);
    await fault('journal-held');
    await send(activation);
    await advance('ROUTER_OPERATION');
    await expect.silence();
    await expectServed(context, 'source', 'ATT-010');
    await fault('journal-ok');
    await expect.answer('Joined', activation, { to: 'destination' });
    await expectServed(context, 'destination', 'ATT-010');
    await expect.silence();
  },
});

/** The machine was here. */
export const restartAttached = defineCase({
  id: 'access-router/restart-attached',
  title: 'after a restart packets go to the host of the last record, and Joins of the past are stale',
  covers: ['ATT-025', 'INV-008'],
  role: 'access-router',
  needs: ['keep-journal'],
  async run(context) {
    const { send, expect, restart, ground } = context;
    await attached(context);
    await ground('the machine is attached at another host of the AD', async () => {
      await send(activation);
      await expect.answer('Joined', activation);
    });
    await restart();
    await expectServed(context, 'destination', 'ATT-025');
    const query = placeQuery();
    await send(query);
    const answer = await expect.answer('Joined', query);
    const { epoch: under, host } = readAttachment(answer.tlv('attachment'));
    expect.equal([under, host], [epoch, cast.destination.hid], 'the attachment', 'ATT-025');
    await expectStale(context);
  },
});

/** The machine has left. */
export const restartForwarding = defineCase({
  id: 'access-router/restart-forwarding',
  title: 'after a restart it forwards to the place of the last record, for another FORWARD_LIFE',
  covers: ['ATT-025', 'INV-008'],
  role: 'access-router',
  needs: ['keep-journal'],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { expect, restart, deliver, advance } = context;
    await forwarding(context);
    await restart();
    // It may say again that all that it kept is gone.
    await expect.maybe(['EndMark']);
    await deliver(data(1));
    await expect.tunnelled(passed(data(1)), 'newRouter', epoch, 'ATT-025');
    await deliver(tunnelled(carried(2)));
    await expectStale(context);
    await advance('FORWARD_LIFE');
    expect.attachment('absent');
    await deliver(data(3));
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 3, 'the type of XCMP', 'ATT-025');
    await expect.silence();
  },
});

/** The forwarding was over. */
export const restartDetached = defineCase({
  id: 'access-router/restart-detached',
  title: 'after a restart a machine whose forwarding was over is absent, and Joins of the past are stale',
  covers: ['ATT-025', 'ATT-021', 'INV-008'],
  role: 'access-router',
  needs: ['keep-journal'],
  timers: ['FORWARD_LIFE'],
  async run(context) {
    const { expect, restart, deliver, advance, ground } = context;
    await forwarding(context);
    await ground('the forwarding is over', async () => {
      await advance('FORWARD_LIFE');
      expect.attachment('absent');
    });
    await restart();
    await deliver(data(1));
    const answer = await expect.packet(1);
    expect.equal(answer.payload[0], 3, 'the type of XCMP', 'ATT-025');
    await expectStale(context);
  },
});

/** What is not recorded is not known. */
export const restartHolding = defineCase({
  id: 'access-router/restart-holding',
  title: 'after a restart while it held it delivers to the host that is attached',
  covers: ['ATT-025'],
  role: 'access-router',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, deliver } = context;
    await holding(context);
    await deliver(data(1));
    await restart();
    await expectServed(context, 'source', 'ATT-025');
    await context.expect.silence();
  },
});

/** The record was not durable. */
export const restartBefore = defineCase({
  id: 'access-router/restart-before-record',
  title: 'after a crash before the record attached was durable packets go to the host of before',
  covers: ['ATT-025', 'INV-008'],
  role: 'access-router',
  needs: ['keep-journal', 'journal-faults'],
  async run(context) {
    const { send, expect, restart, fault } = context;
    await attached(context);
    await fault('journal-held');
    await send(activation);
    await expect.silence();
    await restart();
    await expectServed(context, 'source', 'ATT-025');
    await fault('journal-ok');
    await send(activation);
    await expect.answer('Joined', activation);
    await expectServed(context, 'destination', 'ATT-025');
    await expect.silence();
  },
});

/** Older packets may still be on their way. */
export const tunnelledAfterRestart = defineCase({
  id: 'access-router/restart-takes-tunnels',
  title: 'after a restart what comes through tunnels is delivered to the host that is attached',
  covers: ['ATT-025'],
  role: 'access-router',
  needs: ['keep-journal'],
  async run(context) {
    const { send, expect, restart, deliver, ground } = context;
    await ground('the machine is attached', async () => {
      await send(activation);
      await expect.answer('Joined', activation);
      await send(endMark(0, 0));
    });
    await restart();
    await deliver(tunnelled(carried(1)));
    await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-025');
    await expect.silence();
  },
});

/** A Join under the epoch before is refused. */
async function expectStale(context: CaseContext): Promise<void> {
  const request = join({
    from: 'stranger',
    epoch: before,
    exchange: 0x1000000f,
    ticket: { fromHost: cast.source.hid, toHost: cast.stranger.hid, epochFirst: before },
    permit: {},
  });
  await context.send(request);
  await expectRefused(context, request, 'stale-epoch', 'ATT-025');
  await context.expect.silence();
}
