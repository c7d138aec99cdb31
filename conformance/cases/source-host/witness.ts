/** The source host asks the witness before it hands the permit over (chapter 05, section Commit). */
import { cast, epoch, otherMigration } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { finalising, swapping } from '../../ground/source-host.ts';
import { expectFirings } from '../../ground/firings.ts';
import { complete } from '../../octets/from-destination.ts';
import { witnessAnswer } from '../../octets/from-others.ts';
import { stateDigest } from '../../octets/image.ts';
import { octets, uint } from '../../octets/octets.ts';
import { permit, type StatementParts } from '../../octets/records.ts';

const right = { epoch, owner: cast.destination.hid, digest: stateDigest } as const;

/** What is asked. */
export const swapContent = defineCase({
  id: 'source-host/swap-names-the-destination',
  title: 'WitnessSwap goes from the epoch before the migration to its own, for the destination and the state',
  covers: ['SRC-018'],
  role: 'source-host',
  needs: ['witness'],
  async run(context) {
    const { send, expect } = context;
    const { freeze } = await finalising(context, { witness: true });
    await send(complete(freeze.octets));
    const swap = await expect.message('WitnessSwap', { to: 'witness' });
    expect.equal(
      swap.tlv('swap'),
      octets(uint(epoch - 1, 8), uint(epoch, 8), cast.destination.hid, stateDigest),
      'expected and new epoch, owner, digest',
      'SRC-018',
    );
    await expect.silence();
  },
});

/** The witness does not answer. */
export const swapRepeated = defineCase({
  id: 'source-host/swap-repeated',
  title: 'WitnessSwap is repeated whenever SWAP_RETRY fires, without limit, and nothing else is sent',
  covers: ['SRC-018', 'SRC-017', 'TMR-003'],
  role: 'source-host',
  needs: ['witness'],
  timers: ['SWAP_RETRY'],
  async run(context) {
    const { expect } = context;
    const { swap } = await swapping(context);
    await expectFirings(context, 'SWAP_RETRY', 8, async () => void (await expect.repeated(swap)));
    await expect.silence();
    await expect.noOperation();
    expect.machine('frozen', epoch - 1);
  },
});

/** The first answer was lost. */
export const conflictThatFits = defineCase({
  id: 'source-host/conflict-that-fits',
  title: 'the answer "conflict" with a register that names this migration is as good as "swapped"',
  covers: ['SRC-018'],
  role: 'source-host',
  needs: ['witness'],
  async run(context) {
    const { send, expect } = context;
    const { swap } = await swapping(context);
    const answer = witnessAnswer(swap.octets, 'source', right, 2);
    await send(answer);
    const commit = await expect.message('Commit', { to: 'destination' });
    expect.equal(
      commit.tlv('permit').subarray(0, 112),
      permit({ digest: stateDigest }).subarray(0, 112),
      'the permit',
    );
    await expect.silence();
  },
});

/** @param isOld whether the statement tells nothing new of the machine, so that the witness is asked on. */
function wrongStatement(slug: string, what: string, parts: Partial<StatementParts>, isOld = false) {
  return defineCase({
    id: `source-host/statement-${slug}`,
    title: `no Commit is sent on a statement ${what}, whatever the outcome says`,
    covers: ['SRC-018', 'SRC-017'],
    role: 'source-host',
    needs: ['witness'],
    twin: 'source-host/witness-before-commit',
    ...(isOld ? { timers: ['SWAP_RETRY'] } : {}),
    async run(context) {
      const { send, expect } = context;
      const { swap } = await swapping(context);
      await send(witnessAnswer(swap.octets, 'source', { ...right, ...parts }, 1));
      await expect.silence();
      if (isOld) {
        await expectFirings(context, 'SWAP_RETRY', 1, async () => void (await expect.repeated(swap)));
      }
      await expect.noOperation();
      expect.machine('frozen', epoch - 1);
    },
  });
}

/** The register is where it was. */
export const lowerEpoch = wrongStatement(
  'of-lower-epoch',
  'with the epoch before',
  { epoch: epoch - 1 },
  true,
);
/** The register is where another migration has left it. */
export const formerEpoch = wrongStatement(
  'of-former-migration',
  'with the epoch before, of the migration before',
  { epoch: epoch - 1, migration: otherMigration, owner: cast.source.hid },
  true,
);

/** The register names somebody else. */
export const otherOwner = wrongStatement('of-other-owner', 'that names another owner', {
  owner: cast.stranger.hid,
});

/** The register names another state. */
export const otherState = wrongStatement('of-other-digest', 'that names another digest', {
  digest: new Uint8Array(32),
});

/** The statement is about another machine. */
export const otherMachine = wrongStatement('of-other-machine', 'about another machine', {
  machine: '77'.repeat(20),
});

/** The statement is not signed by the witness. */
export const forgedStatement = wrongStatement(
  'of-stranger',
  'that a stranger has signed',
  { signer: 'stranger' },
  true,
);

/** There is no register. */
export const noRegister = wrongStatement(
  'of-no-register',
  'that no register is known',
  { known: false },
  true,
);

/** The machine went another way. */
export const superseded = defineCase({
  id: 'source-host/superseded',
  title: 'when the register names another migration, no Commit follows, nothing runs and the copy is kept',
  covers: ['SRC-031', 'SRC-017'],
  role: 'source-host',
  needs: ['witness'],
  twin: 'source-host/witness-before-commit',
  timers: ['SWAP_RETRY', 'COMMIT_RETRY'],
  async run(context) {
    const { send, advance, expect } = context;
    const { swap } = await swapping(context);
    const register = { ...right, migration: otherMigration, owner: cast.stranger.hid };
    await send(witnessAnswer(swap.octets, 'source', register, 2));
    await expect.silence();
    await advance('COMMIT_RETRY');
    await send(witnessAnswer(swap.octets, 'source', right, 1));
    expect.that((await expect.maybe(['Commit'])) === undefined, {
      expectedOneOf: ['no Commit'],
      actual: 'Commit',
      requirement: 'SRC-031',
    });
    await expect.noOperation();
    expect.machine('frozen', epoch - 1);
  },
});
