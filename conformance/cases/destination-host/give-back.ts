/** A machine that could not be started goes back (chapter 06, section Giving back). */
import { timers } from '../../../spec/registry/timers.ts';
import { type Case, defineCase } from '../../case.ts';
import { cast, epoch, otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import { fittingStatement, returning, starting } from '../../ground/destination-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { witnessAnswer } from '../../octets/from-others.ts';
import { abort, commit, runningAtSource } from '../../octets/from-source.ts';
import { firstDigest, stateDigest } from '../../octets/image.ts';
import { octets, uint } from '../../octets/octets.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { permit, statement, type StatementParts } from '../../octets/records.ts';

/** The permit by which the destination gives the machine back: it is Ed25519, so its octets are known. */
const backPermit = permit({
  epoch: epoch + 1,
  holder: cast.source.hid,
  digest: stateDigest,
  signer: 'destination',
});
const setBack: StatementParts = { epoch: epoch + 1, owner: cast.source.hid, digest: stateDigest };

/** With a witness: the start has failed, and the witness is asked to set the register. */
async function reclaiming(context: CaseContext): Promise<MessageView> {
  return (await returning(context, { witness: true })).sent;
}

/** Without a witness the source is told at once. */
export const givesBack = defineCase({
  id: 'destination-host/start-failed-gives-back',
  title: 'a start that failed for certain gives the machine back by a permit for the source under e + 2',
  covers: ['DST-024'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { expect, operation, send } = context;
    const { start, commit: request } = await starting(context);
    await operation(start, { is: 'failed', reason: 'hypervisor' });
    const release = expect.maybeOperation();
    if (release !== undefined) await operation(release, { is: 'done' });
    const said = await expect.message('GiveBack', { to: 'source' });
    expect.equal(said.tlv('permit'), backPermit, 'the permit', 'DST-024');
    await send(request);
    await expect.maybe(['GiveBack']);
    await expect.silence();
    await expect.noOperation('start');
    expect.neverRan();
  },
});

/** The record of the return is late. */
export const waitsForRecord = defineCase({
  id: 'destination-host/give-back-waits-for-record',
  title: 'GiveBack is sent when the record given-back is durable, and not before',
  covers: ['DST-024', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  async run(context) {
    const { expect, operation, fault } = context;
    const { start } = await starting(context);
    await fault('journal-held');
    await operation(start, { is: 'failed', reason: 'hypervisor' });
    await expect.silence();
    await fault('journal-ok');
    await expect.message('GiveBack', { to: 'source' });
  },
});

/** The source does not answer. */
export const repeats = defineCase({
  id: 'destination-host/give-back-repeated',
  title: 'GiveBack is repeated with the delays of GIVE_BACK_RETRY until Running under e + 2 comes',
  covers: ['DST-026', 'TMR-001', 'TMR-002'],
  role: 'destination-host',
  needs: [],
  timers: ['GIVE_BACK_RETRY'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    const { sent } = await returning(context);
    await expectFirings(context, 'GIVE_BACK_RETRY', 7, async () => void (await expect.repeated(sent)));
    await send(runningAtSource(epoch, sent.exchange));
    const { ceiling, standard } = timers.GIVE_BACK_RETRY;
    const most = (delay('GIVE_BACK_RETRY') * ceiling) / standard;
    await advance(most);
    await expect.repeated(sent);
    await send(runningAtSource(epoch + 1, sent.exchange));
    await advance(2 * most);
    await expect.silence();
  },
});

/** With a witness the register is set first. */
export const swaps = defineCase({
  id: 'destination-host/give-back-sets-register',
  title: 'with a witness the register is set to e + 2 for the source first, and GiveBack has the statement',
  covers: ['DST-025'],
  role: 'destination-host',
  needs: ['witness'],
  async run(context) {
    const { expect, send } = context;
    const swap = await reclaiming(context);
    expect.equal(swap.name, 'WitnessSwap', 'the message', 'DST-025');
    expect.equal(swap.receiver, cast.witness.hid, 'the receiver', 'DST-025');
    const wanted = octets(uint(epoch, 8), uint(epoch + 1, 8), cast.source.hid, stateDigest);
    expect.equal(swap.tlv('swap'), wanted, 'what is to be set', 'DST-025');
    await expect.silence();
    await send(witnessAnswer(swap.octets, 'destination', setBack, 1));
    const said = await expect.message('GiveBack', { to: 'source' });
    expect.equal(said.tlv('permit'), backPermit, 'the permit', 'DST-024');
    expect.equal(said.tlv('statement'), statement(setBack), 'the statement', 'DST-025');
    await expect.silence();
    await expect.noOperation('start');
  },
});

/** The witness does not answer. */
export const swapRepeated = defineCase({
  id: 'destination-host/give-back-repeats-swap',
  title: 'WitnessSwap of a return is repeated with the delays of GIVE_BACK_RETRY, in the same octets',
  covers: ['DST-025', 'TMR-001'],
  role: 'destination-host',
  needs: ['witness'],
  timers: ['GIVE_BACK_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    const swap = await reclaiming(context);
    await expect.silence();
    await advance(delay('GIVE_BACK_RETRY') / 2);
    await expect.notYet();
    await advance('GIVE_BACK_RETRY');
    await expect.repeated(swap);
    await expect.silence();
  },
});

function notSet(slug: string, what: string, parts: Partial<StatementParts>): Case {
  return defineCase({
    id: `destination-host/give-back-after-${slug}`,
    title: `a statement with ${what} does not send GiveBack; the witness is asked on`,
    covers: ['DST-025'],
    role: 'destination-host',
    needs: ['witness'],
    timers: ['GIVE_BACK_RETRY'],
    twin: 'destination-host/give-back-sets-register',
    async run(context) {
      const { advance, expect, send } = context;
      const swap = await reclaiming(context);
      await send(witnessAnswer(swap.octets, 'destination', { ...setBack, ...parts }, 2));
      await expect.silence();
      await advance('GIVE_BACK_RETRY');
      await expect.repeated(swap);
      await expect.silence();
    },
  });
}

/** The register still holds the epoch of the migration. */
export const notSetYet = notSet('register-not-set', 'the epoch before', {
  epoch,
  owner: cast.destination.hid,
});
/** Somebody else signed it. */
export const notSigned = notSet('forged-statement', 'the signature of somebody else', { signer: 'stranger' });

/** The register holds something else of the epoch e + 2. */
export const anotherReturn = defineCase({
  id: 'destination-host/give-back-after-another-migration',
  title: 'a statement under e + 2 of another migration or state sends no GiveBack',
  covers: ['DST-025'],
  role: 'destination-host',
  needs: ['witness'],
  twin: 'destination-host/give-back-sets-register',
  async run(context) {
    const swap = await reclaiming(context);
    const other = { ...setBack, migration: otherMigration, digest: firstDigest };
    await context.send(witnessAnswer(swap.octets, 'destination', other, 2));
    await context.expect.silence();
    await context.expect.noOperation('start');
  },
});

/** Whatever comes, the machine is not started any more. */
export const neverAgain = defineCase({
  id: 'destination-host/given-back-never-starts',
  title: 'a machine that was given back is not started by a Commit, a statement, time or a restart',
  covers: ['DST-024', 'INV-001'],
  role: 'destination-host',
  needs: ['witness', 'keep-journal'],
  timers: ['GIVE_BACK_RETRY', 'DESTINATION_OPERATION'],
  async run(context) {
    const { advance, expect, restart, send } = context;
    const swap = await reclaiming(context);
    const late = witnessAnswer(
      swap.octets,
      'destination',
      { epoch, owner: cast.destination.hid, digest: stateDigest },
      2,
    );
    const clear = async (): Promise<void> => {
      while ((await expect.maybe()) !== undefined);
      await expect.noOperation('start');
    };
    await send(commit({}, fittingStatement()));
    await send(late);
    await send(abort());
    await advance('DESTINATION_OPERATION');
    await clear();
    await restart();
    await send(commit({}, fittingStatement()));
    await advance('DESTINATION_OPERATION');
    await clear();
    expect.neverRan();
  },
});

/** Whether it runs is not known. */
export const uncertain = defineCase({
  id: 'destination-host/start-without-answer',
  title: 'a start of which nothing is heard gives nothing back',
  covers: ['DST-024'],
  role: 'destination-host',
  needs: [],
  timers: ['DESTINATION_OPERATION'],
  twin: 'destination-host/start-failed-gives-back',
  async run(context) {
    await starting(context);
    await context.advance('DESTINATION_OPERATION');
    await context.expect.silence();
    await context.expect.noOperation('release');
  },
});
