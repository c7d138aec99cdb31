/** The register rests on the journal of the witness (chapter 07, sections Setting and Restart). */
import { type Case, defineCase } from '../../case.ts';
import { cast, epoch, otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import { readStatement, registered, statementOf, zeros } from '../../ground/witness.ts';
import { type SwapParts, witnessRead, witnessSwap } from '../../octets/from-others.ts';

const nothing = statementOf({
  known: false,
  epoch: 0,
  owner: zeros(20),
  migration: zeros(16),
  digest: zeros(32),
});
const onwards: SwapParts = { from: 'destination', owner: 'source', expected: epoch, exchange: 0x35000002 };

/** What the register holds, by a read. */
async function registerOf({ send, expect }: CaseContext): Promise<ReturnType<typeof readStatement>> {
  const read = witnessRead();
  await send(read);
  return readStatement((await expect.answer('WitnessAnswer', read)).tlv('statement'));
}

/** What is there is read. */
export const readKnown = defineCase({
  id: 'witness/read-register',
  title: 'a read of anybody is answered by the outcome none and the statement of the register',
  covers: ['WIT-001'],
  role: 'witness',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await registered(context);
    const read = witnessRead('stranger');
    await send(read);
    const answer = await expect.answer('WitnessAnswer', read);
    expect.equal(answer.tlv('swapResult'), '00', 'the outcome', 'WIT-001');
    expect.equal(readStatement(answer.tlv('statement')), statementOf({}), 'the statement', 'WIT-001');
    await expect.silence();
  },
});

function heldAgain(slug: string, who: string, parts: SwapParts): Case {
  return defineCase({
    id: `witness/swap-again-${slug}`,
    title: `a swap of ${who} to what the register holds is answered by swapped`,
    covers: ['WIT-002'],
    role: 'witness',
    needs: [],
    async run(context) {
      const { send, expect } = context;
      await registered(context);
      const again = witnessSwap(parts);
      await send(again);
      const answer = await expect.answer('WitnessAnswer', again);
      expect.equal(answer.tlv('swapResult'), '01', 'the outcome', 'WIT-002');
      expect.equal(readStatement(answer.tlv('statement')), statementOf({}), 'the statement');
      await expect.silence();
    },
  });
}

/** The same request. */
export const sameAgain = heldAgain('same', 'the source', {});
/** Another request of the new owner. */
export const ownerAgain = heldAgain('of-owner', 'the owner', { from: 'destination', exchange: 0x35000002 });
/** A request of somebody who could set nothing. */
export const strangerAgain = heldAgain('of-stranger', 'a stranger', {
  from: 'stranger',
  exchange: 0x35000002,
});

function almost(slug: string, what: string, parts: SwapParts): Case {
  return defineCase({
    id: `witness/swap-with-${slug}`,
    title: `a swap to another ${what} than the register holds is not answered by swapped`,
    covers: ['WIT-002', 'WIT-003'],
    role: 'witness',
    needs: [],
    twin: 'witness/swap-again-same',
    async run(context) {
      const { send, expect } = context;
      await registered(context);
      const swap = witnessSwap({ exchange: 0x35000002, ...parts });
      await send(swap);
      const answer = await expect.answer('WitnessAnswer', swap);
      expect.equal(answer.tlv('swapResult'), '03', 'the outcome', 'WIT-002');
      expect.equal(await registerOf(context), statementOf({}), 'the register');
    },
  });
}

/** The digest is another one. */
export const otherDigest = almost('other-digest', 'digest', { digest: 'd2'.repeat(32) });
/** The owner is another one. */
export const otherOwner = almost('other-owner', 'owner', { owner: 'source' });
/** The migration is another one. */
export const otherMove = almost('other-migration', 'migration', { migration: otherMigration });

/** What is held needs no record. */
export const writesNothing = defineCase({
  id: 'witness/swap-again-with-full-journal',
  title: 'a swap to what the register holds is answered by swapped although nothing can be written',
  covers: ['WIT-002'],
  role: 'witness',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault } = context;
    const { swap } = await registered(context);
    await fault('journal-full');
    await send(swap);
    const answer = await expect.answer('WitnessAnswer', swap);
    expect.equal(answer.tlv('swapResult'), '01', 'the outcome', 'WIT-002');
    await expect.silence();
  },
});

/** The record is late. */
export const waits = defineCase({
  id: 'witness/swap-waits-for-record',
  title: 'swapped is answered, and read, when the record register is durable, and not before',
  covers: ['WIT-007', 'WIT-001', 'JRN-002'],
  role: 'witness',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault } = context;
    await fault('journal-held');
    const swap = witnessSwap();
    await send(swap);
    await expect.silence();
    expect.equal(await registerOf(context), nothing, 'the register', 'WIT-007');
    await fault('journal-ok');
    const answer = await expect.answer('WitnessAnswer', swap);
    expect.equal(answer.tlv('swapResult'), '01', 'the outcome');
    expect.equal(readStatement(answer.tlv('statement')), statementOf({}), 'the statement');
    expect.equal(await registerOf(context), statementOf({}), 'the register');
    await expect.silence();
  },
});

/** A crash comes before the record is durable. */
export const crashBefore = defineCase({
  id: 'witness/restart-before-record',
  title: 'a restart before the record register is durable leaves the register as it was',
  covers: ['WIT-009', 'JRN-002', 'INV-008'],
  role: 'witness',
  needs: ['journal-faults', 'keep-journal'],
  async run(context) {
    const { send, expect, fault, restart } = context;
    await registered(context);
    await fault('journal-held');
    await send(witnessSwap(onwards));
    await expect.silence();
    await restart();
    expect.equal(await registerOf(context), statementOf({}), 'the register', 'WIT-009');
    await expect.silence();
  },
});

/** The journal is full. */
export const notWritten = defineCase({
  id: 'witness/swap-with-full-journal',
  title: 'a swap that cannot be recorded is not answered and sets nothing; later it is set',
  covers: ['WIT-008', 'JRN-002'],
  role: 'witness',
  needs: ['journal-faults'],
  async run(context) {
    const { send, expect, fault } = context;
    await registered(context);
    await fault('journal-full');
    const swap = witnessSwap(onwards);
    await send(swap);
    await expect.silence();
    expect.equal(await registerOf(context), statementOf({}), 'the register', 'WIT-008');
    await fault('journal-ok');
    await send(swap);
    const answer = await expect.answer('WitnessAnswer', swap);
    expect.equal(answer.tlv('swapResult'), '01', 'the outcome');
    await expect.silence();
  },
});

/** The journal says nothing for longer than the witness waits. */
export const stalled = defineCase({
  id: 'witness/swap-with-silent-journal',
  title: 'after WITNESS_OPERATION the register is still what it was, until the record is heard of',
  covers: ['WIT-007', 'WIT-001'],
  role: 'witness',
  needs: ['journal-faults'],
  timers: ['WITNESS_OPERATION'],
  async run(context) {
    const { send, expect, fault, advance } = context;
    await registered(context);
    await fault('journal-held');
    const swap = witnessSwap(onwards);
    await send(swap);
    await advance('WITNESS_OPERATION');
    await expect.silence();
    expect.equal(await registerOf(context), statementOf({}), 'the register', 'WIT-007');
    await fault('journal-ok');
    const answer = await expect.answer('WitnessAnswer', swap);
    expect.equal(answer.tlv('swapResult'), '01', 'the outcome');
    const set = statementOf({ epoch: epoch + 1, owner: cast.source.hid });
    expect.equal(await registerOf(context), set, 'the register');
    await expect.silence();
  },
});

/** The last record counts. */
export const restarted = defineCase({
  id: 'witness/restart',
  title: 'after a restart the register is that of the last record, and goes on from there',
  covers: ['WIT-009', 'INV-008', 'JRN-007'],
  role: 'witness',
  needs: ['keep-journal'],
  async run(context) {
    const { send, expect, restart } = context;
    await registered(context);
    await context.ground('the register is set again', async () => {
      const swap = witnessSwap(onwards);
      await send(swap);
      expect.equal((await expect.answer('WitnessAnswer', swap)).tlv('swapResult'), '01', 'the outcome');
    });
    await restart();
    await expect.silence();
    const set = statementOf({ epoch: epoch + 1, owner: cast.source.hid });
    expect.equal(await registerOf(context), set, 'the register', 'WIT-009');
    const next = witnessSwap({ migration: otherMigration, expected: epoch + 1, exchange: 0x35000003 });
    await send(next);
    const answer = await expect.answer('WitnessAnswer', next);
    expect.equal(answer.tlv('swapResult'), '01', 'the outcome', 'WIT-009');
    await expect.silence();
  },
});
