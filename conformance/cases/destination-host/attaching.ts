/** How long a destination host speaks to its access router, and to the machine (chapter 11, What the hosts do). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { prepared, starting } from '../../ground/destination-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { behind, joining, preparing } from '../../ground/host-network.ts';
import { letsGo, releases } from '../../ground/letting-go.ts';
import { refused } from '../../octets/from-destination.ts';
import { joined } from '../../octets/from-router.ts';
import { abort } from '../../octets/from-source.ts';
import { reasonIn } from '../../octets/records.ts';

const frame = {
  role: 'destination-host',
  needs: ['access-router'],
  config: behind('newRouter'),
} as const;

const ofRouter = { from: 'newRouter', to: 'destination' } as const;

/** However long it takes, nothing is sent any more. */
async function nothingMore(
  context: CaseContext,
  timer: 'JOIN_RETRY' | 'JOIN_RENEW' | 'ACTIVATE_RETRY',
): Promise<void> {
  await context.advance(20 * context.delay(timer));
  await context.expect.silence();
}

/** The attachment is kept. */
export const joinRenewed = defineCase({
  ...frame,
  id: 'destination-host/join-renewed',
  title: 'while everything is reserved, the Join that prepares is sent again whenever JOIN_RENEW fires',
  covers: ['TMR-001', 'TMR-003'],
  timers: ['JOIN_RENEW'],
  async run(context) {
    const { expect, send } = context;
    const { prepare, join } = await joining(context);
    await context.ground('the router is prepared', async () => {
      await send(joined(join.octets, { standing: 'prepared' }));
      await expect.answer('Ready', prepare, { to: 'source' });
    });
    await expectFirings(context, 'JOIN_RENEW', 2, async () => {
      const again = await expect.message('Join', { to: 'newRouter' });
      expect.equal(again.maybe('permit'), undefined, 'the permit', 'TMR-003');
      expect.equal(again.tlv('ticket'), join.tlv('ticket'), 'the ticket', 'TMR-003');
      await send(joined(again.octets, { standing: 'prepared' }));
    });
    await expect.silence();
  },
});

/** The reservation ends while the attachment is prepared. */
export const notRenewed = defineCase({
  ...frame,
  id: 'destination-host/join-not-renewed-after-abort',
  title: 'when the reservation was let go, no Join is sent any more',
  covers: ['DST-027', 'TMR-003'],
  twin: 'destination-host/join-renewed',
  timers: ['JOIN_RENEW'],
  async run(context) {
    await prepared(preparing(context));
    await context.send(abort());
    await letsGo(context, 'cancelled', 'DST-027');
    await nothingMore(context, 'JOIN_RENEW');
  },
});

/** The reservation ends while the router is asked. */
export const notAskedAfterAbort = defineCase({
  ...frame,
  id: 'destination-host/join-not-repeated-after-abort',
  title: 'a migration that is aborted while the router is asked to prepare asks it no more',
  covers: ['DST-027', 'TMR-003'],
  timers: ['JOIN_RETRY'],
  async run(context) {
    const { expect, send } = context;
    const { join } = await joining(context);
    await send(abort());
    await letsGo(context, 'cancelled', 'DST-027');
    await nothingMore(context, 'JOIN_RETRY');
    await send(joined(join.octets, { standing: 'prepared' }));
    await expect.silence();
  },
});

/** The router declines for a reason. */
export const refusalKept = defineCase({
  ...frame,
  id: 'destination-host/join-refused-once',
  title:
    'a router that refused to prepare is not asked again, and the migration ends as the network is not ready',
  covers: ['ADA-001', 'DST-008', 'TMR-003'],
  timers: ['JOIN_RETRY'],
  async run(context) {
    const { expect, send } = context;
    const { prepare, join } = await joining(context);
    await send(refused(join.octets, 'policy', ofRouter));
    const ready = await expect.answer('Ready', prepare, { to: 'source' });
    expect.equal(ready.tlv('votes'), '01010100', 'the votes', 'ADA-001');
    await releases(context);
    const request = abort();
    await send(request);
    const aborted = await expect.answer('Aborted', request);
    expect.equal(reasonIn(aborted.tlv('reason')), 'network-not-ready', 'the reason', 'DST-008');
    await nothingMore(context, 'JOIN_RETRY');
  },
});

/** The router knows better. */
export const activationRefused = defineCase({
  ...frame,
  id: 'destination-host/join-with-permit-refused',
  title: 'a Join with the permit that the router has refused is not repeated, and the machine runs on',
  covers: ['ADA-005'],
  twin: 'destination-host/join-with-permit-repeated',
  timers: ['ACTIVATE_RETRY'],
  async run(context) {
    const { expect, operation, send } = context;
    const { start, commit } = await starting(preparing(context));
    const join = await expect.message('Join', { to: 'newRouter' });
    await send(refused(join.octets, 'stale-epoch', ofRouter));
    await nothingMore(context, 'ACTIVATE_RETRY');
    await operation(start, { is: 'done' });
    await expect.answer('Running', commit, { to: 'source' });
    await nothingMore(context, 'ACTIVATE_RETRY');
    expect.machine('running', epoch);
  },
});

/** The machine is told of its new place, but not for ever. */
export const movedGivesUp = defineCase({
  ...frame,
  id: 'destination-host/moved-gives-up',
  title: 'Moved, if it is sent, is sent four times in all, with growing delays, and then no more',
  covers: ['TMR-001', 'TMR-002', 'TMR-003'],
  timers: ['MOVED_RETRY'],
  async run(context) {
    const { advance, delay, expect, operation, send } = context;
    const { start, commit } = await starting(preparing(context));
    await context.ground('it runs, and the attachment is active', async () => {
      const join = await expect.message('Join', { to: 'newRouter' });
      await operation(start, { is: 'done' });
      await expect.answer('Running', commit, { to: 'source' });
      await send(joined(join.octets));
    });
    const moved = await expect.maybe(['Moved']);
    if (moved === undefined) return;
    expect.equal(moved.receiver, moved.machine, 'whom it is sent to', 'TMR-001');
    await expectFirings(context, 'MOVED_RETRY', 3, async () => void (await expect.repeated(moved)));
    await advance(20 * delay('MOVED_RETRY'));
    await expect.silence();
  },
});

/** The router was asked often before it answered. */
export const activationAnew = defineCase({
  ...frame,
  id: 'destination-host/join-with-permit-delays-begin-anew',
  title: 'however often Join was repeated before, Join with the permit is with the delays of ACTIVATE_RETRY',
  covers: ['TMR-001', 'TMR-002', 'ADA-005'],
  timers: ['JOIN_RETRY', 'ACTIVATE_RETRY'],
  async run(context) {
    const { expect } = context;
    await starting(preparingLate(context));
    const join = await expect.message('Join', { to: 'newRouter' });
    await expectFirings(context, 'ACTIVATE_RETRY', 4, async () => void (await expect.repeated(join)));
  },
});

/** Has the router of the destination answer the fourth Join only. */
function preparingLate(context: CaseContext): CaseContext {
  return {
    ...context,
    async operation(asked, result) {
      await context.operation(asked, result);
      if (asked.operation !== 'reserve') return;
      const join = await context.expect.message('Join', { to: 'newRouter' });
      await expectFirings(context, 'JOIN_RETRY', 3, async () => void (await context.expect.repeated(join)));
      await context.send(joined(join.octets, { standing: 'prepared' }));
    },
  };
}

/** The router was asked often before it attached the machine. */
export const movedAnew = defineCase({
  ...frame,
  id: 'destination-host/moved-delays-begin-anew',
  title: 'however often Join was repeated, Moved, if it is sent, is repeated with the delays of MOVED_RETRY',
  covers: ['TMR-001', 'TMR-002'],
  timers: ['ACTIVATE_RETRY', 'MOVED_RETRY'],
  async run(context) {
    const { expect, ground, send } = context;
    await starting(preparing(context));
    await ground('the router attaches the machine late', async () => {
      const join = await expect.message('Join', { to: 'newRouter' });
      await expectFirings(context, 'ACTIVATE_RETRY', 3, async () => void (await expect.repeated(join)));
      await send(joined(join.octets));
    });
    const moved = await expect.maybe(['Moved']);
    if (moved === undefined) return expect.silence();
    await expectFirings(context, 'MOVED_RETRY', 3, async () => void (await expect.repeated(moved)));
  },
});
