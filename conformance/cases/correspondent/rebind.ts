/** Announcements that are taken, and those that are not (chapter 14, section Announcements). */
import { cast, epoch, migration, otherMigration } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import {
  expectAt,
  expectRefusal,
  expectStale,
  expectTaken,
  proved,
  say,
  testing,
  withMachine,
} from '../../ground/correspondent.ts';
import { before } from '../../ground/peers.ts';
import { rebind, type RebindParts } from '../../octets/from-peer.ts';
import { octets } from '../../octets/octets.ts';

/** The first announcement of the machine under the new epoch. */
export const taken = defineCase({
  id: 'correspondent/rebind-is-taken',
  title: 'a Rebind with a higher epoch is taken: it is bound, and new data go to the new place',
  covers: ['COR-011', 'COR-012'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    await expectAt(context, id, 'router', 'COR-004');
    const request = rebind(id);
    await say(context, request);
    const answer = await expectTaken(context, request, [epoch, 2], 'COR-011');
    expect.that(answer.maybe('challenge')?.length === 16, {
      expectedOneOf: ['a challenge of 16 octets'],
      actual: 'none',
      requirement: 'COR-012',
    });
    expect.equal(answer.machine, cast.owner.hid, 'the machine of the answer', 'COR-011');
    await expect.silence();
    await expectAt(context, id, 'newRouter', 'COR-011');
  },
});

/** What counts is the epoch, then the sequence. */
export const ordered = defineCase({
  id: 'correspondent/rebind-numbers-are-compared',
  title: 'an epoch is compared before a sequence; of one epoch the higher sequence is taken, however high',
  covers: ['COR-011', 'COR-009'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { id } = await withMachine(context, { sequence: 9 });
    const router = { router: 'router' } as const;
    const first = rebind(id, { sequence: 1 });
    await say(context, first);
    await expectTaken(context, first, [epoch, 1], 'COR-011');
    const higher = rebind(id, { sequence: 0xffff_fffe, attachment: router });
    await say(context, higher, 'router');
    await expectTaken(context, higher, [epoch, 0xffff_fffe], 'COR-011');
    const last = rebind(id, { sequence: 0xffff_ffff });
    await say(context, last);
    await expectTaken(context, last, [epoch, 0xffff_ffff], 'COR-011');
    const lower = rebind(id, { sequence: 2, attachment: router });
    await say(context, lower, 'router');
    await expectStale(context, lower, [epoch, 0xffff_ffff], 'COR-009');
    const next = rebind(id, { epoch: epoch + 1, sequence: 1, attachment: router });
    await say(context, next, 'router');
    await expectTaken(context, next, [epoch + 1, 1], 'COR-011');
    await expectAt(context, id, 'router', 'COR-011');
  },
});

/** Announcements that came late. */
export const stale = defineCase({
  id: 'correspondent/rebind-stale',
  title: 'a Rebind with lower numbers is answered by stale with those of the latest one, and changes nothing',
  covers: ['COR-009', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-is-taken',
  async run(context) {
    const { id } = await withMachine(context);
    await proved(context, id, { sequence: 5 });
    const late: readonly RebindParts[] = [
      { sequence: 4 },
      { sequence: 1 },
      { epoch: before, sequence: 2, attachment: { host: cast.source.hid } },
      { epoch: before, sequence: 0xffff_ffff, attachment: { host: cast.source.hid } },
      { epoch: before - 1, sequence: 6 },
    ];
    for (const parts of late) {
      const request = rebind(id, { ...parts, attachment: { ...parts.attachment, router: 'router' } });
      await say(context, request, 'router');
      await expectStale(context, request, [epoch, 5], 'COR-009');
      await expectAt(context, id, 'newRouter', 'INV-004');
    }
  },
});

/** The announcement is repeated while it is tested. */
export const repeatedInTest = defineCase({
  id: 'correspondent/rebind-again-in-test',
  title: 'the same Rebind again is bound again, with the same challenge',
  covers: ['COR-010'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { request, challenge } = await testing(context, id);
    for (let i = 0; i < 3; i += 1) {
      await say(context, request);
      const answer = await expectTaken(context, request, [epoch, 2], 'COR-010');
      expect.equal(answer.maybe('challenge'), challenge, 'the challenge', 'COR-010');
      await expect.silence();
    }
    await expectAt(context, id, 'newRouter', 'COR-010');
  },
});

/** The announcement is repeated after the proof. */
export const repeatedAfter = defineCase({
  id: 'correspondent/rebind-again-after-proof',
  title: 'the same Rebind again after the proof is bound again, without a challenge',
  covers: ['COR-010'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const { request } = await proved(context, id);
    for (let i = 0; i < 2; i += 1) {
      await say(context, request);
      const answer = await expectTaken(context, request, [epoch, 2], 'COR-010');
      expect.equal(answer.maybe('challenge'), undefined, 'the challenge', 'COR-010');
      await expect.silence();
    }
    await expectAt(context, id, 'newRouter', 'COR-010');
  },
});

/** Two places under one number. */
export const otherAddress = defineCase({
  id: 'correspondent/rebind-same-numbers-elsewhere',
  title: 'the numbers of the latest Rebind with another address are stale',
  covers: ['COR-010', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-again-in-test',
  async run(context) {
    const { id } = await withMachine(context);
    const request = rebind(id, { attachment: { router: 'router' }, exchange: 0x80000099 });
    const { request: first, challenge } = await testing(context, id);
    await say(context, request, 'router');
    await expectStale(context, request, [epoch, 2], 'COR-010');
    await expectAt(context, id, 'newRouter', 'INV-004');
    await say(context, first);
    const again = await expectTaken(context, first, [epoch, 2], 'COR-010');
    context.expect.equal(again.maybe('challenge'), challenge, 'the challenge', 'COR-010');
    await context.expect.silence();
  },
});

/** A session of somebody else. */
export const unknownSession = defineCase({
  id: 'correspondent/rebind-of-unknown-session',
  title: 'a Rebind of a session that is not known is not answered',
  covers: ['COR-005'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-is-taken',
  async run(context) {
    const { id } = await withMachine(context);
    await say(context, rebind(octets('5e'.repeat(16))));
    await context.expect.silence();
    await expectAt(context, id, 'router', 'INV-004');
  },
});

/** Somebody else's key. */
export const forged = defineCase({
  id: 'correspondent/rebind-forged',
  title: 'a Rebind whose authenticator is not good is not answered, and changes nothing',
  covers: ['COR-005', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-is-taken',
  async run(context) {
    const { id } = await withMachine(context);
    const good = rebind(id);
    const broken = Uint8Array.from(good);
    broken[broken.length - 1]! ^= 1;
    for (const message of [rebind(id, { signer: 'stranger' }), broken]) {
      await say(context, message);
      await context.expect.silence();
      await expectAt(context, id, 'router', 'INV-004');
    }
  },
});

/** A host with the right. */
export const delegate = defineCase({
  id: 'correspondent/rebind-of-delegate',
  title: 'a Rebind of a host to which the machine has delegated this epoch is taken',
  covers: ['COR-007', 'COR-011'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const request = rebind(id, { from: 'destination', sequence: 1, delegation: {} });
    await say(context, request);
    await expectTaken(context, request, [epoch, 1], 'COR-011');
    await expect.silence();
    await expectAt(context, id, 'newRouter', 'COR-011');
  },
});

/** Hosts without it. */
export const noDelegation = defineCase({
  id: 'correspondent/rebind-without-right',
  title: 'a Rebind of who may not speak for the machine under this epoch is refused by the reason delegation',
  covers: ['COR-007', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-of-delegate',
  async run(context) {
    const { id } = await withMachine(context);
    const wrong: readonly RebindParts[] = [
      {},
      { delegation: { signer: 'destination' } },
      { delegation: { delegate: cast.source.hid } },
      { delegation: { epoch: before } },
      { delegation: { machine: cast.stranger.hid, signer: 'stranger' } },
    ];
    for (const parts of wrong) {
      const request = rebind(id, { from: 'destination', sequence: 1, ...parts });
      await say(context, request);
      await expectRefusal(context, request, 'delegation', 'COR-007');
      await expectAt(context, id, 'router', 'INV-004');
    }
  },
});

/** Statements by which nothing is to go there. */
export const noAttachment = defineCase({
  id: 'correspondent/rebind-without-attachment',
  title: 'a Rebind whose statement of attachment does not hold is refused by the reason attachment',
  covers: ['COR-008', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-is-taken',
  async run(context) {
    const { id } = await withMachine(context);
    const wrong: readonly RebindParts['attachment'][] = [
      { signer: 'stranger' },
      { signer: 'owner' },
      { standing: 'prepared' },
      { machine: cast.stranger.hid },
      { epoch: before },
      { epoch: epoch + 1 },
    ];
    for (const attachment of wrong) {
      const request = rebind(id, { attachment: attachment! });
      await say(context, request);
      await expectRefusal(context, request, 'attachment', 'COR-008');
      await expectAt(context, id, 'router', 'INV-004');
    }
  },
});

/** The old host knows the key of the machine, or has its delegation of the epoch before. */
export const oldHost = defineCase({
  id: 'correspondent/rebind-of-old-host',
  title: 'what the old host signs after the machine has left does not bring the data back',
  covers: ['COR-007', 'COR-008', 'COR-009', 'INV-004'],
  role: 'correspondent',
  needs: [],
  twin: 'correspondent/rebind-of-delegate',
  async run(context) {
    const { id } = await withMachine(context);
    await proved(context, id);
    const atOld = { router: 'router', host: cast.source.hid } as const;
    const theirs = { delegate: cast.source.hid } as const;
    const stays = (): Promise<void> => expectAt(context, id, 'newRouter', 'INV-004');
    const earlier = rebind(id, {
      from: 'source',
      epoch: before,
      sequence: 77,
      migration: otherMigration,
      attachment: atOld,
      delegation: theirs,
    });
    await say(context, earlier, 'router');
    await expectStale(context, earlier, [epoch, 2], 'COR-009');
    await stays();
    const delegated = rebind(id, {
      from: 'source',
      sequence: 78,
      migration,
      attachment: atOld,
      delegation: { ...theirs, epoch: before },
    });
    await say(context, delegated, 'router');
    await expectRefusal(context, delegated, 'delegation', 'COR-007');
    await stays();
    // With the key of the machine itself: only an AD can say that it is attached.
    const asMachine = rebind(id, { sequence: 79, attachment: { ...atOld, epoch: before } });
    await say(context, asMachine, 'router');
    await expectRefusal(context, asMachine, 'attachment', 'COR-008');
    await stays();
  },
});
