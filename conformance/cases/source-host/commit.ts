/** The source host commits (chapter 05, section Commit). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { committed, finalising, swapping } from '../../ground/source-host.ts';
import { complete, running } from '../../octets/from-destination.ts';
import { witnessAnswer } from '../../octets/from-others.ts';
import { stateDigest } from '../../octets/image.ts';
import { octets, uint } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

/** The machine runs at the destination. */
export const discardsAfterRunning = defineCase({
  id: 'source-host/running-ends-it',
  title: 'the copy at the source is destroyed when the machine runs at the destination, not before',
  covers: ['SRC-020'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { commit } = await committed(context);
    await expect.noOperation();
    await send(running(commit.octets));
    const discard = await expect.operation('discard');
    await operation(discard, { is: 'done' });
    expect.machine('none');
    await expect.silence();
  },
});

/** The destination never answers the commit. */
export const commitRepeated = defineCase({
  id: 'source-host/commit-repeated',
  title: 'Commit is repeated when COMMIT_RETRY fires, and the machine does not run at the source',
  covers: ['SRC-019', 'SRC-017'],
  role: 'source-host',
  needs: [],
  timers: ['COMMIT_RETRY'],
  async run(context) {
    const { advance, expect } = context;
    const { commit } = await committed(context);
    await advance('COMMIT_RETRY');
    await expect.repeated(commit);
    await expect.noOperation();
    expect.machine('frozen', epoch - 1);
  },
});

/** The destination has something else. */
export const otherDigest = defineCase({
  id: 'source-host/complete-with-other-digest',
  title: 'a Complete with another digest ends the migration, and the machine runs at the source',
  covers: ['SRC-015'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/running-ends-it',
  async run(context) {
    const { send, operation, expect } = context;
    const { freeze } = await finalising(context);
    await send(complete(freeze.octets, new Uint8Array(32)));
    await operation(await expect.operation('thaw'), { is: 'done' });
    const abort = await expect.message('Abort', { to: 'destination' });
    expect.equal(reasonIn(abort.tlv('reason')), 'transfer-integrity', 'the reason', 'SRC-015');
    expect.machine('running', epoch - 1);
    await expect.silence();
  },
});

/** With a witness, the permit comes after its statement. */
export const witnessFirst = defineCase({
  id: 'source-host/witness-before-commit',
  title: 'with a witness, Commit is sent only with the statement that names the destination',
  covers: ['SRC-018'],
  role: 'source-host',
  needs: ['witness'],
  async run(context) {
    const { send, expect } = context;
    const { swap } = await swapping(context);
    await expect.silence();
    const holds = { epoch, owner: cast.destination.hid, digest: stateDigest };
    const answer = witnessAnswer(swap.octets, 'source', holds, 1);
    await send(answer);
    const commit = await expect.message('Commit', { to: 'destination' });
    expect.equal(
      commit.tlv('statement').subarray(21, 49),
      octets(uint(epoch, 8), cast.destination.hid),
      'epoch and owner',
    );
    await expect.silence();
  },
});
