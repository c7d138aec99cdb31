/** The source host after the commit: it repeats, hears, cleans up, and never runs the machine (chapter 05). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { committed } from '../../ground/source-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { aborted, complete, refused, running } from '../../octets/from-destination.ts';
import { cancel, order } from '../../octets/from-others.ts';

/** The destination never answers. */
export const commitForEver = defineCase({
  id: 'source-host/commit-without-limit',
  title: 'Commit is repeated with growing delays and without limit until Running comes',
  covers: ['SRC-019', 'TMR-002', 'TMR-003'],
  role: 'source-host',
  needs: [],
  timers: ['COMMIT_RETRY'],
  async run(context) {
    const { send, operation, advance, expect } = context;
    const { commit } = await committed(context);
    await expectFirings(context, 'COMMIT_RETRY', 8, async () => void (await expect.repeated(commit)));
    await send(running(commit.octets));
    await operation(await expect.operation('discard'), { is: 'done' });
    await advance(20_000);
    await expect.silence();
  },
});

/** Everything that could tempt a source host to go on by itself. */
export const temptations = defineCase({
  id: 'source-host/committed-for-good',
  title: 'after the commit neither Refused, Aborted, Cancel nor another order lets the machine run',
  covers: ['SRC-017'],
  role: 'source-host',
  needs: [],
  timers: ['COMMIT_RETRY'],
  async run(context) {
    const { send, advance, expect } = context;
    const { commit, freeze } = await committed(context);
    await send(refused(commit.octets, 'hypervisor'));
    await send(aborted('lease-expired', 0));
    await send(refused(freeze.octets, 'no-resources'));
    await send(complete(freeze.octets, new Uint8Array(32)));
    await send(cancel());
    await expect.message('CancelAnswer', { to: 'operator' });
    await send(order());
    await expect.message('OrderAnswer', { to: 'owner' });
    await advance('COMMIT_RETRY');
    await expect.repeated(commit);
    await expect.noOperation();
    expect.machine('frozen', epoch - 1);
  },
});

/** After a crash. */
export const restartsStill = defineCase({
  id: 'source-host/committed-after-restart',
  title: 'after the commit a restart does not let the machine run',
  covers: ['SRC-017', 'SRC-030', 'JRN-007'],
  role: 'source-host',
  needs: ['keep-journal'],
  async run(context) {
    const { restart, send, expect } = context;
    const { commit } = await committed(context);
    await restart();
    const again = await expect.message('Commit', { to: 'destination' });
    expect.equal(
      again.tlv('permit').subarray(0, 112),
      commit.tlv('permit').subarray(0, 112),
      'the permit',
      'SRC-030',
    );
    await send(refused(again.octets, 'hypervisor'));
    await send(aborted('lease-expired', 0));
    await expect.silence();
    await expect.noOperation();
    expect.machine('frozen', epoch - 1);
  },
});

/** The machine is said to run under another epoch. */
export const runningOfOtherEpoch = defineCase({
  id: 'source-host/running-of-other-epoch',
  title: 'Running with another epoch does not destroy the copy',
  covers: ['SRC-020'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/running-ends-it',
  timers: ['COMMIT_RETRY'],
  async run(context) {
    const { send, advance, expect } = context;
    const { commit } = await committed(context);
    await send(running(commit.octets, epoch - 1));
    await send(running(commit.octets, epoch + 1));
    await expect.noOperation();
    await advance('COMMIT_RETRY');
    await expect.repeated(commit);
    await expect.noOperation();
  },
});

/** The journal takes its time. */
export const discardWaits = defineCase({
  id: 'source-host/discard-waits-for-record',
  title: 'the copy is destroyed when the record "source-done" is durable, not before',
  covers: ['SRC-020', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  async run(context) {
    const { send, fault, expect } = context;
    const { commit } = await committed(context);
    await fault('journal-held');
    await send(running(commit.octets));
    await expect.noOperation();
    await fault('journal-ok');
    await expect.operation('discard');
    await expect.silence();
  },
});

/** The journal is full for a while. */
export const discardNotRecorded = defineCase({
  id: 'source-host/done-not-recorded',
  title: 'while "source-done" cannot be written the copy is kept; it is tried again at SOURCE_OPERATION',
  covers: ['SRC-020', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  timers: ['SOURCE_OPERATION'],
  async run(context) {
    const { send, fault, advance, expect } = context;
    const { commit } = await committed(context);
    await fault('journal-full');
    await send(running(commit.octets));
    await advance('SOURCE_OPERATION');
    await expect.noOperation();
    await fault('journal-ok');
    await advance('SOURCE_OPERATION');
    await expect.operation('discard');
  },
});
