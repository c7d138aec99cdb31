/** What the witness says while the commit is awaited (chapter 06, section The right to run). */
import { type Case, defineCase } from '../../case.ts';
import { cast, epoch, otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import { completed, fittingStatement } from '../../ground/destination-host.ts';
import { keepsWaiting, letsGo } from '../../ground/letting-go.ts';
import { witnessAnswer } from '../../octets/from-others.ts';
import { commit } from '../../octets/from-source.ts';
import { firstDigest, stateDigest } from '../../octets/image.ts';
import type { MessageView } from '../../octets/read-message.ts';
import type { StatementParts } from '../../octets/records.ts';

const fitting: StatementParts = { epoch, owner: cast.destination.hid, digest: stateDigest };

/** The host has asked the witness. */
async function asking(context: CaseContext): Promise<MessageView> {
  await completed(context, { witness: true });
  return context.ground('the witness is asked', async () => {
    await context.advance('DOUBT_RETRY');
    await context.expect.message('StatusQuery', { to: 'source' });
    return context.expect.message('WitnessRead', { to: 'witness' });
  });
}

/** The statement alone. */
export const starts = defineCase({
  id: 'destination-host/statement-starts-the-machine',
  title: 'a fitting statement of the witness starts the machine without a Commit',
  covers: ['DST-021'],
  role: 'destination-host',
  needs: ['witness'],
  timers: ['DOUBT_RETRY'],
  async run(context) {
    const { send, expect, operation } = context;
    const read = await asking(context);
    await send(witnessAnswer(read.octets, 'destination', fitting, 0));
    await operation(await expect.operation('start'), { is: 'done' });
    const said = await expect.message('Running', { to: 'source' });
    expect.equal(said.tlv('running'), '0000000000000008', 'the epoch');
    expect.machine('running', epoch);
    await expect.silence();
  },
});

function superseded(slug: string, what: string, parts: Partial<StatementParts>): Case {
  return defineCase({
    id: `destination-host/statement-${slug}`,
    title: `a statement with ${what} lets the copy go for good`,
    covers: ['DST-022', 'INV-002'],
    role: 'destination-host',
    needs: ['witness'],
    timers: ['DOUBT_RETRY'],
    twin: 'destination-host/statement-starts-the-machine',
    async run(context) {
      const { send, expect } = context;
      const read = await asking(context);
      await send(witnessAnswer(read.octets, 'destination', { ...fitting, ...parts }, 0));
      await letsGo(context, 'superseded', 'DST-022');
      await send(commit({}, fittingStatement()));
      await expect.maybe();
      await expect.noOperation();
      expect.neverRan();
    },
  });
}

/** Another migration has created the epoch. */
export const byMigration = superseded('of-another-migration', 'the epoch and another migration', {
  migration: otherMigration,
});
/** Another host owns the epoch. */
export const byOwner = superseded('for-another-owner', 'the epoch and another owner', {
  owner: cast.stranger.hid,
});
/** Another state was handed over. */
export const byDigest = superseded('for-another-state', 'the epoch and another digest', {
  digest: firstDigest,
});
/** The machine has moved on. */
export const byEpoch = superseded('of-higher-epoch', 'a higher epoch', {
  epoch: epoch + 1,
  migration: otherMigration,
});

function waits(slug: string, what: string, parts: Partial<StatementParts>): Case {
  return defineCase({
    id: `destination-host/statement-${slug}`,
    title: `a statement with ${what} changes nothing`,
    covers: ['DST-015', 'DST-021'],
    role: 'destination-host',
    needs: ['witness'],
    timers: ['DOUBT_RETRY'],
    twin: 'destination-host/statement-starts-the-machine',
    async run(context) {
      const { send, expect } = context;
      const read = await asking(context);
      await send(witnessAnswer(read.octets, 'destination', { ...fitting, ...parts }, 0));
      await keepsWaiting(context);
      await send(commit({}, fittingStatement()));
      await expect.operation('start');
    },
  });
}

/** The source has not asked the witness yet. */
export const lowerEpoch = waits('of-lower-epoch', 'a lower epoch', {
  epoch: epoch - 1,
  owner: cast.source.hid,
});
/** The witness knows nothing. */
export const unknown = waits('of-unknown-register', 'no register', {
  known: false,
  epoch: 0,
  owner: '00'.repeat(20),
  migration: '00'.repeat(16),
  digest: new Uint8Array(32),
});
/** The record is not signed by the witness. */
export const forged = waits('of-stranger', 'the signature of somebody else', { signer: 'stranger' });

/** The witness is somebody else. */
export const otherWitness = defineCase({
  id: 'destination-host/statement-from-stranger',
  title: 'an answer and statement of a host that is not the witness change nothing',
  covers: ['DST-021', 'SEC-005'],
  role: 'destination-host',
  needs: ['witness'],
  timers: ['DOUBT_RETRY'],
  twin: 'destination-host/statement-starts-the-machine',
  async run(context) {
    const read = await asking(context);
    const statement = { ...fitting, signer: 'stranger' } as const;
    await context.send(
      witnessAnswer(read.octets, 'destination', statement, 0, { from: 'stranger', signer: 'stranger' }),
    );
    await keepsWaiting(context);
    context.expect.neverRan();
  },
});
