/** The borders of epochs that a witness sets, and what it does not take for set already (chapter 07). */
import { cast, epoch, otherMigration } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import { readStatement, registered, statementOf } from '../../ground/witness.ts';
import { type SwapParts, witnessRead, witnessSwap } from '../../octets/from-others.ts';

function firstSwap(slug: string, title: string, parts: SwapParts): Case {
  return defineCase({
    id: `witness/first-swap-${slug}`,
    title,
    covers: ['WIT-004', 'WIT-007'],
    role: 'witness',
    needs: [],
    async run({ expect, send }) {
      const swap = witnessSwap(parts);
      await send(swap);
      const answer = await expect.answer('WitnessAnswer', swap);
      expect.equal(answer.tlv('swapResult'), '01', 'the outcome', 'WIT-004');
      await expect.silence();
    },
  });
}

/** The ticket is for this epoch alone. */
export const onlyEpoch = firstSwap('to-only-epoch', 'the first swap may set the only epoch of the ticket', {
  ticket: { epochFirst: epoch, epochLast: epoch },
});
/** The ticket ends with this epoch. */
export const lastEpoch = firstSwap('to-last-epoch', 'the first swap may set the last epoch of the ticket', {
  ticket: { epochFirst: epoch - 2, epochLast: epoch },
});

function nextSwap(
  slug: string,
  what: string,
  parts: SwapParts,
  holds: Parameters<typeof statementOf>[0],
): Case {
  return defineCase({
    id: `witness/next-swap-${slug}`,
    title: `a swap of the owner that differs from the register in ${what} alone is set, and read so`,
    covers: ['WIT-007', 'WIT-002'],
    role: 'witness',
    needs: [],
    async run(context) {
      const { expect, send } = context;
      await registered(context);
      const swap = witnessSwap({ from: 'destination', exchange: 0x35000003, ...parts });
      await send(swap);
      const answer = await expect.answer('WitnessAnswer', swap);
      expect.equal(answer.tlv('swapResult'), '01', 'the outcome', 'WIT-007');
      expect.equal(readStatement(answer.tlv('statement')), statementOf(holds), 'the statement', 'WIT-007');
      const read = witnessRead();
      await send(read);
      const found = await expect.answer('WitnessAnswer', read);
      expect.equal(readStatement(found.tlv('statement')), statementOf(holds), 'the register', 'WIT-007');
    },
  });
}

/** Everything but the epoch is what the register holds. */
export const otherEpoch = nextSwap('of-epoch-alone', 'the epoch', { expected: epoch }, { epoch: epoch + 1 });

function heldBut(slug: string, what: string, parts: SwapParts): Case {
  return defineCase({
    id: `witness/swap-held-but-${slug}`,
    title: `a swap to the epoch of the register, with another ${what}, is a conflict, and sets nothing`,
    covers: ['WIT-006', 'WIT-002'],
    role: 'witness',
    needs: [],
    twin: 'witness/second-swap',
    async run(context) {
      const { expect, send } = context;
      await registered(context);
      const swap = witnessSwap({ from: 'destination', exchange: 0x35000004, ...parts });
      await send(swap);
      const answer = await expect.answer('WitnessAnswer', swap);
      expect.equal(answer.tlv('swapResult'), '02', 'the outcome', 'WIT-006');
      expect.equal(readStatement(answer.tlv('statement')), statementOf({}), 'the statement', 'WIT-006');
      await expect.silence();
    },
  });
}

/** Another owner under the epoch that is set. */
export const heldButOwner = heldBut('owner', 'owner', { owner: 'stranger' });
/** Another state under the epoch that is set. */
export const heldButDigest = heldBut('digest', 'digest', { digest: 'd2'.repeat(32) });
/** Another migration to the epoch that is set. */
export const heldButMigration = heldBut('migration', 'migration', { migration: otherMigration });

/** Nobody owns it but the one that the register names. */
export const ownerOfCast = defineCase({
  id: 'witness/next-swap-to-third',
  title: 'the owner hands the machine on to a third host, which is the owner then',
  covers: ['WIT-003', 'WIT-007'],
  role: 'witness',
  needs: [],
  async run(context) {
    const { expect, send } = context;
    await registered(context);
    const on = witnessSwap({ from: 'destination', owner: 'stranger', expected: epoch, exchange: 0x35000005 });
    await send(on);
    await context.ground('it is handed on', () => expect.answer('WitnessAnswer', on));
    const late = witnessSwap({ from: 'destination', expected: epoch + 1, exchange: 0x35000006 });
    await send(late);
    const refused = await expect.answer('WitnessAnswer', late);
    expect.equal(refused.tlv('swapResult'), '03', 'the outcome for the former owner', 'WIT-003');
    const next = witnessSwap({ from: 'stranger', expected: epoch + 1, exchange: 0x35000007 });
    await send(next);
    const answer = await expect.answer('WitnessAnswer', next);
    expect.equal(answer.tlv('swapResult'), '01', 'the outcome for the owner', 'WIT-003');
    const holds = statementOf({ epoch: epoch + 2, owner: cast.destination.hid });
    expect.equal(readStatement(answer.tlv('statement')), holds, 'the statement', 'WIT-007');
  },
});
