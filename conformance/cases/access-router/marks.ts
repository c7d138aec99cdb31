/** End marks that come before the machine does (chapter 12, section At the new place). */
import { epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { before, carried, data, forwarding, prepared } from '../../ground/access-router.ts';
import { activates, nextJoin } from '../../ground/access-router-states.ts';
import { endMark } from '../../octets/from-router.ts';
import { tunnelled } from '../../octets/to-router.ts';
import { hopped, passed } from '../../octets/xip.ts';

const next = epoch + 1;

/** Nothing waits: what comes direct goes to the destination at once. */
async function expectAtOnce({ deliver, expect }: CaseContext): Promise<void> {
  await deliver(data(2));
  await expect.delivered(passed(data(2)), 'destination', 'ATT-022');
  await expect.silence();
}

/** The machine is to come back, while its packets are still sent on. */
export const whileForwarding = defineCase({
  id: 'access-router/mark-while-forwarding',
  title: 'an EndMark that comes while packets are sent on counts when the machine comes back under its epoch',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  async run(context) {
    const { deliver, expect, ground, send } = context;
    await forwarding(context);
    await ground('the destination is prepared', async () => {
      await send(nextJoin());
      await expect.answer('Joined', nextJoin());
    });
    await deliver(tunnelled(carried(1), { epoch: next }));
    await send(endMark(1, data(1).length, { epoch: next }));
    await expect.silence();
    await activates(context);
    await expect.delivered(hopped(carried(1), 1), 'destination', 'ATT-022');
    await expectAtOnce(context);
  },
});

/** The record is late. */
export const whileRecording = defineCase({
  id: 'access-router/mark-while-recording',
  title: 'an EndMark that comes while the activation is being recorded counts when it is',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: ['journal-faults'],
  async run(context) {
    const { expect, fault, send } = context;
    await prepared(context, { epoch: next });
    await fault('journal-held');
    const request = nextJoin({ permit: {} });
    await send(request);
    await send(endMark(0, 0, { epoch: next }));
    await expect.silence();
    await fault('journal-ok');
    await expect.answer('Joined', request, { to: 'destination' });
    await expectAtOnce(context);
  },
});

/** A mark of before comes behind it. */
export const olderBehind = defineCase({
  id: 'access-router/mark-of-past-behind',
  title: 'an EndMark of a lower epoch that comes behind the right one takes nothing from that',
  covers: ['ATT-022'],
  role: 'access-router',
  needs: [],
  async run(context) {
    await prepared(context, { epoch: next });
    await context.send(endMark(0, 0, { epoch: next }));
    await context.send(endMark(0, 0, { epoch: before, exchange: 1 }));
    await activates(context);
    await expectAtOnce(context);
  },
});

function doesNotCount(slug: string, title: string, mark: Uint8Array): Case {
  return defineCase({
    id: `access-router/${slug}`,
    title: `an EndMark ${title} that came before the attachment lets nothing go`,
    covers: ['ATT-022'],
    role: 'access-router',
    needs: [],
    twin: 'access-router/mark-of-past-behind',
    async run(context) {
      const { deliver, expect, send } = context;
      await prepared(context, { epoch: next });
      await send(mark);
      await activates(context);
      await deliver(data(2));
      await expect.silence();
      await send(endMark(0, 0, { epoch: next, exchange: 2 }));
      await expect.delivered(passed(data(2)), 'destination', 'ATT-022');
      await expect.silence();
    },
  });
}

/** Of the epoch before. */
export const pastMark = doesNotCount('mark-of-past-before', 'of a lower epoch', endMark(0, 0, { epoch }));
