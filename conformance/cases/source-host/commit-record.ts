/** The record `committed`, and what happens when it cannot be written (chapter 05). */
import { epoch, machine, migration } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { finalising } from '../../ground/source-host.ts';
import {
  expectAbort,
  expectCancelAnswer,
  expectStatus,
  expectTakenBack,
} from '../../ground/source-host-ends.ts';
import { complete } from '../../octets/from-destination.ts';
import { cancel } from '../../octets/from-others.ts';

/** Without a witness. */
export const commitWaits = defineCase({
  id: 'source-host/commit-waits-for-record',
  title: 'Commit is sent when the record "committed" is durable, not before',
  covers: ['SRC-016', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  async run(context) {
    const { send, fault, expect } = context;
    const { freeze } = await finalising(context);
    await fault('journal-held');
    await send(complete(freeze.octets));
    await expect.silence();
    await fault('journal-ok');
    await expect.message('Commit', { to: 'destination' });
    await expect.silence();
    await expect.noOperation();
  },
});

/** With a witness. */
export const swapWaits = defineCase({
  id: 'source-host/swap-waits-for-record',
  title: 'WitnessSwap is sent when the record "committed" is durable, not before',
  covers: ['SRC-016', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults', 'witness'],
  async run(context) {
    const { send, fault, expect } = context;
    const { freeze } = await finalising(context, { witness: true });
    await fault('journal-held');
    await send(complete(freeze.octets));
    await expect.silence();
    await fault('journal-ok');
    await expect.message('WitnessSwap', { to: 'witness' });
    await expect.silence();
    await expect.noOperation();
  },
});

/** The journal hangs over the commit record, and then takes the one behind it. */
export const commitTakenBack = defineCase({
  id: 'source-host/commit-taken-back',
  title: 'when the commit record hangs, the machine runs only after "source-aborted" is durable',
  covers: ['SRC-028', 'SRC-016'],
  role: 'source-host',
  needs: ['journal-faults'],
  twin: 'source-host/commit-waits-for-record',
  timers: ['SOURCE_OPERATION'],
  async run(context) {
    const { send, fault, advance } = context;
    const { freeze } = await finalising(context);
    await fault('journal-held');
    await send(complete(freeze.octets));
    await advance('SOURCE_OPERATION');
    await expectTakenBack(context);
  },
});

/** The journal is full, and neither record can be written until it is mended. */
export const doubt = defineCase({
  id: 'source-host/commit-in-doubt',
  title: 'when neither record can be written the machine runs nowhere until one can',
  covers: ['SRC-028'],
  role: 'source-host',
  needs: ['journal-faults'],
  twin: 'source-host/commit-waits-for-record',
  timers: ['SOURCE_OPERATION'],
  async run(context) {
    const { send, fault, advance, expect } = context;
    const { freeze } = await finalising(context);
    await fault('journal-full');
    await send(complete(freeze.octets));
    await expect.silence();
    await expectStatus(context, ['active', 'commit', 'no', epoch - 1]);
    await advance('SOURCE_OPERATION');
    await expectTakenBack(context, () => advance('SOURCE_OPERATION'));
  },
});

/** The operator mends the journal. */
export const doubtEnded = defineCase({
  id: 'source-host/commit-retried',
  title: 'in doubt, the record is tried again when the operator asks',
  covers: ['SRC-028'],
  role: 'source-host',
  needs: ['journal-faults'],
  twin: 'source-host/commit-waits-for-record',
  async run(context) {
    const { send, fault, order, expect } = context;
    const { freeze } = await finalising(context);
    await fault('journal-full');
    await send(complete(freeze.octets));
    await expect.silence();
    await fault('journal-ok');
    await expect.noOperation();
    await order({ kind: 'retry', machine, migration });
    await expectAbort(context, 'journal', 'SRC-028', true);
    await expect.silence();
  },
});

/** A cancel during the write that succeeds. */
export const cancelDuringCommit = defineCase({
  id: 'source-host/cancel-during-commit',
  title: 'a cancel while the commit record is written is answered too-late when it is durable, not before',
  covers: ['SRC-025', 'INV-007'],
  role: 'source-host',
  needs: ['journal-faults'],
  async run(context) {
    const { send, fault, expect } = context;
    const { freeze } = await finalising(context);
    await fault('journal-held');
    await send(complete(freeze.octets));
    const request = cancel();
    await send(request);
    await expect.silence();
    await expect.noOperation();
    await fault('journal-ok');
    await expectCancelAnswer(context, request, 'too-late', 'SRC-025');
    await expect.message('Commit', { to: 'destination' });
    await expect.silence();
    await expect.noOperation();
  },
});

/** A cancel during the write that fails. */
export const cancelDuringDoubt = defineCase({
  id: 'source-host/cancel-during-failed-commit',
  title: 'a cancel while the commit record fails is answered done when the commit is taken back for sure',
  covers: ['SRC-025', 'SRC-024', 'INV-007'],
  role: 'source-host',
  needs: ['journal-faults'],
  twin: 'source-host/cancel-during-commit',
  async run(context) {
    const { send, fault, order, expect } = context;
    const { freeze } = await finalising(context);
    await fault('journal-full');
    await send(complete(freeze.octets));
    const request = cancel();
    await send(request);
    await expect.silence();
    await expect.noOperation();
    await fault('journal-ok');
    await order({ kind: 'retry', machine, migration });
    await expectCancelAnswer(context, request, 'done', 'SRC-025');
    await expectAbort(context, 'journal', 'SRC-028', true);
    await expect.silence();
  },
});
