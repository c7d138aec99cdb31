/** The machine comes back to a source host that gave it away (chapter 05, section Commit). */
import { cast, epoch, otherMigration } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { committed, swapped } from '../../ground/source-host.ts';
import { giveBack } from '../../octets/from-destination.ts';
import { stateDigest } from '../../octets/image.ts';
import { uint } from '../../octets/octets.ts';
import type { MessageView } from '../../octets/read-message.ts';
import { type PermitParts, statement, type StatementParts } from '../../octets/records.ts';

const toSource = { holder: cast.source.hid } as const;

/** The witness says that the machine came back. */
function returned(parts: Partial<StatementParts> = {}): Uint8Array {
  return statement({ epoch: epoch + 1, owner: cast.source.hid, digest: stateDigest, ...parts });
}

async function expectReturn({ expect, operation }: CaseContext): Promise<MessageView> {
  const thaw = await expect.operation('thaw');
  await expect.silence();
  await operation(thaw, { is: 'done' });
  const running = await expect.message('Running', { to: 'destination' });
  expect.equal(running.tlv('running'), uint(epoch + 1, 8), 'the epoch', 'SRC-021');
  expect.machine('running', epoch + 1);
  return running;
}

/** The whole way back. */
export const comesBack = defineCase({
  id: 'source-host/give-back',
  title: 'a machine that was given back runs under the next epoch, and then Running is sent',
  covers: ['SRC-021'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { commit } = await committed(context);
    await context.send(giveBack(commit.octets, toSource));
    await expectReturn(context);
    await context.expect.silence();
  },
});

/** Running was lost. */
export const comesBackAgain = defineCase({
  id: 'source-host/give-back-again',
  title: 'the same GiveBack again is answered by Running again, and thaws nothing',
  covers: ['SRC-021'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const { commit } = await committed(context);
    const back = giveBack(commit.octets, toSource);
    await send(back);
    await context.ground('the machine is back', () => expectReturn(context));
    await send(back);
    const running = await expect.message('Running', { to: 'destination' });
    expect.equal(running.tlv('running'), uint(epoch + 1, 8), 'the epoch', 'SRC-021');
    await expect.silence();
    await expect.noOperation();
  },
});

/** The journal takes its time. */
export const returnWaits = defineCase({
  id: 'source-host/give-back-waits-for-record',
  title: 'a machine that was given back runs when the record "regained" is durable, not before',
  covers: ['SRC-021', 'SRC-017', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  async run(context) {
    const { send, fault, expect } = context;
    const { commit } = await committed(context);
    await fault('journal-held');
    await send(giveBack(commit.octets, toSource));
    await expect.silence();
    await expect.noOperation();
    await fault('journal-ok');
    await expectReturn(context);
  },
});

function wrongPermit(slug: string, what: string, parts: Partial<PermitParts>) {
  return defineCase({
    id: `source-host/give-back-${slug}`,
    title: `GiveBack with a permit ${what} is ignored`,
    covers: ['SRC-022', 'SRC-017'],
    role: 'source-host',
    needs: [],
    twin: 'source-host/give-back',
    timers: ['COMMIT_RETRY'],
    async run(context) {
      const { send, advance, expect } = context;
      const { commit } = await committed(context);
      await send(giveBack(commit.octets, { ...toSource, ...parts }));
      await expect.silence();
      await expect.noOperation();
      await advance('COMMIT_RETRY');
      await expect.repeated(commit);
      await expect.noOperation();
      expect.machine('frozen', epoch - 1);
    },
  });
}

/** The permit is about another machine. */
export const otherMachine = wrongPermit('of-other-machine', 'for another machine', {
  machine: '77'.repeat(20),
});

/** The permit is about another migration. */
export const ofOtherMigration = wrongPermit('of-other-migration', 'for another migration', {
  migration: otherMigration,
});

/** The permit names somebody else. */
export const otherHolder = wrongPermit('to-another-holder', 'for another holder', {
  holder: cast.stranger.hid,
});

/** The permit names another state. */
export const otherDigest = wrongPermit('of-other-digest', 'for another digest', {
  digest: new Uint8Array(32),
});

/** The permit has the epoch of the migration. */
export const sameEpoch = wrongPermit('of-same-epoch', 'for the epoch that was given away', { epoch });

/** The permit has an epoch that is too high. */
export const higherEpoch = wrongPermit('of-higher-epoch', 'for an epoch too high', { epoch: epoch + 2 });

/** With a witness that agrees. */
export const witnessed = defineCase({
  id: 'source-host/give-back-with-statement',
  title: 'with a witness, GiveBack with a statement that says the same brings the machine back',
  covers: ['SRC-021'],
  role: 'source-host',
  needs: ['witness'],
  async run(context) {
    const { commit } = await swapped(context);
    await context.send(giveBack(commit.octets, toSource, returned()));
    await expectReturn(context);
  },
});

function wrongStatement(slug: string, what: string, parts: Partial<StatementParts> | undefined) {
  return defineCase({
    id: `source-host/give-back-${slug}`,
    title: `with a witness, GiveBack ${what} is ignored`,
    covers: ['SRC-022', 'SRC-017'],
    role: 'source-host',
    needs: ['witness'],
    twin: 'source-host/give-back-with-statement',
    async run(context) {
      const { send, expect } = context;
      const { commit } = await swapped(context);
      const said = parts === undefined ? undefined : returned(parts);
      await send(giveBack(commit.octets, toSource, said));
      await expect.silence();
      await expect.noOperation();
      expect.machine('frozen', epoch - 1);
    },
  });
}

/** The witness was not asked. */
export const notWitnessed = wrongStatement('without-statement', 'without a statement', undefined);

/** The register still names the destination. */
export const notYetWitnessed = wrongStatement('with-old-statement', 'with a statement for the destination', {
  epoch,
  owner: cast.destination.hid,
});

/** The statement is about another migration. */
export const witnessedOther = wrongStatement(
  'with-statement-of-other-migration',
  'with a statement about another migration',
  { migration: otherMigration },
);

/** The witness gave the machine to somebody else. */
export const witnessedForOther = wrongStatement(
  'with-statement-for-other',
  'with a statement for another owner',
  { owner: cast.stranger.hid },
);

/** The statement is about another machine. */
export const witnessedOtherMachine = wrongStatement(
  'with-statement-of-other-machine',
  'with a statement about another machine',
  { machine: '77'.repeat(20) },
);

/** The statement is about another state. */
export const witnessedOtherState = wrongStatement(
  'with-statement-of-other-digest',
  'with a statement about another digest',
  { digest: new Uint8Array(32) },
);

/** The machine went on meanwhile. */
export const witnessedLater = wrongStatement(
  'with-statement-of-later-epoch',
  'with a statement of a later epoch',
  { epoch: epoch + 2 },
);

/** The witness has no register. */
export const witnessedNothing = wrongStatement(
  'with-statement-of-no-register',
  'with a statement that no register is known',
  { known: false },
);

/** The destination made the statement itself. */
export const witnessedByItself = wrongStatement(
  'with-own-statement',
  'with a statement that the destination has signed',
  { signer: 'destination' },
);
