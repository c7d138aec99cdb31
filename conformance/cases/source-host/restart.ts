/** A source host crashes and goes on from its journal (chapter 05, section Restart). */
import { cast, epoch, machine } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  carrying,
  committed,
  finalising,
  freezing,
  ordered,
  swapped,
  swapping,
} from '../../ground/source-host.ts';
import { expectAbort, expectStatus } from '../../ground/source-host-ends.ts';
import { aborted, complete, giveBack, running } from '../../octets/from-destination.ts';
import { order, witnessAnswer } from '../../octets/from-others.ts';
import { stateDigest } from '../../octets/image.ts';
import { uint } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

function endsAt(
  slug: string,
  where: string,
  reach: (context: CaseContext) => Promise<unknown>,
  stoodStill: boolean,
) {
  return defineCase({
    id: `source-host/restart-${slug}`,
    title: `a restart ${where} ends the migration with the reason restart, and the machine runs`,
    covers: ['SRC-029', 'JRN-007'],
    role: 'source-host',
    needs: ['keep-journal'],
    async run(context) {
      const { restart, expect } = context;
      await reach(context);
      await restart();
      await expectAbort(context, 'restart', 'SRC-029', stoodStill);
      await expect.silence();
      await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
    },
  });
}

/** The last record is `ordered`, the offer is out. */
export const whileOffering = endsAt('while-offering', 'after Offer', ordered, false);

/** The last record is `ordered`, memory is carried. */
export const whileCarrying = endsAt('while-carrying', 'during pre-copy', carrying, false);

/** The last record is `frozen`, and the machine is about to stand still. */
export const whileStopping = endsAt('while-stopping', 'while the machine is stopped', freezing, true);

/** The last record is `frozen`, and the machine stands still. */
export const whileFrozen = endsAt('while-frozen', 'after Freeze', finalising, true);

/** Complete comes after the crash. */
export const completeAfterRestart = defineCase({
  id: 'source-host/complete-after-restart',
  title: 'a migration that a restart has ended is not committed by a Complete that comes later',
  covers: ['SRC-029'],
  role: 'source-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, send, expect } = context;
    const { freeze } = await finalising(context);
    await restart();
    await send(complete(freeze.octets));
    await expectAbort(context, 'restart', 'SRC-029', true);
    await send(complete(freeze.octets));
    await expect.silence();
  },
});

/** The crash comes while the commit record is being written. */
export const whileCommitting = defineCase({
  id: 'source-host/restart-during-commit',
  title: 'a restart that finds no commit record ends the migration, and the machine runs',
  covers: ['SRC-029', 'SRC-016'],
  role: 'source-host',
  needs: ['keep-journal', 'journal-faults'],
  async run(context) {
    const { fault, send, restart, expect } = context;
    const { freeze } = await finalising(context);
    await fault('journal-held');
    await send(complete(freeze.octets));
    await expect.silence();
    await restart();
    await expectAbort(context, 'restart', 'SRC-029', true);
    await expect.silence();
  },
});

/** The commit record is torn. */
export const tornCommit = defineCase({
  id: 'source-host/restart-after-torn-commit',
  title: 'a restart that finds a torn commit record ends the migration, and the machine runs',
  covers: ['SRC-029', 'JRN-007'],
  role: 'source-host',
  needs: ['keep-journal', 'journal-faults'],
  async run(context) {
    const { fault, send, restart, expect } = context;
    const { freeze } = await finalising(context);
    await fault('journal-torn');
    await send(complete(freeze.octets));
    await expect.silence();
    await expect.noOperation();
    await restart();
    await expectAbort(context, 'restart', 'SRC-029', true);
    await expect.silence();
  },
});

/** The last record is `committed`, and there is a witness. */
export const whileSwapping = defineCase({
  id: 'source-host/restart-while-swapping',
  title: 'a restart after the commit asks the witness again, and hands over when it has answered',
  covers: ['SRC-030', 'SRC-018', 'JRN-007'],
  role: 'source-host',
  needs: ['keep-journal', 'witness'],
  async run(context) {
    const { restart, send, expect } = context;
    const { swap } = await swapping(context);
    await restart();
    const again = await expect.message('WitnessSwap', { to: 'witness' });
    expect.equal(again.tlv('swap'), swap.tlv('swap'), 'what is asked', 'SRC-030');
    await expect.silence();
    const holds = { epoch, owner: cast.destination.hid, digest: stateDigest };
    await send(witnessAnswer(again.octets, 'source', holds, 1));
    await expect.message('Commit', { to: 'destination' });
    await expect.silence();
    await expect.noOperation();
  },
});

/** The last record is `swapped`. */
export const whilePermitting = defineCase({
  id: 'source-host/restart-after-swap',
  title: 'a restart after the witness has answered sends Commit with the statement, and asks nobody again',
  covers: ['SRC-030', 'JRN-007'],
  role: 'source-host',
  needs: ['keep-journal', 'witness'],
  async run(context) {
    const { restart, expect } = context;
    const { commit } = await swapped(context);
    await restart();
    const again = await expect.message('Commit', { to: 'destination' });
    expect.equal(again.tlv('statement'), commit.tlv('statement'), 'the statement', 'SRC-030');
    await expect.silence();
    await expect.noOperation();
    expect.machine('frozen', epoch - 1);
  },
});

/** The last record is `source-done`, and the copy is there. */
export const whileCleaning = defineCase({
  id: 'source-host/restart-while-cleaning',
  title: 'a restart after "source-done" destroys the copy, and sends nothing',
  covers: ['SRC-032', 'JRN-007'],
  role: 'source-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, send, operation, expect } = context;
    const { commit } = await committed(context);
    await context.ground('the machine runs at the destination', async () => {
      await send(running(commit.octets));
      await expect.operation('discard');
    });
    await restart();
    await operation(await expect.operation('discard'), { is: 'done' });
    await expect.silence();
    await expect.noOperation();
    expect.machine('none');
  },
});

/** The last record is `source-aborted`, and the machine stands still. */
export const whileThawing = defineCase({
  id: 'source-host/restart-while-thawing',
  title: 'a restart after "source-aborted" lets the machine run and sends Abort with the reason',
  covers: ['SRC-032', 'JRN-007'],
  role: 'source-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, send, expect } = context;
    const { freeze } = await finalising(context);
    await context.ground('it is aborted', async () => {
      await send(complete(freeze.octets, new Uint8Array(32)));
      await expect.operation('thaw');
    });
    await restart();
    await expectAbort(context, 'transfer-integrity', 'SRC-032', true);
    await expect.silence();
  },
});

/** The last record is `regained`, and the machine does not run yet. */
export const whileReturning = defineCase({
  id: 'source-host/restart-while-returning',
  title: 'a restart after "regained" lets the machine run under the epoch after that of the migration',
  covers: ['SRC-032', 'JRN-007'],
  role: 'source-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, send, operation, expect } = context;
    const { commit } = await committed(context);
    await context.ground('it is given back', async () => {
      await send(giveBack(commit.octets, { holder: cast.source.hid }));
      await expect.operation('thaw');
    });
    await restart();
    await operation(await expect.operation('thaw'), { is: 'done' });
    const said = await expect.message('Running', { to: 'destination' });
    expect.equal(said.tlv('running'), uint(epoch + 1, 8), 'the epoch', 'SRC-032');
    await expect.silence();
    expect.machine('running', epoch + 1);
  },
});

/** The epoch of a committed migration is taken. */
export const staleOrder = defineCase({
  id: 'source-host/order-with-stale-epoch',
  title: 'after a restart an order for an epoch that was given back is refused with stale-epoch',
  covers: ['JRN-008'],
  role: 'source-host',
  needs: ['keep-journal'],
  twin: 'source-host/order-taken',
  async run(context) {
    const { restart, send, operation, expect } = context;
    const { commit } = await committed(context);
    await context.ground('the machine is back', async () => {
      await send(giveBack(commit.octets, { holder: cast.source.hid }));
      await operation(await expect.operation('thaw'), { is: 'done' });
      await expect.message('Running');
      await restart();
      await operation(await expect.operation('thaw'), { is: 'done' });
      await expect.message('Running');
    });
    const request = order({ migration: '4d494752000000000000000000000003', epoch: epoch + 1 });
    await send(request);
    const refused = await expect.answer('Refused', request, { to: 'owner' });
    expect.equal(reasonIn(refused.tlv('reason')), 'stale-epoch', 'the reason', 'JRN-008');
    await expect.silence();
    await expect.noOperation();
  },
});

const second = { migration: '4d494752000000000000000000000003' } as const;

/** The first migration was aborted, the second one is committed. */
export const abortedBefore = defineCase({
  id: 'source-host/restart-after-later-commit',
  title: 'a restart does not let the machine run for an aborted migration when a later one is committed',
  covers: ['SRC-033', 'SRC-017', 'JRN-009'],
  role: 'source-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, send, expect } = context;
    const { offer } = await ordered(context, second);
    await context.ground('the first migration is aborted', async () => {
      await send(aborted('lease-expired', 0, second));
      while ((await expect.maybe(['Abort'])) !== undefined);
      expect.equal(offer.machine, machine, 'the machine');
    });
    await committed(context);
    await restart();
    await expect.message('Commit', { to: 'destination' });
    await expect.noOperation();
    await expect.silence();
    expect.machine('frozen', epoch - 1);
  },
});

/** The first migration came back, the second one is committed. */
export const returnedBefore = defineCase({
  id: 'source-host/restart-after-return-and-later-commit',
  title: 'a restart does not let the machine run for one given back when a later migration is committed',
  covers: ['SRC-033', 'SRC-017', 'JRN-009'],
  role: 'source-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, send, operation, expect } = context;
    const { commit } = await committed(context);
    await context.ground('the machine is back', async () => {
      await send(giveBack(commit.octets, { holder: cast.source.hid }));
      await operation(await expect.operation('thaw'), { is: 'done' });
      await expect.message('Running');
    });
    await context.ground('a later migration is ordered', async () => {
      const again = order({ ...second, epoch: epoch + 2 });
      await send(again);
      await expect.answer('OrderAnswer', again);
      await expect.message('Offer', { to: 'destination' });
    });
    await restart();
    const thaw = expect.maybeOperation();
    expect.that(thaw === undefined || thaw.migration === second.migration, {
      expectedOneOf: ['no operation for the migration that is over'],
      actual: thaw?.operation ?? 'none',
      requirement: 'SRC-033',
    });
    const said = await expect.message(['Abort'], { to: 'destination' });
    expect.equal(said.migration, second.migration, 'the migration', 'SRC-033');
    await expect.silence();
    expect.machine('running', epoch + 1);
  },
});
