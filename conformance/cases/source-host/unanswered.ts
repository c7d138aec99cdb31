/** A journal or a hypervisor that never answers a source host: SOURCE_OPERATION says what comes of it (chapter 05). */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import { epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  expectAbort,
  expectCancelAnswer,
  expectStatus,
  expectTakenBack,
} from '../../ground/source-host-ends.ts';
import { statusIn } from '../../ground/status.ts';
import { stateOf } from '../../ground/source-states.ts';
import { cancel, order } from '../../octets/from-others.ts';
import { uint } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

/** In the state no answer comes until the timer has fired; what is expected then. */
function unanswered(
  slug: string,
  title: string,
  covers: readonly [RequirementId, ...RequirementId[]],
  then: (context: CaseContext) => Promise<void>,
): Case {
  const { needs, timers = [], reach } = stateOf(slug);
  return defineCase({
    id: `source-host/unanswered-when-${slug}`,
    title,
    covers,
    role: 'source-host',
    needs,
    timers: [...new Set([...timers, 'SOURCE_OPERATION' as const])],
    async run(context) {
      await reach(context);
      await context.advance('SOURCE_OPERATION');
      await then(context);
    },
  });
}

/** The order is being recorded. */
export const whenOrdering = unanswered(
  'ordering',
  'an order that is not recorded in time is refused with journal, and nothing is offered',
  ['SRC-002'],
  async ({ expect, fault }) => {
    const answer = await expect.answer('Refused', order(), { to: 'owner' });
    expect.equal(reasonIn(answer.tlv('reason')), 'journal', 'the reason', 'SRC-002');
    await fault('journal-ok');
    await expect.silence();
    await expect.noOperation();
  },
);

/** The end of a dry run is being recorded. */
export const whenRecordingDryRun = unanswered(
  'recording-dry-run',
  'a dry run whose end is not recorded in time is answered with votes and estimate all the same',
  ['SRC-009'],
  async ({ expect, fault }) => {
    const answer = await expect.message('OrderAnswer', { to: 'owner' });
    expect.equal(statusIn(answer), ['aborted', 'ended', 'yes', epoch - 1], 'the status', 'SRC-009');
    expect.equal(answer.tlv('votes'), '01010101', 'the votes', 'SRC-009');
    expect.equal(answer.maybe('estimate') !== undefined, true, 'whether there is an estimate', 'SRC-009');
    await fault('journal-ok');
    await expect.silence();
    await expect.noOperation();
  },
);

/** A round is being read. */
export const whenReading = unanswered(
  'reading',
  'a machine whose memory is not read in time is not migrated, and runs on',
  ['SRC-023'],
  async (context) => {
    await expectAbort(context, 'hypervisor', 'SRC-023');
    await context.expect.silence();
  },
);

/** The freeze is being recorded, and then the abort. */
export const whenRecordingFreeze = unanswered(
  'recording-freeze',
  'a freeze that is not recorded in time is given up, and the machine never stands still',
  ['SRC-012', 'SRC-023'],
  async (context) => {
    const { advance, expect, fault } = context;
    await expect.noOperation();
    await expectStatus(context, ['active', 'ended', 'unknown', epoch - 1]);
    await advance('SOURCE_OPERATION');
    await expectAbort(context, 'journal', 'SRC-012');
    await fault('journal-ok');
    await expect.silence();
    await expect.noOperation();
  },
);

/** The record that takes the commit back is being written. */
export const whenWithdrawing = unanswered(
  'withdrawing',
  'a commit that is not taken back in time is in doubt until the record is there after all',
  ['SRC-028', 'SRC-027'],
  async (context) => {
    await expectStatus(context, ['active', 'commit', 'no', epoch - 1]);
    await expectTakenBack(context);
  },
);

/** What the witness said is being recorded. */
export const whenRecordingSwap = unanswered(
  'recording-swap',
  'Commit is sent when what the witness said is not recorded in time',
  ['SRC-018', 'SRC-019'],
  async ({ expect }) => {
    const commit = await expect.message('Commit', { to: 'destination' });
    expect.equal(commit.maybe('statement') !== undefined, true, 'whether it has the statement', 'SRC-018');
    await expect.silence();
    await expect.noOperation();
  },
);

/** The end is being recorded. */
export const whenRecordingDone = unanswered(
  'recording-done',
  'the copy is kept while its end is not recorded, however long',
  ['SRC-020'],
  async (context) => {
    const { advance, expect, fault } = context;
    await advance('SOURCE_OPERATION');
    await expectStatus(context, ['committed', 'clean', 'no', epoch]);
    await expect.noOperation();
    await fault('journal-ok');
    await expect.operation('discard');
    await expect.silence();
  },
);

/** The copy is being destroyed. */
export const whenCleaning = unanswered(
  'cleaning',
  'a hypervisor that does not destroy the copy in time is asked again',
  ['SRC-020'],
  async (context) => {
    const { advance, expect, operation } = context;
    await expect.operation('discard');
    const again = await expect.operation('discard');
    await advance('SOURCE_OPERATION');
    await expectStatus(context, ['committed', 'clean', 'no', epoch]);
    const third = await expect.operation('discard');
    await operation(again, { is: 'done' });
    await operation(third, { is: 'done' });
    await expectStatus(context, ['done', 'ended', 'no', epoch]);
    await expect.silence();
  },
);

/** The return is being recorded. */
export const whenRecordingReturn = unanswered(
  'recording-return',
  'a machine that came back stands still while that is not recorded, however long',
  ['SRC-021'],
  async (context) => {
    const { advance, expect, fault, operation } = context;
    await advance('SOURCE_OPERATION');
    await expectStatus(context, ['given-back', 'commit', 'no', epoch + 1]);
    await expect.noOperation();
    await fault('journal-ok');
    await operation(await expect.operation('thaw'), { is: 'done' });
    await expect.message('Running', { to: 'destination' });
    await expect.silence();
  },
);

/** The machine that came back is being let run. */
export const whenRestarting = unanswered(
  'restarting',
  'a hypervisor that does not let the machine run that came back is asked again',
  ['SRC-021'],
  async ({ expect, operation }) => {
    await expect.operation('thaw');
    const again = await expect.operation('thaw');
    await expect.silence();
    await operation(again, { is: 'done' });
    const running = await expect.message('Running', { to: 'destination' });
    expect.equal(running.tlv('running'), uint(epoch + 1, 8), 'the epoch', 'SRC-021');
  },
);

/** The abort is being recorded. */
export const whenRecordingAbort = unanswered(
  'recording-abort',
  'a migration whose end is not recorded in time has ended all the same',
  ['SRC-005', 'SRC-027'],
  async (context) => {
    await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
    context.expect.machine('running', epoch - 1);
  },
);

/** The owner cancels before the order is recorded, and the journal is silent. */
export const cancelUnanswered = defineCase({
  id: 'source-host/unanswered-when-cancelled-at-once',
  title: 'a cancel before anything is recorded is answered unknown when the journal does not answer in time',
  covers: ['SRC-024', 'SRC-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  timers: ['SOURCE_OPERATION'],
  async run(context) {
    const { advance, expect, fault, send } = context;
    await fault('journal-held');
    const asked = order();
    await send(asked);
    const request = cancel();
    await send(request);
    await expect.silence();
    await advance('SOURCE_OPERATION');
    await expectCancelAnswer(context, request, 'unknown', 'SRC-024');
    const answer = await expect.answer('Refused', asked, { to: 'owner' });
    expect.equal(reasonIn(answer.tlv('reason')), 'cancelled', 'the reason', 'SRC-024');
    await expect.silence();
    await expect.noOperation();
  },
});
