/** What a machine makes of the answers to its announcements (chapter 13, section Announcing). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  announcedIn,
  announcing,
  attachedThere,
  challengeOfPeer,
  expectProof,
  expectRebind,
  expectSentTo,
  peerBinds,
  peerSays,
  rebindRetryFires,
  settled,
  tellMoved,
  withPeer,
} from '../../ground/machine.ts';
import { addressAt, between } from '../../ground/peers.ts';
import { datagram, rebindAnswer, sessionAccept } from '../../octets/from-peer.ts';
import { octets } from '../../octets/octets.ts';
import { sessionId } from '../../octets/place-records.ts';
import { sessionHeader } from '../../octets/xip.ts';
import type { MessageView } from '../../octets/read-message.ts';

const frame = { role: 'machine', needs: [], config: attachedThere } as const;

/** Nobody answers. */
export const repeats = defineCase({
  ...frame,
  id: 'machine/rebind-is-repeated',
  title: 'Rebind is repeated in equal octets by REBIND_RETRY, then under the next sequence, and so on',
  covers: ['MOV-009', 'MOV-007'],
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    let request = await announcing(context, id);
    for (const sequence of [3, 4]) {
      for (let firing = 1; firing <= 5; firing += 1) {
        await rebindRetryFires(context, firing);
        const again = await expect.repeated(request);
        expectSentTo(context, again, 'home', 'MOV-009');
        await expect.silence();
      }
      await rebindRetryFires(context, 6);
      request = await expectRebind(context, id, {}, sequence, 'MOV-009');
      await expect.silence();
    }
  },
});

/** It is taken. */
export const bound = defineCase({
  ...frame,
  id: 'machine/rebind-ends-with-bound',
  title: 'Rebind is not repeated after bound without a challenge',
  covers: ['MOV-009'],
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { id } = await withPeer(context);
    await settled(context, id);
    for (let firing = 1; firing <= 3; firing += 1) await rebindRetryFires(context, firing);
    await context.expect.silence();
  },
});

/** What is no end. */
export const notBound = defineCase({
  ...frame,
  id: 'machine/rebind-goes-on',
  title:
    'bound with other numbers or with a challenge, and stale with lower numbers, do not end the repetition',
  covers: ['MOV-009', 'MOV-011'],
  twin: 'machine/rebind-ends-with-bound',
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    for (const said of [
      ['bound', epoch, 1],
      ['bound', epoch - 1, 2],
      ['bound', epoch, 3],
      ['bound', epoch + 1, 2],
      ['stale', epoch, 1],
      ['stale', epoch - 1, 9],
    ] as const) {
      await peerSays(context, rebindAnswer(request.octets, id, [...said]));
      await expect.silence();
    }
    await rebindRetryFires(context, 1);
    await expect.repeated(request);
    const answer = await peerBinds(context, request, id, challengeOfPeer);
    await expectProof(context, answer, id);
    await context.advance(4 * context.delay('REBIND_RETRY'));
    await expect.repeated(request);
  },
});

/** A way round. */
export const around = defineCase({
  ...frame,
  id: 'machine/rebind-by-rendezvous',
  title: 'every second try goes by the rendezvous that the correspondent named when it opened the session',
  covers: ['MOV-010'],
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context, { rendezvous: true });
    const request = await announcing(context, id);
    expectSentTo(context, request, 'home', 'MOV-010');
    for (let firing = 1; firing <= 4; firing += 1) {
      await rebindRetryFires(context, firing);
      const again = await expect.repeated(request);
      expectSentTo(context, again, firing % 2 === 1 ? 'rendezvous' : 'home', 'MOV-010');
      await expect.silence();
    }
  },
});

/** A way round for who opened the session. */
export const aroundForOpener = defineCase({
  ...frame,
  id: 'machine/rebind-by-rendezvous-of-accepter',
  title: 'every second try goes by the rendezvous that the correspondent named when it accepted the session',
  covers: ['MOV-010'],
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { expect, order, ground } = context;
    const nonce = 'b2'.repeat(16);
    const id = await ground('the machine has opened a session', async () => {
      const peer = { hid: cast.peer.hid, address: addressAt('peer', 'home') };
      await order({ kind: 'open', peer, session: 'datagram' });
      const open = await expect.message('SessionOpen', { to: 'peer' });
      const own = open.tlv('sessionOffer').subarray(0, 16);
      const made = sessionId('owner', 'peer', own, nonce);
      const accept = { epoch: 1, nonce, rendezvous: true };
      await peerSays(context, sessionAccept(open.octets, made, accept));
      await expect.sessionPacket();
      await deliverDatagram(context, made);
      return made;
    });
    const request = await announcing(context, id);
    expectSentTo(context, request, 'home', 'MOV-010');
    await rebindRetryFires(context, 1);
    expectSentTo(context, await expect.repeated(request), 'rendezvous', 'MOV-010');
    await rebindRetryFires(context, 2);
    expectSentTo(context, await expect.repeated(request), 'home', 'MOV-010');
  },
});

/** The peer shows that it is there. */
async function deliverDatagram({ deliver, expect }: CaseContext, session: Uint8Array): Promise<void> {
  await deliver(between(['peer', 'home'], 'owner', datagram(session, 1, 'd0'), sessionHeader));
  await expect.data(octets('d0'));
  await expect.silence();
}

/** Is it there? */
export const proves = defineCase({
  ...frame,
  id: 'machine/challenge-is-answered',
  title:
    'a challenge with the numbers of the last announcement is answered by RebindProof, each time it comes',
  covers: ['MOV-011'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    let first: MessageView | undefined;
    for (let i = 0; i < 3; i += 1) {
      const answer = await peerBinds(context, request, id, challengeOfPeer);
      const proof = await expectProof(context, answer, id);
      first ??= proof;
      expect.equal(proof.octets, first.octets, 'the proof', 'MOV-011');
      await expect.silence();
    }
    await peerBinds(context, request, id);
    await expect.silence();
  },
});

/** Of another announcement. */
export const provesNothing = defineCase({
  ...frame,
  id: 'machine/challenge-of-other-numbers',
  title:
    'a challenge with other numbers than those of the last announcement, or of another session, is not answered',
  covers: ['MOV-011'],
  twin: 'machine/challenge-is-answered',
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    for (const numbers of [
      [epoch, 3],
      [epoch, 1],
      [epoch + 1, 2],
      [epoch - 1, 2],
    ] as const) {
      await peerSays(context, rebindAnswer(request.octets, id, ['bound', ...numbers], challengeOfPeer));
      await expect.silence();
    }
    const other = '5e'.repeat(16);
    await peerSays(context, rebindAnswer(request.octets, other, ['bound', epoch, 2], challengeOfPeer));
    const forged = rebindAnswer(request.octets, id, ['bound', epoch, 2], challengeOfPeer, {
      signer: 'stranger',
    });
    await peerSays(context, forged);
    const ofOther = { from: 'stranger' } as const;
    await peerSays(context, rebindAnswer(request.octets, id, ['bound', epoch, 2], challengeOfPeer, ofOther));
    await expect.silence();
  },
});

/** A later one is known. */
export const stale = defineCase({
  ...frame,
  id: 'machine/rebind-stale',
  title:
    'after stale with the epoch of the announcement the place is announced under the sequence that follows',
  covers: ['MOV-012', 'MOV-007'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    await peerSays(context, rebindAnswer(request.octets, id, ['stale', epoch, 2]));
    const second = await expectRebind(context, id, {}, 3, 'MOV-012');
    await expect.silence();
    await peerSays(context, rebindAnswer(second.octets, id, ['stale', epoch, 900]));
    const third = await expectRebind(context, id, {}, 901, 'MOV-012');
    await expect.silence();
    // An answer to the first one comes late: nothing follows from it.
    await peerSays(context, rebindAnswer(request.octets, id, ['stale', epoch, 2]));
    await expect.silence();
    await peerBinds(context, third, id);
    await expect.silence();
  },
});

/** A later epoch is known. */
export const superseded = defineCase({
  ...frame,
  id: 'machine/rebind-superseded',
  title: 'after stale with a higher epoch nothing is announced there before the machine has that epoch',
  covers: ['MOV-013'],
  twin: 'machine/rebind-stale',
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { expect, advance } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    await peerSays(context, rebindAnswer(request.octets, id, ['stale', epoch + 2, 2]));
    await advance('REBIND_RETRY');
    await advance('REBIND_RETRY');
    await expect.silence();
    await tellMoved(context, { epoch: epoch + 1, router: 'router' });
    await advance('REBIND_RETRY');
    await expect.silence();
    await tellMoved(context, { epoch: epoch + 3 });
    const next = await expect.message('Rebind', { to: 'peer' });
    expect.equal(announcedIn(next), { epoch: epoch + 3, sequence: 2 }, 'the announcement', 'MOV-013');
  },
});

/** Somebody has sent an older announcement again. */
export const olderAnswer = defineCase({
  ...frame,
  id: 'machine/answer-to-older-announcement',
  title: 'an answer with the exchange of an announcement before changes nothing and ends nothing',
  covers: ['MOV-019'],
  twin: 'machine/rebind-stale',
  timers: ['REBIND_RETRY'],
  async run(context) {
    const { expect, advance } = context;
    const { id } = await withPeer(context);
    const first = await announcing(context, id);
    await tellMoved(context, { epoch: epoch + 1, router: 'router' });
    const second = await expectRebind(context, id, { epoch: epoch + 1, router: 'router' }, 2);
    for (const said of [
      ['stale', epoch + 1, 2],
      ['stale', epoch + 4, 2],
      ['bound', epoch + 1, 2],
    ] as const) {
      await peerSays(context, rebindAnswer(first.octets, id, [...said]));
      await expect.silence();
    }
    await advance('REBIND_RETRY');
    await expect.repeated(second);
    await peerSays(context, rebindAnswer(second.octets, id, ['stale', epoch + 1, 2]));
    await expectRebind(context, id, { epoch: epoch + 1, router: 'router' }, 3, 'MOV-012');
    await expect.silence();
  },
});
