/** Each wait of a source host begins a count of its own, whatever was repeated before it (chapter 08, Timers). */
import { type TimerName, timers } from '../../../spec/registry/timers.ts';
import { cast, epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { expectFirings } from '../../ground/firings.ts';
import {
  accepted,
  afterRounds,
  carrying,
  chunksAsResult,
  copying,
  ordered,
  swapping,
} from '../../ground/source-host.ts';
import { expectAbort, expectCancel } from '../../ground/source-host-ends.ts';
import { complete, offerAccept, progress, ready } from '../../octets/from-destination.ts';
import { witnessAnswer } from '../../octets/from-others.ts';
import { firstRound, lastRound, stateDigest } from '../../octets/image.ts';
import { hexOf } from '../../octets/octets.ts';
import type { MessageView } from '../../octets/read-message.ts';

const frame = { role: 'source-host', needs: [] } as const;

/** A request is repeated twice, the first time after the first delay of its timer. */
async function repeatedTwice(context: CaseContext, timer: TimerName, sent: MessageView): Promise<void> {
  await expectFirings(context, timer, 2, async () => void (await context.expect.repeated(sent)));
}

/** Every answer is late. */
export const eachStep = defineCase({
  ...frame,
  id: 'source-host/each-wait-counts-anew',
  title: 'Prepare, Manifest and Commit are repeated after the first delay, however often others were before',
  covers: ['TMR-001', 'TMR-002', 'SRC-007', 'SRC-011', 'SRC-019'],
  timers: ['OFFER_RETRY', 'PREPARE_RETRY', 'ROUND_RETRY', 'COMMIT_RETRY'],
  async run(context) {
    const { expect, operation, send } = context;
    const { offer } = await ordered(context);
    await repeatedTwice(context, 'OFFER_RETRY', offer);
    await send(offerAccept(offer.octets));
    const prepare = await expect.message('Prepare');
    await repeatedTwice(context, 'PREPARE_RETRY', prepare);
    await send(ready(prepare.octets));
    const copied = { is: 'copied', chunks: chunksAsResult(firstRound), dirtyRate: 0 };
    await operation(await expect.operation('copyRound'), copied);
    const manifest = await expect.message('Manifest');
    await repeatedTwice(context, 'ROUND_RETRY', manifest);
    const freeze = await context.ground('the machine is to be stopped', async () => {
      const { asked } = await afterRounds(context, manifest);
      expect.equal(asked?.operation, 'freeze', 'the operation');
      const chunks = chunksAsResult(lastRound);
      await operation(asked!, { is: 'frozen', chunks, stateDigest: hexOf(stateDigest) });
      await expect.message('Manifest');
      return expect.message('Freeze');
    });
    await send(complete(freeze.octets));
    await repeatedTwice(context, 'COMMIT_RETRY', await expect.message('Commit'));
  },
});

/** The next round is late as well. */
export const eachRound = defineCase({
  ...frame,
  id: 'source-host/each-round-counts-anew',
  title: 'the manifest of the next round, if there is one, is repeated after the first delay',
  covers: ['TMR-001', 'SRC-011'],
  timers: ['ROUND_RETRY'],
  async run(context) {
    const { expect, operation, send } = context;
    const changed = { is: 'copied', chunks: chunksAsResult(firstRound), dirtyRate: 1_000_000_000 };
    const { copyRound } = await copying(context, { memoryBudget: 1 });
    await operation(copyRound, changed);
    const manifest = await expect.message('Manifest');
    await repeatedTwice(context, 'ROUND_RETRY', manifest);
    await send(progress(manifest.octets, 1, firstRound.length, true));
    const asked = expect.maybeOperation();
    if (asked?.operation !== 'copyRound') return;
    await operation(asked, changed);
    await repeatedTwice(context, 'ROUND_RETRY', await expect.message('Manifest'));
  },
});

/** The offer was repeated before the migration is aborted. */
export const abortAfterOffer = defineCase({
  ...frame,
  id: 'source-host/abort-counts-anew',
  title: 'Abort is repeated after the first delay of its timer, however often Offer was repeated before',
  covers: ['TMR-001', 'SRC-023'],
  timers: ['OFFER_RETRY', 'ABORT_RETRY'],
  async run(context) {
    const { offer } = await ordered(context);
    await repeatedTwice(context, 'OFFER_RETRY', offer);
    await context.send(offerAccept(offer.octets, { versions: '01 0002 01' }));
    const abort = await expectAbort(context, 'unsupported-format', 'SRC-006');
    await repeatedTwice(context, 'ABORT_RETRY', abort);
  },
});

/** A manifest was repeated before the migration is cancelled in the freeze. */
export const abortAfterThaw = defineCase({
  ...frame,
  id: 'source-host/abort-in-freeze-counts-anew',
  title: 'Abort after a thaw is repeated after the first delay, however often a manifest was repeated before',
  covers: ['TMR-001', 'SRC-023'],
  timers: ['ROUND_RETRY', 'ABORT_RETRY'],
  async run(context) {
    const { expect } = context;
    const { manifest } = await carrying(context);
    await repeatedTwice(context, 'ROUND_RETRY', manifest);
    await context.ground('the machine is being stopped', async () => {
      const { asked } = await afterRounds(context, manifest);
      expect.equal(asked?.operation, 'freeze', 'the operation');
    });
    await expectCancel(context, 'done', 'SRC-024');
    await repeatedTwice(context, 'ABORT_RETRY', await expectAbort(context, 'cancelled', 'SRC-024', true));
  },
});

/** The votes come after a repetition, and are no. */
export const abortAfterVotes = defineCase({
  ...frame,
  id: 'source-host/abort-after-votes-counts-anew',
  title: 'Abort is repeated after the first delay of its timer, however often Prepare was repeated before',
  covers: ['TMR-001', 'SRC-023'],
  timers: ['PREPARE_RETRY', 'ABORT_RETRY'],
  async run(context) {
    const { prepare } = await accepted(context);
    await repeatedTwice(context, 'PREPARE_RETRY', prepare);
    await context.send(ready(prepare.octets, '00010101'));
    await repeatedTwice(context, 'ABORT_RETRY', await expectAbort(context, 'no-resources', 'SRC-008'));
  },
});

function afterSwap(slug: string, when: string, fault?: 'journal-full' | 'journal-held'): Case {
  return defineCase({
    role: 'source-host',
    id: `source-host/commit-after-swap-${slug}`,
    title: `when ${when}, Commit goes out, and is repeated after the first delay`,
    covers: ['TMR-001', 'SRC-018', 'SRC-019'],
    needs: fault === undefined ? ['witness'] : ['witness', 'journal-faults'],
    timers: [
      'SWAP_RETRY',
      'COMMIT_RETRY',
      ...(fault === 'journal-held' ? ['SOURCE_OPERATION' as const] : []),
    ],
    async run(context) {
      const { advance, expect, send } = context;
      const { swap } = await swapping(context);
      await repeatedTwice(context, 'SWAP_RETRY', swap);
      if (fault !== undefined) await context.fault(fault);
      const holds = { epoch, owner: cast.destination.hid, digest: stateDigest };
      await send(witnessAnswer(swap.octets, 'source', holds, 1));
      if (fault === 'journal-held') {
        await expect.silence();
        await advance('SOURCE_OPERATION');
      }
      const commit = await expect.message('Commit', { to: 'destination' });
      expect.equal(commit.maybe('statement') !== undefined, true, 'whether it has the statement', 'SRC-018');
      await repeatedTwice(context, 'COMMIT_RETRY', commit);
      await expect.noOperation();
    },
  });
}

/** The journal works. */
export const swapRecorded = afterSwap('recorded', 'what the witness said is recorded');
/** The journal is full. */
export const swapNotRecorded = afterSwap('not-recorded', 'it cannot be recorded', 'journal-full');
/** The journal is silent. */
export const swapUnanswered = afterSwap('unanswered', 'the journal does not answer', 'journal-held');

/** A timer that is not the standard one, but within its bounds. */
const otherDelay = timers.OFFER_RETRY.standard / 2;

/** The deployment has chosen another delay. */
export const otherTimer = defineCase({
  ...frame,
  id: 'source-host/offer-repeated-by-other-delay',
  title: 'an offer is repeated by the delay that was configured; its ceiling changes in the same proportion',
  covers: ['TMR-001', 'TMR-002', 'TMR-003'],
  timers: ['OFFER_RETRY'],
  virtualTime: true,
  config: { timers: { OFFER_RETRY: otherDelay } },
  async run(context) {
    const { offer } = await ordered(context);
    await expectFirings({ ...context, delay: () => otherDelay }, 'OFFER_RETRY', 6, async (firing) => {
      if (firing < 6) await context.expect.repeated(offer);
      else await expectAbort(context, 'timeout', 'SRC-004');
    });
  },
});
