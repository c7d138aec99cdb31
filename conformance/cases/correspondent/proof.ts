/** The test of a new place (chapter 14, section Testing the place). */
import { epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  bindingIn,
  datagramFrom,
  expectAt,
  expectStale,
  expectTaken,
  proved,
  say,
  testing,
  usesUpTries,
  withMachine,
} from '../../ground/correspondent.ts';
import { expectFirings } from '../../ground/firings.ts';
import { between, networkAt, networkOf, serviceOf } from '../../ground/peers.ts';
import { rebind, rebindProof } from '../../octets/from-peer.ts';
import { octets } from '../../octets/octets.ts';
import { preferredWay } from '../../octets/session-packets.ts';

async function expectProved(context: CaseContext, proof: Uint8Array): Promise<void> {
  const { expect } = context;
  const answer = await expect.answer('RebindAnswer', proof);
  expect.equal(bindingIn(answer), { outcome: 'bound', epoch, sequence: 2 }, 'the binding', 'COR-014');
  expect.equal(answer.maybe('challenge'), undefined, 'the challenge', 'COR-014');
  await expect.silence();
}

/** It is there. */
export const proof = defineCase({
  id: 'correspondent/proof-is-confirmed',
  title: 'RebindProof with the nonce of the challenge is answered by bound without a challenge',
  covers: ['COR-014'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { id } = await withMachine(context);
    const { request, challenge } = await testing(context, id);
    const shown = rebindProof(request, id, challenge);
    await say(context, shown);
    await expectProved(context, shown);
    await context.advance('PROOF_RETRY');
    await context.expect.silence();
    await expectAt(context, id, 'newRouter', 'COR-014');
  },
});

/** The confirmation was lost. */
export const proofAgain = defineCase({
  id: 'correspondent/proof-is-confirmed-again',
  title: 'RebindProof that comes again after it was confirmed is confirmed again; another nonce is not',
  covers: ['COR-014', 'COR-015'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { request, challenge } = await proved(context, id);
    for (let i = 0; i < 2; i += 1) {
      const shown = rebindProof(request, id, challenge);
      await say(context, shown);
      await expectProved(context, shown);
    }
    await say(context, rebindProof(request, id, '00'.repeat(16)));
    await expect.silence();
    await expectAt(context, id, 'newRouter', 'COR-014');
  },
});

/** What was proved is one address under one epoch. */
export const provedForItself = defineCase({
  id: 'correspondent/proved-place-is-address-and-epoch',
  title:
    'after a proof another address of the epoch is tested, and so is the same address under another epoch',
  covers: ['COR-012'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/proof-of-delegate',
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    await proved(context, id);
    const elsewhere = { router: 'router' } as const;
    for (const [under, sequence] of [
      [epoch, 3],
      [epoch + 1, 1],
    ] as const) {
      const request = rebind(id, { epoch: under, sequence, attachment: elsewhere });
      await say(context, request, 'router');
      const answer = await expectTaken(context, request, [under, sequence], 'COR-011');
      const challenge = answer.tlv('challenge');
      const shown = rebindProof(request, id, challenge, { epoch: under });
      await say(context, shown, 'router');
      const confirmed = await expect.answer('RebindAnswer', shown);
      expect.equal(confirmed.maybe('challenge'), undefined, 'the challenge', 'COR-014');
      await expect.silence();
    }
  },
});

/** The machine is where it was proved to be, after all. */
export const backInTest = defineCase({
  id: 'correspondent/back-to-proved-place-in-test',
  title: 'during a test a later Rebind of the place that was proved last is bound without a test, and holds',
  covers: ['COR-011', 'COR-012'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    const { id } = await withMachine(context);
    await proved(context, id);
    await testing(context, id, { sequence: 3, attachment: { router: 'router' } }, 'router');
    const request = rebind(id, { sequence: 4 });
    await say(context, request);
    const answer = await expectTaken(context, request, [epoch, 4], 'COR-011');
    expect.equal(answer.maybe('challenge'), undefined, 'the challenge', 'COR-012');
    await expect.silence();
    await advance(2 * delay('PROOF_RETRY'));
    await expect.silence();
    await expectAt(context, id, 'newRouter', 'COR-011');
    await say(context, request);
    const again = await expectTaken(context, request, [epoch, 4], 'COR-010');
    expect.equal(again.maybe('challenge'), undefined, 'the challenge', 'COR-010');
    await expect.silence();
  },
});

/** A delegate proves for the machine. */
export const proofOfDelegate = defineCase({
  id: 'correspondent/proof-of-delegate',
  title: 'a delegate proves the place, and the machine announces it again without a test',
  covers: ['COR-012', 'COR-014'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    await proved(context, id, { from: 'destination', sequence: 1, delegation: {} });
    const own = rebind(id);
    await say(context, own);
    const answer = await expectTaken(context, own, [epoch, 2], 'COR-011');
    expect.equal(answer.maybe('challenge'), undefined, 'the challenge', 'COR-012');
    await expect.silence();
    await expectAt(context, id, 'newRouter', 'COR-012');
  },
});

/** The test goes on when the machine speaks after its delegate. */
export const sameTest = defineCase({
  id: 'correspondent/challenge-stays-in-epoch',
  title: 'a later Rebind with the address and the epoch of the test gets the challenge of the test',
  covers: ['COR-012'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { challenge } = await testing(context, id, {
      from: 'destination',
      sequence: 1,
      delegation: {},
    });
    const own = rebind(id);
    await say(context, own);
    const answer = await expectTaken(context, own, [epoch, 2], 'COR-011');
    expect.equal(answer.maybe('challenge'), challenge, 'the challenge', 'COR-012');
    await expect.silence();
    const shown = rebindProof(own, id, challenge);
    await say(context, shown);
    await expectProved(context, shown);
  },
});

/** Another test. */
export const otherTest = defineCase({
  id: 'correspondent/challenge-is-fresh',
  title:
    'another address or another epoch gets another challenge, and the one before proves nothing any more',
  covers: ['COR-012', 'COR-015'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { request, challenge } = await testing(context, id);
    const next = rebind(id, { epoch: epoch + 1 });
    await say(context, next);
    const answer = await expectTaken(context, next, [epoch + 1, 2], 'COR-011');
    expect.that(Buffer.compare(answer.tlv('challenge'), challenge) !== 0, {
      expectedOneOf: ['a fresh challenge'],
      actual: 'that of the place before',
      requirement: 'COR-012',
    });
    await say(context, rebindProof(request, id, challenge));
    await say(context, rebindProof(next, id, challenge, { epoch: epoch + 1 }));
    await expect.silence();
  },
});

/** The challenge is for who is at the place. */
export const challengeToPlace = defineCase({
  id: 'correspondent/challenge-goes-to-place',
  title: 'the challenge goes to the address in the statement of attachment, wherever the Rebind came from',
  covers: ['COR-012'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { deliver, expect } = context;
    const { id } = await withMachine(context);
    // From the place comes enough to be answered; then the same comes again from elsewhere.
    const { request } = await testing(context, id);
    for (const from of ['stranger', 'owner'] as const) {
      await deliver(between([from, from === 'owner' ? 'router' : 'home'], 'peer', request));
      const answer = await expect.maybe(['RebindAnswer']);
      if (answer === undefined) continue;
      const { destination } = expect.packetOf(answer);
      expect.equal(
        networkOf(destination),
        networkAt('owner', 'newRouter'),
        'the network that the challenge goes to',
        'COR-012',
      );
      expect.equal(
        preferredWay(destination)[1],
        preferredWay(serviceOf('owner', 'newRouter'))[1],
        'the host that the challenge goes to',
        'COR-012',
      );
    }
    await expect.silence();
  },
});

/** Guessing. */
export const wrongProof = defineCase({
  id: 'correspondent/proof-with-other-nonce',
  title: 'RebindProof with another nonce is not answered, and the limit stays',
  covers: ['COR-015'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/proof-is-confirmed',
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { request, answer, challenge } = await testing(context, id);
    const close = Uint8Array.from(challenge);
    close[15]! ^= 1;
    for (const nonce of [close, '00'.repeat(16)]) {
      await say(context, rebindProof(request, id, nonce));
      await expect.silence();
    }
    await context.advance('PROOF_RETRY');
    await expect.repeated(answer);
    await expect.silence();
  },
});

/** Without a test there is nothing to be proved. */
export const proofOfNothing = defineCase({
  id: 'correspondent/proof-without-challenge',
  title: 'RebindProof does nothing while no challenge is out',
  covers: ['COR-015', 'COR-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/proof-is-confirmed',
  async run(context) {
    const { id, open } = await withMachine(context);
    await say(context, rebindProof(open, id, '00'.repeat(16)));
    await context.expect.silence();
    await expectAt(context, id, 'router', 'COR-004');
  },
});

/** The proof was lost. */
export const repeats = defineCase({
  id: 'correspondent/challenge-is-repeated',
  title: 'the answer with the challenge is repeated by PROOF_RETRY',
  covers: ['COR-016'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { request, answer, challenge } = await testing(context, id);
    await expectFirings(context, 'PROOF_RETRY', 2, async () => {
      await expect.repeated(answer);
      await expect.silence();
    });
    const shown = rebindProof(request, id, challenge);
    await say(context, shown);
    await expectProved(context, shown);
  },
});

/** Nobody is there. */
export const fallsBack = defineCase({
  id: 'correspondent/unproved-place-is-left',
  title: 'when the tries are used up, data go to the last place that was proved; the numbers stay used',
  covers: ['COR-016', 'COR-010'],
  role: 'correspondent',
  needs: [],
  timers: ['PROOF_RETRY'],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { request } = await testing(context, id);
    await expectAt(context, id, 'newRouter', 'COR-011');
    await usesUpTries(context);
    await expectAt(context, id, 'router', 'COR-016');
    await say(context, request);
    await expectStale(context, request, [epoch, 2], 'COR-010');
    await expectAt(context, id, 'router', 'COR-010');
    await datagramFrom(context, id, 9, '0009', 'router');
    await expect.data(octets('0009'));
    const next = rebind(id, { sequence: 3 });
    await say(context, next);
    await expectTaken(context, next, [epoch, 3], 'COR-011');
    await expect.silence();
  },
});
