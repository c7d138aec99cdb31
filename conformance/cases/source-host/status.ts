/** What a source host says when it is asked for the status (chapter 05, section Status and table of states). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  accepted,
  carrying,
  chunksAsResult,
  committed,
  copying,
  finalising,
  freezing,
  ordered,
  swapping,
} from '../../ground/source-host.ts';
import { expectStatus } from '../../ground/source-host-ends.ts';
import type { Status } from '../../ground/status.ts';
import { aborted, complete, giveBack, running } from '../../octets/from-destination.ts';
import { order } from '../../octets/from-others.ts';
import { lastRound, stateDigest } from '../../octets/image.ts';
import { hexOf } from '../../octets/octets.ts';

function statusIn(
  slug: string,
  when: string,
  status: Status,
  reach: (context: CaseContext) => Promise<unknown>,
) {
  return defineCase({
    id: `source-host/status-${slug}`,
    title: `${when} the status is ${status.join(', ')}`,
    covers: ['SRC-027'],
    role: 'source-host',
    needs: [],
    async run(context) {
      await reach(context);
      await expectStatus(context, status);
      await context.expect.silence();
      await context.expect.noOperation();
    },
  });
}

/** The offer is out. */
export const offering = statusIn('offering', 'after Offer', ['active', 'offer', 'yes', epoch - 1], ordered);

/** The destination prepares. */
export const preparing = statusIn(
  'preparing',
  'after Prepare',
  ['active', 'prepare', 'yes', epoch - 1],
  accepted,
);

/** A round is read. */
export const reading = statusIn(
  'reading',
  'while a round is read',
  ['active', 'pre-copy', 'yes', epoch - 1],
  copying,
);

/** A round is carried. */
export const carried = statusIn(
  'carrying',
  'while a round is carried',
  ['active', 'pre-copy', 'yes', epoch - 1],
  carrying,
);

/** The machine is being stopped. */
export const stopping = statusIn(
  'stopping',
  'while the machine is stopped',
  ['active', 'freeze', 'unknown', epoch - 1],
  freezing,
);

/** The machine stands still. */
export const frozen = statusIn(
  'frozen',
  'after Freeze',
  ['active', 'freeze', 'no', epoch - 1],
  async (context) => {
    const { freezeOperation } = await freezing(context);
    await context.ground('the machine stands still', async () => {
      const chunks = chunksAsResult(lastRound);
      await context.operation(freezeOperation, { is: 'frozen', chunks, stateDigest: hexOf(stateDigest) });
      await context.expect.message('Manifest');
      await context.expect.message('Freeze');
    });
  },
);

/** The permit is out. */
export const permitting = statusIn(
  'committed',
  'after Commit',
  ['committed', 'commit', 'no', epoch],
  committed,
);

/** The order was refused. */
export const refused = statusIn(
  'refused',
  'after a refused order',
  ['aborted', 'ended', 'yes', epoch - 1],
  (context) =>
    context.ground('an order is refused', async () => {
      await context.send(order({ ticket: { epochFirst: epoch + 1 } }));
      await context.expect.message('Refused');
    }),
);

/** The witness is asked. */
export const swappingStatus = defineCase({
  id: 'source-host/status-swapping',
  title: 'while the witness is asked the status is committed, commit, no and the new epoch',
  covers: ['SRC-027'],
  role: 'source-host',
  needs: ['witness'],
  async run(context) {
    await swapping(context);
    await expectStatus(context, ['committed', 'commit', 'no', epoch]);
  },
});

/** The record is being written. */
export const committingStatus = defineCase({
  id: 'source-host/status-committing',
  title: 'while the commit record is written the status is active, commit, no and the old epoch',
  covers: ['SRC-027'],
  role: 'source-host',
  needs: ['journal-faults'],
  async run(context) {
    const { send, fault, expect } = context;
    const { freeze } = await finalising(context);
    await fault('journal-held');
    await send(complete(freeze.octets));
    await expectStatus(context, ['active', 'commit', 'no', epoch - 1]);
    await fault('journal-ok');
    await expect.message('Commit', { to: 'destination' });
    await expectStatus(context, ['committed', 'commit', 'no', epoch]);
  },
});

/** The copy is destroyed. */
export const cleaning = defineCase({
  id: 'source-host/status-cleaning',
  title: 'the status is committed and clean while the copy is destroyed, and done afterwards',
  covers: ['SRC-027'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { commit } = await committed(context);
    await send(running(commit.octets));
    const discard = await expect.operation('discard');
    await expectStatus(context, ['committed', 'clean', 'no', epoch]);
    await operation(discard, { is: 'done' });
    await expectStatus(context, ['done', 'ended', 'no', epoch]);
    await expect.silence();
  },
});

/** The machine came back. */
export const givenBack = defineCase({
  id: 'source-host/status-given-back',
  title: 'when the machine was given back the status is given-back with one epoch more',
  covers: ['SRC-027'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { commit } = await committed(context);
    await send(giveBack(commit.octets, { holder: cast.source.hid }));
    const thaw = await expect.operation('thaw');
    await expectStatus(context, ['given-back', 'commit', 'unknown', epoch + 1]);
    await operation(thaw, { is: 'done' });
    await expect.message('Running', { to: 'destination' });
    await expectStatus(context, ['given-back', 'ended', 'yes', epoch + 1]);
    await expect.silence();
  },
});

/** The migration ends. */
export const abortedStatus = defineCase({
  id: 'source-host/status-aborted',
  title: 'the status is aborted with the old epoch, and whether the machine runs is known when it was thawed',
  covers: ['SRC-027'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { freeze } = await finalising(context);
    await send(complete(freeze.octets, new Uint8Array(32)));
    const thaw = await expect.operation('thaw');
    await expectStatus(context, ['aborted', 'ended', 'unknown', epoch - 1]);
    await operation(thaw, { is: 'done' });
    const abort = await expect.message('Abort', { to: 'destination' });
    await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
    await send(aborted('transfer-integrity', abort.exchange));
    await expectStatus(context, ['aborted', 'ended', 'yes', epoch - 1]);
    await expect.silence();
  },
});
