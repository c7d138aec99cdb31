/** What a source host does when a record cannot be written, and when the hypervisor cannot do what it was asked for. */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { accepted, carrying, committed, finalising, freezing } from '../../ground/source-host.ts';
import { expectRefused } from '../../ground/refusal.ts';
import { expectAbort, expectStatus, expectTakenBack } from '../../ground/source-host-ends.ts';
import { statusIn } from '../../ground/status.ts';
import { aborted, complete, dryRunReport, giveBack } from '../../octets/from-destination.ts';
import { order } from '../../octets/from-others.ts';

/** The journal is full at the end of a dry run. */
export const dryRun = defineCase({
  id: 'source-host/dry-run-with-full-journal',
  title: 'a dry run whose end cannot be recorded is answered with votes and estimate all the same',
  covers: ['SRC-009'],
  role: 'source-host',
  needs: ['dry-run', 'journal-faults'],
  async run(context) {
    const { expect, fault, send } = context;
    const { prepare } = await accepted(context, { dryRun: true });
    await fault('journal-full');
    await send(dryRunReport(prepare.octets));
    const answer = await expect.message('OrderAnswer', { to: 'owner' });
    expect.equal(statusIn(answer), ['aborted', 'ended', 'yes', epoch - 1], 'the status', 'SRC-009');
    expect.equal(answer.tlv('votes'), '01010101', 'the votes', 'SRC-009');
    await expect.silence();
    await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
  },
});

/** The journal is full when the destination has let go. */
export const endOfOthers = defineCase({
  id: 'source-host/aborted-with-full-journal',
  title: 'a migration that the destination has ended is over, although its end cannot be recorded',
  covers: ['SRC-005'],
  role: 'source-host',
  needs: ['journal-faults'],
  async run(context) {
    const { expect, fault, send } = context;
    await carrying(context);
    await fault('journal-full');
    await send(aborted('lease-expired', 0));
    await expect.maybe(['Abort']);
    await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
    expect.machine('running', epoch - 1);
  },
});

/** The journal is full for a while. */
export const returns = defineCase({
  id: 'source-host/return-not-recorded',
  title: 'while "regained" cannot be written the machine stands still; it is tried again at SOURCE_OPERATION',
  covers: ['SRC-021', 'SRC-017', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  timers: ['SOURCE_OPERATION'],
  async run(context) {
    const { advance, expect, fault, operation, send } = context;
    const { commit } = await committed(context);
    await fault('journal-full');
    await send(giveBack(commit.octets, { holder: cast.source.hid }));
    await advance('SOURCE_OPERATION');
    await expect.noOperation();
    await fault('journal-ok');
    await advance('SOURCE_OPERATION');
    await operation(await expect.operation('thaw'), { is: 'done' });
    await expect.message('Running', { to: 'destination' });
    expect.machine('running', epoch + 1);
  },
});

/** The journal hangs over the commit record; then it writes that, or not, and is full. */
export const commitWritten = defineCase({
  id: 'source-host/commit-record-alone',
  title: 'when the commit record may be there and none stands behind it, the machine runs nowhere',
  covers: ['SRC-028', 'SRC-017'],
  role: 'source-host',
  needs: ['journal-faults'],
  twin: 'source-host/commit-waits-for-record',
  timers: ['SOURCE_OPERATION'],
  async run(context) {
    const { advance, fault, send } = context;
    const { freeze } = await finalising(context);
    await fault('journal-held');
    await send(complete(freeze.octets));
    await advance('SOURCE_OPERATION');
    await fault('journal-full');
    await expectStatus(context, ['active', 'commit', 'no', epoch - 1]);
    await expectTakenBack(context, () => advance('SOURCE_OPERATION'));
  },
});

/** The hypervisor cannot stop the machine. */
export const freezeFails = defineCase({
  id: 'source-host/freeze-fails',
  title: 'a hypervisor that cannot stop the machine ends the migration, and the machine runs on',
  covers: ['SRC-023'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/freeze-names-the-state',
  async run(context) {
    const { expect, operation } = context;
    const { freezeOperation } = await freezing(context);
    await operation(freezeOperation, { is: 'failed', reason: 'hypervisor' });
    await expectAbort(context, 'hypervisor', 'SRC-023', true);
    await expect.silence();
  },
});

/** The same bad order comes twice. */
export const refusedAgain = defineCase({
  id: 'source-host/refused-order-again',
  title: 'an order that was refused is refused again for the same reason when it is repeated',
  covers: ['SRC-001'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/order-again',
  async run(context) {
    const request = order({ ticket: { epochFirst: epoch + 1 } });
    await context.send(request);
    await expectRefused(context, request, 'ticket-epoch', 'SRC-001');
    await context.send(request);
    await expectRefused(context, request, 'ticket-epoch', 'SRC-001');
    await context.expect.silence();
  },
});
