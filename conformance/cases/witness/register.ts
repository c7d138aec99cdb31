/** The register of the witness (chapter 07). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { readStatement, registered, statementOf, zeros } from '../../ground/witness.ts';
import { witnessRead, witnessSwap } from '../../octets/from-others.ts';

/** A register that does not exist yet. */
export const readUnknown = defineCase({
  id: 'witness/read-unknown',
  title: 'a read of a machine without a register is answered by a statement of zeros',
  covers: ['WIT-001'],
  role: 'witness',
  needs: [],
  async run({ send, expect }) {
    const request = witnessRead();
    await send(request);
    const answer = await expect.answer('WitnessAnswer', request);
    expect.equal(answer.tlv('swapResult'), '00', 'the outcome');
    const nothing = { known: false, epoch: 0, owner: zeros(20), migration: zeros(16), digest: zeros(32) };
    expect.equal(readStatement(answer.tlv('statement')), statementOf(nothing), 'the statement');
    await expect.silence();
  },
});

/** The first swap makes the register. */
export const firstSwap = defineCase({
  id: 'witness/first-swap',
  title: 'the source of a good ticket sets an unknown register, and a read finds it',
  covers: ['WIT-007'],
  role: 'witness',
  needs: [],
  async run({ send, expect }) {
    const swap = witnessSwap();
    await send(swap);
    const answer = await expect.answer('WitnessAnswer', swap);
    expect.equal(answer.tlv('swapResult'), '01', 'the outcome');
    expect.equal(readStatement(answer.tlv('statement')), statementOf({}), 'the statement');
    const read = witnessRead();
    await send(read);
    const found = await expect.answer('WitnessAnswer', read);
    expect.equal(readStatement(found.tlv('statement')), statementOf({}), 'the statement');
    await expect.silence();
  },
});

/** A swap that expects an epoch that has passed. */
export const lateSwap = defineCase({
  id: 'witness/swap-conflict',
  title: 'a swap of the owner that expects another epoch is a conflict, and sets nothing',
  covers: ['WIT-006'],
  role: 'witness',
  needs: [],
  twin: 'witness/second-swap',
  async run(context) {
    const { send, expect } = context;
    await registered(context);
    const late = witnessSwap({
      from: 'destination',
      owner: 'source',
      expected: epoch + 1,
      exchange: 0x35000002,
    });
    await send(late);
    const answer = await expect.answer('WitnessAnswer', late);
    expect.equal(answer.tlv('swapResult'), '02', 'the outcome');
    expect.equal(readStatement(answer.tlv('statement')), statementOf({}), 'the statement');
    await expect.silence();
  },
});

/** The owner that the register names hands the machine on. */
export const secondSwap = defineCase({
  id: 'witness/second-swap',
  title: 'the owner in the register sets the next epoch',
  covers: ['WIT-003', 'WIT-007'],
  role: 'witness',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await registered(context);
    const next = witnessSwap({ from: 'destination', owner: 'source', expected: epoch, exchange: 0x35000002 });
    await send(next);
    const answer = await expect.answer('WitnessAnswer', next);
    expect.equal(answer.tlv('swapResult'), '01', 'the outcome');
    const holds = statementOf({ epoch: epoch + 1, owner: cast.source.hid });
    expect.equal(readStatement(answer.tlv('statement')), holds, 'the statement');
    await expect.silence();
  },
});
