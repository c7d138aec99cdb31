/** A migration is cancelled, in time, too late, or by somebody who may not (chapter 05, section Abort and cancel). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  accepted,
  carrying,
  committed,
  copying,
  finalising,
  freezing,
  ordered,
  swapping,
} from '../../ground/source-host.ts';
import {
  expectAbort,
  expectCancel,
  expectCancelAnswer,
  expectStatus,
} from '../../ground/source-host-ends.ts';
import { aborted, complete, giveBack, running } from '../../octets/from-destination.ts';
import { cancel, order } from '../../octets/from-others.ts';
import type { MemberName } from '../../cast.ts';
import { reasonIn } from '../../octets/records.ts';

function inTime(
  slug: string,
  when: string,
  reach: (context: CaseContext) => Promise<unknown>,
  stoodStill = false,
) {
  return defineCase({
    id: `source-host/cancel-${slug}`,
    title: `a cancel ${when} is answered done, and the machine runs at the source`,
    covers: ['SRC-024', 'INV-007'],
    role: 'source-host',
    needs: [],
    async run(context) {
      await reach(context);
      await expectCancel(context, 'done', 'SRC-024');
      await expectAbort(context, 'cancelled', 'SRC-024', stoodStill);
      await expectCancel(context, 'done', 'SRC-024');
      await context.expect.silence();
    },
  });
}

/** Cancelled after Offer. */
export const whileOffering = inTime('while-offering', 'after Offer', ordered);

/** Cancelled after Prepare. */
export const whilePreparing = inTime('while-preparing', 'after Prepare', accepted);

/** Cancelled while memory is read. */
export const whileReading = inTime('while-reading', 'while a round is read', copying);

/** Cancelled while memory is fetched. */
export const whileCarrying = inTime('while-carrying', 'while a round is carried', carrying);

/** Cancelled while the machine is being stopped. */
export const whileStopping = inTime('while-stopping', 'while the machine is stopped', freezing, true);

/** Cancelled in the freeze. */
export const whileFinalising = inTime('while-finalising', 'after Freeze', finalising, true);

/** Complete crosses the cancel. */
export const neverCommits = defineCase({
  id: 'source-host/cancelled-never-commits',
  title: 'a migration whose cancel was answered done is not committed by a Complete that comes later',
  covers: ['SRC-024', 'INV-007'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/commit-repeated',
  async run(context) {
    const { send, expect } = context;
    const { freeze } = await finalising(context);
    await expectCancel(context, 'done', 'SRC-024');
    await send(complete(freeze.octets));
    await expectAbort(context, 'cancelled', 'SRC-024', true);
    await send(complete(freeze.octets));
    await expect.silence();
    await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
  },
});

/** Cancelled after an abort. */
export const afterAbort = defineCase({
  id: 'source-host/cancel-after-abort',
  title: 'a cancel after an abort is answered done, before and after the destination knows',
  covers: ['SRC-024', 'INV-007'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { freeze } = await finalising(context);
    await send(complete(freeze.octets, new Uint8Array(32)));
    const thaw = await expect.operation('thaw');
    await expectCancel(context, 'done', 'SRC-024');
    await operation(thaw, { is: 'done' });
    const abort = await expect.message('Abort', { to: 'destination' });
    await expectCancel(context, 'done', 'SRC-024');
    await send(aborted('transfer-integrity', abort.exchange));
    await expectCancel(context, 'done', 'SRC-024');
    await expect.silence();
  },
});

/** No such migration. */
export const notKnown = defineCase({
  id: 'source-host/cancel-unknown',
  title: 'a cancel of a migration that is not known, or was refused, is answered unknown',
  covers: ['SRC-024', 'INV-007'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await expectCancel(context, 'unknown', 'INV-007');
    await send(order({ ticket: { epochFirst: epoch + 1 } }));
    await expect.message('Refused', { to: 'owner' });
    await expectCancel(context, 'unknown', 'SRC-024');
    await expect.silence();
    await expect.noOperation();
  },
});

/** Nothing is durable yet. */
export const nothingDurable = defineCase({
  id: 'source-host/cancel-before-first-record',
  title:
    'a cancel while no record is durable promises nothing: it is answered unknown when the journal fails',
  covers: ['SRC-024', 'SRC-002', 'INV-007'],
  role: 'source-host',
  needs: ['journal-faults'],
  timers: ['SOURCE_OPERATION'],
  async run(context) {
    const { send, fault, advance, expect } = context;
    await fault('journal-held');
    const [ordering, request] = [order(), cancel()];
    await send(ordering);
    await send(request);
    await expect.silence();
    await advance('SOURCE_OPERATION');
    await expectCancelAnswer(context, request, 'unknown', 'SRC-024');
    const refused = await expect.answer('Refused', ordering, { to: 'owner' });
    expect.equal(refused.receiver, cast.owner.hid, 'the receiver');
    await expect.silence();
    await expect.noOperation();
  },
});

/** Committed, and nobody has answered. */
export const tooLate = defineCase({
  id: 'source-host/cancel-too-late',
  title: 'a cancel after the commit is answered too-late, also when the machine runs at the destination',
  covers: ['SRC-025', 'SRC-017', 'INV-007'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { commit } = await committed(context);
    await expectCancel(context, 'too-late', 'SRC-025');
    await expect.noOperation();
    await send(running(commit.octets));
    const discard = await expect.operation('discard');
    await expectCancel(context, 'too-late', 'SRC-025');
    await operation(discard, { is: 'done' });
    await expectCancel(context, 'too-late', 'SRC-025');
    await expect.silence();
  },
});

/** Committed, and the witness is asked. */
export const tooLateAtWitness = defineCase({
  id: 'source-host/cancel-while-swapping',
  title: 'a cancel while the witness is asked is answered too-late, and nothing runs',
  covers: ['SRC-025', 'SRC-017', 'INV-007'],
  role: 'source-host',
  needs: ['witness'],
  async run(context) {
    await swapping(context);
    await expectCancel(context, 'too-late', 'SRC-025');
    await context.expect.silence();
    await context.expect.noOperation();
  },
});

/** Committed, and given back. */
export const tooLateGivenBack = defineCase({
  id: 'source-host/cancel-after-return',
  title: 'a cancel of a migration that was given back is answered too-late',
  covers: ['SRC-025', 'INV-007'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { commit } = await committed(context);
    await send(giveBack(commit.octets, { holder: cast.source.hid }));
    const thaw = await expect.operation('thaw');
    await expectCancel(context, 'too-late', 'SRC-025');
    await operation(thaw, { is: 'done' });
    await expect.message('Running', { to: 'destination' });
    await expectCancel(context, 'too-late', 'SRC-025');
    await expect.silence();
  },
});

/** The owner may cancel, too. */
export const byOwner = defineCase({
  id: 'source-host/cancel-by-owner',
  title: 'the owner of the machine may cancel',
  covers: ['SRC-024', 'SRC-026'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await carrying(context);
    const request = cancel({ from: 'owner' });
    await send(request);
    const answer = await expect.answer('CancelAnswer', request, { to: 'owner' });
    expect.equal(answer.tlv('cancelResult'), '01', 'the outcome done', 'SRC-026');
    await expectAbort(context, 'cancelled', 'SRC-024');
  },
});

function bySomebody(who: MemberName, slug: string, title: string, canceller?: string) {
  return defineCase({
    id: `source-host/cancel-by-${slug}`,
    title,
    covers: ['SRC-026'],
    role: 'source-host',
    needs: [],
    twin: 'source-host/cancel-while-offering',
    async run(context) {
      const { send, expect } = context;
      await ordered(context, canceller === undefined ? {} : { ticket: { canceller } });
      const request = cancel({ from: who });
      await send(request);
      const answer = await expect.answer('Refused', request, { to: who });
      expect.equal(reasonIn(answer.tlv('reason')), 'not-authorised', 'the reason', 'SRC-026');
      await expect.silence();
      await expectStatus(context, ['active', 'offer', 'yes', epoch - 1]);
    },
  });
}

/** A stranger. */
export const byStranger = bySomebody(
  'stranger',
  'stranger',
  'a cancel of a stranger is refused with not-authorised, and the migration goes on',
);

/** The other host. */
export const byDestination = bySomebody(
  'destination',
  'destination',
  'a cancel of the destination host is refused with not-authorised, and the migration goes on',
);

/** The ticket names no canceller. */
export const byNobody = bySomebody(
  'operator',
  'operator-without-right',
  'without a canceller in the ticket nobody but the owner may cancel',
  '00'.repeat(20),
);

/** Too late as well. */
export const byStrangerTooLate = defineCase({
  id: 'source-host/cancel-by-stranger-after-commit',
  title: 'a cancel of a stranger after the commit is refused with not-authorised, too',
  covers: ['SRC-026'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/cancel-too-late',
  async run(context) {
    const { send, expect } = context;
    await committed(context);
    const request = cancel({ from: 'stranger' });
    await send(request);
    const answer = await expect.answer('Refused', request, { to: 'stranger' });
    expect.equal(reasonIn(answer.tlv('reason')), 'not-authorised', 'the reason', 'SRC-026');
    await expect.silence();
  },
});
