/** A source host listens to those who hold a role in the migration, and to nobody else (chapter 09). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { committed, copying, finalising, ordered, swapping } from '../../ground/source-host.ts';
import { aborted, complete, giveBack, offerAccept, refused, running } from '../../octets/from-destination.ts';
import { order, statusQuery, witnessAnswer } from '../../octets/from-others.ts';
import { stateDigest } from '../../octets/image.ts';

/** A message for somebody else. */
export const orderForOthers = defineCase({
  id: 'source-host/order-for-another-host',
  title: 'an order whose receiver is another host is dropped without an answer',
  covers: ['SEC-002'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/order-taken',
  async run({ send, expect }) {
    await send(order({ to: 'destination' }));
    await send(statusQuery('destination'));
    await expect.silence();
    await expect.noOperation();
  },
});

/** A message within a migration, for somebody else. */
export const completeForOthers = defineCase({
  id: 'source-host/complete-for-another-host',
  title: 'a Complete whose receiver is another host is dropped',
  covers: ['SEC-002'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/running-ends-it',
  async run(context) {
    const { send, expect } = context;
    const { freeze } = await finalising(context);
    await send(complete(freeze.octets, stateDigest, { to: 'witness' }));
    await expect.silence();
    await expect.noOperation();
  },
});

/** Somebody else accepts the offer. */
export const acceptOfStranger = defineCase({
  id: 'source-host/accept-of-stranger',
  title: 'an OfferAccept of a stranger is dropped',
  covers: ['SEC-005'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/prepare-binds-the-offer',
  async run(context) {
    const { send, expect } = context;
    const { offer } = await ordered(context);
    await send(offerAccept(offer.octets, { from: 'stranger' }));
    await expect.silence();
    await expect.noOperation();
  },
});

/** Somebody else says that the state is there. */
export const completeOfStranger = defineCase({
  id: 'source-host/complete-of-stranger',
  title: 'a Complete of a stranger is dropped',
  covers: ['SEC-005'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/running-ends-it',
  async run(context) {
    const { send, expect } = context;
    const { freeze } = await finalising(context);
    await send(complete(freeze.octets, stateDigest, { from: 'stranger' }));
    await expect.silence();
    await expect.noOperation();
  },
});

/** Somebody else says that the machine runs. */
export const runningOfStranger = defineCase({
  id: 'source-host/running-of-stranger',
  title: 'Running of a stranger, or of the operator, is dropped, and the copy is kept',
  covers: ['SEC-005'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/running-ends-it',
  async run(context) {
    const { send, expect } = context;
    const { commit } = await committed(context);
    for (const from of ['stranger', 'operator', 'owner'] as const) {
      await send(running(commit.octets, epoch, { from }));
      await send(running(commit.octets, epoch, { from, exchange: 0 }));
    }
    await expect.silence();
    await expect.noOperation();
    expect.machine('frozen', epoch - 1);
  },
});

/** Somebody else gives the machine back. */
export const giveBackOfStranger = defineCase({
  id: 'source-host/give-back-of-stranger',
  title: 'GiveBack of a stranger is dropped, and the machine does not run',
  covers: ['SEC-005', 'SRC-017'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/give-back',
  async run(context) {
    const { send, expect } = context;
    const { commit } = await committed(context);
    const back = { holder: cast.source.hid, signer: 'stranger' } as const;
    await send(giveBack(commit.octets, back, undefined, { from: 'stranger' }));
    await send(giveBack(commit.octets, back, undefined, { from: 'stranger', exchange: 0 }));
    await expect.silence();
    await expect.noOperation();
    expect.machine('frozen', epoch - 1);
  },
});

/** The destination answers for the witness. */
export const witnessPlayed = defineCase({
  id: 'source-host/witness-answer-of-destination',
  title: 'a WitnessAnswer that the destination sends is dropped, even with a statement of the witness',
  covers: ['SEC-005', 'SRC-018'],
  role: 'source-host',
  needs: ['witness'],
  twin: 'source-host/witness-before-commit',
  async run(context) {
    const { send, expect } = context;
    const { swap } = await swapping(context);
    const right = { epoch, owner: cast.destination.hid, digest: stateDigest } as const;
    await send(witnessAnswer(swap.octets, 'source', right, 1, { from: 'destination' }));
    await expect.silence();
    await expect.noOperation();
  },
});

/** Somebody else ends the migration. */
export const abortedByStranger = defineCase({
  id: 'source-host/aborted-of-stranger',
  title: 'Refused and Aborted of a stranger do not end the migration',
  covers: ['SEC-005'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/aborted-while-copying',
  async run(context) {
    const { send, expect } = context;
    const { prepare } = await copying(context);
    await send(refused(prepare.octets, 'policy', { from: 'stranger' }));
    await send(aborted('lease-expired', 0, { from: 'stranger' }));
    await expect.silence();
    await expect.noOperation();
    expect.machine('running', epoch - 1);
  },
});
