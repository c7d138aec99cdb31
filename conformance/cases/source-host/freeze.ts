/** The source host stops the machine and hands over what is left (chapter 05, section Freeze). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { afterRounds, carrying, chunksAsResult, finalising, freezing } from '../../ground/source-host.ts';
import { expectAbort } from '../../ground/source-host-ends.ts';
import { lastRound, round, stateDigest } from '../../octets/image.ts';
import { hexOf } from '../../octets/octets.ts';

const frozen = { is: 'frozen', chunks: chunksAsResult(lastRound), stateDigest: hexOf(stateDigest) };

/** The journal takes its time. */
export const freezeWaits = defineCase({
  id: 'source-host/freeze-waits-for-record',
  title: 'the machine is stopped when the record "frozen" is durable, not before',
  covers: ['SRC-012', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  async run(context) {
    const { fault, expect } = context;
    const { manifest } = await carrying(context);
    await fault('journal-held');
    expect.equal((await afterRounds(context, manifest)).asked, undefined, 'the operation', 'SRC-012');
    expect.machine('running', epoch - 1);
    await fault('journal-ok');
    await expect.operation('freeze');
    await expect.silence();
  },
});

/** The journal is full. */
export const freezeNotRecorded = defineCase({
  id: 'source-host/freeze-not-recorded',
  title:
    'a freeze that cannot be recorded ends the migration with journal, and the machine never stands still',
  covers: ['SRC-012', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  twin: 'source-host/freeze-waits-for-record',
  async run(context) {
    const { fault, expect } = context;
    const { manifest } = await carrying(context);
    await fault('journal-full');
    expect.equal((await afterRounds(context, manifest)).asked, undefined, 'the operation', 'SRC-012');
    await expectAbort(context, 'journal', 'SRC-012');
    await expect.silence();
  },
});

/** What is left is handed over. */
export const lastRoundSent = defineCase({
  id: 'source-host/freeze-names-the-state',
  title: 'when the machine stands still, the last manifest and Freeze with round and digest are sent',
  covers: ['SRC-013'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { operation, expect } = context;
    const { freezeOperation, round: number } = await freezing(context);
    await expect.silence();
    await operation(freezeOperation, frozen);
    const manifest = await expect.message('Manifest', { to: 'destination' });
    expect.equal(manifest.tlv('round'), round(number, lastRound), 'the round of the manifest', 'SRC-013');
    const freeze = await expect.message('Freeze', { to: 'destination' });
    expect.equal(freeze.tlv('round'), round(number, lastRound), 'the round of Freeze', 'SRC-013');
    expect.equal(freeze.tlv('stateDigest'), stateDigest, 'the digest of the state', 'SRC-013');
    await expect.silence();
    expect.machine('frozen', epoch - 1);
  },
});

/** The destination does not answer. */
export const freezeRepeated = defineCase({
  id: 'source-host/freeze-repeated',
  title: 'the last manifest and Freeze are both repeated whenever FREEZE_RETRY fires, with the same delay',
  covers: ['SRC-013', 'TMR-002'],
  role: 'source-host',
  needs: [],
  timers: ['FREEZE_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    const { manifest, freeze } = await finalising(context);
    for (let firing = 0; firing < 3; firing += 1) {
      await advance(delay('FREEZE_RETRY') / 2);
      await expect.silence();
      await advance(delay('FREEZE_RETRY') / 2);
      await expect.repeated(manifest);
      await expect.repeated(freeze);
    }
    await expect.silence();
    await expect.noOperation();
  },
});

/** The destination is too slow. */
export const freezeLimit = defineCase({
  id: 'source-host/freeze-limit',
  title:
    'FREEZE_LIMIT, armed when the machine is asked to stand still, ends the migration with freeze-budget',
  covers: ['SRC-014'],
  role: 'source-host',
  needs: [],
  timers: ['FREEZE_LIMIT'],
  async run(context) {
    const { advance, delay, operation, expect } = context;
    const { freezeOperation } = await freezing(context);
    await advance(delay('FREEZE_LIMIT') / 2);
    await expect.noOperation();
    await operation(freezeOperation, frozen);
    await advance(delay('FREEZE_LIMIT') / 2);
    while ((await expect.maybe(['Manifest', 'Freeze'])) !== undefined);
    await expectAbort(context, 'freeze-budget', 'SRC-014', true);
    await expect.silence();
  },
});

/** The hypervisor is too slow. */
export const freezeLimitWhileStopping = defineCase({
  id: 'source-host/freeze-limit-while-stopping',
  title: 'FREEZE_LIMIT also ends a freeze that the hypervisor never finishes',
  covers: ['SRC-014'],
  role: 'source-host',
  needs: [],
  timers: ['FREEZE_LIMIT'],
  async run(context) {
    await freezing(context);
    await context.advance('FREEZE_LIMIT');
    await expectAbort(context, 'freeze-budget', 'SRC-014', true);
    await context.expect.silence();
  },
});
