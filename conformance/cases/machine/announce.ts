/** What a machine announces, to whom, from where and under which numbers (chapter 13, section Announcing). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import {
  announcedIn,
  announcing,
  attachedThere,
  beacons,
  challengeOfPeer,
  expectFrom,
  expectProof,
  expectRebind,
  expectSentTo,
  peerBinds,
  peerSays,
  registeredFirst,
  settled,
  tellMoved,
  withPeer,
  withRendezvous,
} from '../../ground/machine.ts';
import { before, serviceOf } from '../../ground/peers.ts';
import { refused } from '../../octets/from-destination.ts';
import { rebind, rebindAnswer, rebindProof } from '../../octets/from-peer.ts';
import { joined } from '../../octets/from-router.ts';

const frame = { role: 'machine', needs: [], config: attachedThere } as const;

/** Everybody is told. */
export const everybody = defineCase({
  ...frame,
  id: 'machine/announces-to-everybody',
  title: 'a machine that has moved sends Rebind in each of its sessions, and Register, at once',
  covers: ['MOV-006'],
  config: withRendezvous,
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { expect } = context;
    await registeredFirst(context);
    const first = await withPeer(context);
    const second = await withPeer(context, { nonce: 'a2'.repeat(16), exchange: 0x70000002 });
    await tellMoved(context);
    const register = await expect.message('Register', { to: 'rendezvous' });
    expect.equal(announcedIn(register).epoch, epoch, 'the epoch of Register', 'MOV-006');
    const told = [await expect.message('Rebind'), await expect.message('Rebind')];
    const sessions = told.map((one) => Buffer.from(one.tlv('session')).toString('hex')).sort();
    const wanted = [first.id, second.id].map((one) => Buffer.from(one).toString('hex')).sort();
    expect.equal(sessions, wanted, 'the sessions', 'MOV-006');
    for (const one of told) expect.equal(announcedIn(one), { epoch, sequence: 2 }, 'the numbers', 'MOV-007');
    await expect.silence();
  },
});

/** Numbers over three moves. */
export const numbers = defineCase({
  ...frame,
  id: 'machine/numbers-of-announcements',
  title: 'the first announcement of an epoch has the sequence 2, and each other one a higher one',
  covers: ['MOV-007'],
  async run(context) {
    const { expect, send } = context;
    const { id } = await withPeer(context);
    await settled(context, id);
    // The host goes to the old network with everything on it.
    await beacons(context, 'router', 1);
    const query = await expect.message('PlaceQuery', { to: 'router' });
    const there = { router: 'router' } as const;
    await send(joined(query.octets, { ...there, envelope: { from: 'router', to: 'owner' } }));
    const request = await expectRebind(context, id, there, 3, 'MOV-007');
    await peerBinds(context, request, id);
    await tellMoved(context, { epoch: epoch + 1 });
    await expectRebind(context, id, { epoch: epoch + 1 }, 2, 'MOV-007');
    await expect.silence();
  },
});

/** There and back again. */
export const goesBack = defineCase({
  ...frame,
  id: 'machine/goes-back',
  title: 'a machine that goes back to where it was announces that, and its data come from there',
  covers: ['INV-006', 'MOV-001'],
  async run(context) {
    const { id } = await withPeer(context);
    const moves = [
      [epoch, 'newRouter'],
      [epoch + 1, 'router'],
      [epoch + 2, 'newRouter'],
    ] as const;
    for (const [under, router] of moves) {
      await tellMoved(context, { router, epoch: under });
      const request = await expectRebind(context, id, { router, epoch: under }, 2, 'INV-006');
      await peerBinds(context, request, id);
      await expectFrom(context, id, router, 'INV-006');
    }
  },
});

/** Where announcement and proof come from. */
export const source = defineCase({
  ...frame,
  id: 'machine/announces-from-new-place',
  title: 'Rebind and RebindProof are sent from the address in the statement of attachment',
  covers: ['MOV-008', 'MOV-011'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    const here = serviceOf('owner', 'newRouter');
    expect.equal(expect.packetOf(request).source, here, 'the source of Rebind', 'MOV-008');
    const answer = await peerBinds(context, request, id, challengeOfPeer);
    const proof = await expectProof(context, answer, id);
    expect.equal(expect.packetOf(proof).source, here, 'the source of RebindProof', 'MOV-008');
    await expect.silence();
  },
});

/** The peer, which has opened the session, tells the machine that it is at the new place as well. */
function rebindOfPeer(id: Uint8Array): Uint8Array {
  return rebind(id, {
    from: 'peer',
    to: 'owner',
    machine: cast.peer.hid,
    attachment: { machine: cast.peer.hid, host: cast.stranger.hid },
  });
}

/** The peer moves as well. */
export const bothMove = defineCase({
  ...frame,
  id: 'machine/both-ends-move',
  title: 'a machine that hears that its correspondent moved meanwhile sends its announcement there at once',
  covers: ['MOV-015', 'INV-006'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    expectSentTo(context, request, 'home', 'MOV-006');
    const theirs = rebindOfPeer(id);
    await peerSays(context, theirs, 'newRouter');
    const answer = await expect.answer('RebindAnswer', theirs);
    const again = await expect.repeated(request);
    expectSentTo(context, again, 'newRouter', 'MOV-015');
    await expect.silence();
    const proof = rebindProof(theirs, id, answer.tlv('challenge'), {
      from: 'peer',
      to: 'owner',
      machine: cast.peer.hid,
    });
    await peerSays(context, proof, 'newRouter');
    await expect.answer('RebindAnswer', proof);
    await peerSays(context, rebindAnswer(request.octets, id, ['bound', epoch, 2]), 'newRouter');
    await context.order({ kind: 'send', session: Buffer.from(id).toString('hex'), octets: 'beef' });
    const packet = await expect.sessionPacket();
    expect.equal(packet.source, serviceOf('owner', 'newRouter'), 'the source', 'INV-006');
  },
});

/** It does so when it has asked for a proof. */
export const bothMoveInProof = defineCase({
  ...frame,
  id: 'machine/both-ends-move-during-proof',
  title: 'a correspondent that moves when it has sent a challenge gets the announcement there at once',
  covers: ['MOV-015'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    const request = await announcing(context, id);
    const answer = await peerBinds(context, request, id, challengeOfPeer);
    await expectProof(context, answer, id);
    const theirs = rebindOfPeer(id);
    await peerSays(context, theirs, 'newRouter');
    await expect.answer('RebindAnswer', theirs);
    expectSentTo(context, await expect.repeated(request), 'newRouter', 'MOV-015');
    await expect.silence();
  },
});

/** A session that is opened at the new place knows it already. */
export const newSession = defineCase({
  ...frame,
  id: 'machine/old-announcement-for-old-sessions',
  title: 'a session that was opened at the new place is not told of it again',
  covers: ['MOV-006'],
  twin: 'machine/announces-to-everybody',
  async run(context) {
    const { expect, ground } = context;
    await ground('the machine has moved', () => tellMoved(context));
    await withPeer(context);
    await expect.silence();
    await tellMoved(context, { epoch: before });
    await expect.silence();
  },
});

/** Nobody takes it. */
export const refusedBefore = defineCase({
  ...frame,
  id: 'machine/announces-after-refused',
  title:
    'a machine whose announcements were refused announces its next place, to correspondent and rendezvous',
  covers: ['MOV-006', 'MOV-007'],
  config: withRendezvous,
  timers: ['REGISTER_RETRY'],
  async run(context) {
    const { expect, send } = context;
    await registeredFirst(context);
    const { id } = await withPeer(context);
    await tellMoved(context);
    const register = await expect.message('Register', { to: 'rendezvous' });
    const request = await expectRebind(context, id, {}, 2);
    const toOwner = { to: 'owner', epoch } as const;
    await send(refused(register.octets, 'attachment', { from: 'rendezvous', ...toOwner }));
    await peerSays(context, refused(request.octets, 'attachment', { from: 'peer', ...toOwner }));
    await expect.silence();
    const next = { router: 'router', epoch: epoch + 1 } as const;
    await tellMoved(context, next);
    const second = await expect.message('Register', { to: 'rendezvous' });
    expect.equal(second.epoch, epoch + 1, 'the epoch', 'MOV-006');
    await expectRebind(context, id, next, 2);
    await expect.silence();
  },
});
