/**
 * A machine that is the destination's own by then: records that cannot be written are written later, and a machine that
 * goes back goes back until that is known (chapter 06, sections The right to run and Giving back).
 */
import { cast, epoch, otherMigration } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { completed, fittingStatement, returning, starting } from '../../ground/destination-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { statusIn } from '../../ground/status.ts';
import { statusQuery, witnessAnswer } from '../../octets/from-others.ts';
import { commit } from '../../octets/from-source.ts';
import { firstDigest, stateDigest } from '../../octets/image.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { reasonIn, type StatementParts } from '../../octets/records.ts';

/** The copy may be destroyed when the machine goes back. */
async function mayRelease({ expect, operation }: CaseContext): Promise<void> {
  const release = expect.maybeOperation();
  if (release === undefined) return;
  expect.equal(release.operation, 'release', 'what is asked of the hypervisor', 'DST-024');
  await operation(release, { is: 'done' });
}

/** It runs, and that cannot be recorded yet. */
export const runningRecordedLater = defineCase({
  id: 'destination-host/running-with-full-journal',
  title: 'a machine runs on when that cannot be recorded; it is recorded later, and then Running is sent',
  covers: ['DST-023', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  timers: ['DESTINATION_OPERATION'],
  twin: 'destination-host/running-waits-for-record',
  async run(context) {
    const { advance, expect, fault, operation } = context;
    const { start, commit: request } = await starting(context);
    await fault('journal-full');
    await operation(start, { is: 'done' });
    await expect.silence();
    await advance('DESTINATION_OPERATION');
    await expect.silence();
    await fault('journal-ok');
    await advance('DESTINATION_OPERATION');
    await expect.answer('Running', request, { to: 'source' });
    await expect.noOperation();
    expect.machine('running', epoch);
  },
});

/** It goes back, and that cannot be recorded yet. */
export const returnRecordedLater = defineCase({
  id: 'destination-host/give-back-with-full-journal',
  title: 'a return that cannot be recorded is recorded later, and then GiveBack is sent',
  covers: ['DST-024', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  timers: ['DESTINATION_OPERATION'],
  twin: 'destination-host/give-back-waits-for-record',
  async run(context) {
    const { advance, expect, fault, operation } = context;
    const { start } = await starting(context);
    await fault('journal-full');
    await operation(start, { is: 'failed', reason: 'hypervisor' });
    await advance('DESTINATION_OPERATION');
    await expect.silence();
    await expect.noOperation();
    await fault('journal-ok');
    await advance('DESTINATION_OPERATION');
    await mayRelease(context);
    await expect.message('GiveBack', { to: 'source' });
    await expect.noOperation('start');
  },
});

/** The reason is in the journal. */
export const reasonKept = defineCase({
  id: 'destination-host/give-back-keeps-reason',
  title: 'after a restart GiveBack has the reason that it had before',
  covers: ['DST-032', 'JRN-007'],
  role: 'destination-host',
  needs: ['keep-journal'],
  async run(context) {
    const { expect, operation, restart } = context;
    const { start } = await starting(context);
    await operation(start, { is: 'failed', reason: 'no-resources' });
    await mayRelease(context);
    const before = await expect.message('GiveBack', { to: 'source' });
    await restart();
    const after = await expect.message('GiveBack', { to: 'source' });
    expect.equal(reasonIn(after.tlv('reason')), reasonIn(before.tlv('reason')), 'the reason', 'DST-032');
    expect.equal(after.tlv('permit'), before.tlv('permit'), 'the permit', 'DST-032');
  },
});

/** The host has asked for the commit in vain for a while, and the start has failed. */
async function returningLate(context: CaseContext, witness: boolean): Promise<MessageView> {
  await completed(context, { witness });
  return context.ground('the commit comes late, and the start fails', async () => {
    const { advance, delay, expect } = context;
    await advance(8 * delay('DOUBT_RETRY'));
    while ((await expect.maybe()) !== undefined);
    await context.send(commit({}, witness ? fittingStatement() : undefined));
    await context.operation(await expect.operation('start'), { is: 'failed', reason: 'hypervisor' });
    await mayRelease(context);
    return expect.message(['GiveBack', 'WitnessSwap']);
  });
}

function countsAnew(slug: string, what: string, witness: boolean): Case {
  return defineCase({
    id: `destination-host/${slug}-delays-begin-anew`,
    title: `however long the commit was waited for, ${what} is repeated with the delays of GIVE_BACK_RETRY`,
    covers: ['TMR-001', 'TMR-002', witness ? 'DST-025' : 'DST-026'],
    role: 'destination-host',
    needs: witness ? ['witness'] : [],
    timers: ['DOUBT_RETRY', 'GIVE_BACK_RETRY'],
    async run(context) {
      const sent = await returningLate(context, witness);
      await expectFirings(
        context,
        'GIVE_BACK_RETRY',
        3,
        async () => void (await context.expect.repeated(sent)),
      );
    },
  });
}

/** Without a witness. */
export const giveBackAnew = countsAnew('give-back', 'GiveBack', false);
/** With one. */
export const swapAnew = countsAnew('give-back-swap', 'WitnessSwap', true);

const setBack = { epoch: epoch + 1, owner: cast.source.hid, digest: stateDigest };

/** The witness was slow. */
export const giveBackAfterSwaps = defineCase({
  id: 'destination-host/give-back-delays-after-swaps',
  title: 'however often the witness was asked, GiveBack is repeated with the delays of GIVE_BACK_RETRY',
  covers: ['TMR-001', 'TMR-002', 'DST-026'],
  role: 'destination-host',
  needs: ['witness'],
  timers: ['GIVE_BACK_RETRY'],
  async run(context) {
    const { expect, ground, send } = context;
    const { sent: swap } = await returning(context, { witness: true });
    await ground('the witness answers late', async () => {
      await expectFirings(context, 'GIVE_BACK_RETRY', 3, async () => void (await expect.repeated(swap)));
      await send(witnessAnswer(swap.octets, 'destination', setBack, 1));
    });
    const sent = await expect.message('GiveBack', { to: 'source' });
    await expectFirings(context, 'GIVE_BACK_RETRY', 3, async () => void (await expect.repeated(sent)));
  },
});

function isPast(slug: string, what: string, parts: Partial<StatementParts>): Case {
  return defineCase({
    id: `destination-host/give-back-ends-with-${slug}`,
    title: `a statement with ${what} ends the return: the witness is asked no more`,
    covers: ['DST-025', 'DST-029'],
    role: 'destination-host',
    needs: ['witness'],
    timers: ['GIVE_BACK_RETRY'],
    twin: 'destination-host/give-back-sets-register',
    async run(context) {
      const { advance, delay, expect, send } = context;
      const { sent: swap } = await returning(context, { witness: true });
      await send(witnessAnswer(swap.octets, 'destination', { ...setBack, ...parts }, 2));
      await advance(20 * delay('GIVE_BACK_RETRY'));
      await expect.silence();
      await expect.noOperation('start');
      const query = statusQuery('destination');
      await send(query);
      const status = statusIn(await expect.answer('StatusAnswer', query));
      expect.equal(status, ['given-back', 'ended', 'no', epoch + 1], 'the status', 'DST-029');
    },
  });
}

/** The machine has moved again. */
export const pastByEpoch = isPast('later-epoch', 'a later epoch', {
  epoch: epoch + 2,
  migration: otherMigration,
  owner: cast.stranger.hid,
});
/** The machine has moved again, to the source. */
export const pastAtSource = isPast('later-epoch-of-the-migration', 'a later epoch of the migration', {
  epoch: epoch + 2,
});
/** Another host has it. */
export const pastByOwner = isPast('another-owner', 'e + 2 and another owner', { owner: cast.stranger.hid });
/** Another migration has set it. */
export const pastByMigration = isPast('another-migration', 'e + 2 and another migration', {
  migration: otherMigration,
});
/** Another state was handed over. */
export const pastByDigest = isPast('another-state', 'e + 2 and another digest', { digest: firstDigest });
