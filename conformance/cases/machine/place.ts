/** How a machine learns where it is (chapter 13, section Where the machine is). */
import { cast, epoch } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import {
  asks,
  attachedThere,
  beacons,
  expectFrom,
  expectRebind,
  joinedFor,
  settled,
  tellMoved,
  withPeer,
} from '../../ground/machine.ts';
import { before, serviceOf } from '../../ground/peers.ts';
import { beacon, joined } from '../../octets/from-router.ts';
import type { moved } from '../../octets/to-router.ts';
import { anyPacket } from '../../octets/xip.ts';

const frame = { role: 'machine', needs: [], config: attachedThere } as const;
/** The place where the machine is at first, under another epoch. */
const back = { router: 'router', host: cast.source.hid } as const;

/** The host says it. */
export const follows = defineCase({
  ...frame,
  id: 'machine/moved-is-followed',
  title: 'Moved with a good statement of a higher epoch, of the host that it names, moves the machine',
  covers: ['MOV-001', 'MOV-006', 'MOV-007', 'MOV-008'],
  async run(context) {
    const { expect } = context;
    const { id } = await withPeer(context);
    await expectFrom(context, id, 'router', 'MOV-001');
    await tellMoved(context);
    const request = await expectRebind(context, id, {}, 2);
    expect.equal(expect.packetOf(request).source, serviceOf('owner', 'newRouter'), 'the source', 'MOV-008');
    await expectFrom(context, id, 'newRouter', 'MOV-001');
  },
});

/** The same place once more. */
export const sameAddress = defineCase({
  ...frame,
  id: 'machine/moved-within-network',
  title: 'Moved with the same address under a higher epoch is announced as well',
  covers: ['MOV-001', 'MOV-006'],
  async run(context) {
    const { id } = await withPeer(context);
    const here = { ...back, host: cast.destination.hid } as const;
    await tellMoved(context, here);
    await expectRebind(context, id, here, 2);
    await expectFrom(context, id, 'router', 'MOV-006');
  },
});

/** What nobody may say, or not any more. */
export const notFollowed = defineCase({
  ...frame,
  id: 'machine/moved-is-not-followed',
  title: 'Moved that is not good, not of a higher epoch, or not of the host that it names moves nothing',
  covers: ['MOV-002'],
  twin: 'machine/moved-is-followed',
  async run(context) {
    const { id } = await withPeer(context);
    const wrong: readonly Parameters<typeof moved>[0][] = [
      { epoch: before },
      { epoch: before - 1 },
      { signer: 'stranger' },
      { signer: 'owner' },
      { standing: 'prepared' },
      { machine: cast.stranger.hid },
      { host: cast.stranger.hid },
      { envelope: { from: 'source' } },
      { envelope: { from: 'stranger' } },
      { envelope: { signer: 'stranger' } },
    ];
    for (const parts of wrong) {
      await tellMoved(context, parts);
      await context.expect.silence();
      await expectFrom(context, id, 'router', 'MOV-002');
    }
  },
});

/** An old one. */
export const replayed = defineCase({
  ...frame,
  id: 'machine/moved-again-is-old',
  title: 'Moved that was followed once, and those of moves before, move nothing when they come again',
  covers: ['MOV-002'],
  twin: 'machine/moved-is-followed',
  async run(context) {
    const { id } = await withPeer(context);
    await settled(context, id);
    const next = { router: 'router', epoch: epoch + 1 } as const;
    await settled(context, id, next);
    for (const parts of [{}, next, { epoch: epoch + 1 }]) {
      await tellMoved(context, parts);
      await context.expect.silence();
      await expectFrom(context, id, 'router', 'MOV-002');
    }
  },
});

/** Another network is heard. */
export const beaconElsewhere = defineCase({
  ...frame,
  id: 'machine/beacon-of-other-network',
  title: 'a Beacon of another AD has the machine ask the access router there; its own AD has not',
  covers: ['MOV-003'],
  async run(context) {
    const { expect } = context;
    await withPeer(context);
    await beacons(context, 'router', 1);
    await expect.silence();
    await beacons(context, 'newRouter', 1);
    const query = await expect.message('PlaceQuery', { to: 'newRouter' });
    expect.equal(query.machine, cast.owner.hid, 'the machine', 'MOV-003');
    expect.equal(query.epoch, before, 'the epoch', 'MOV-003');
    await expect.silence();
  },
});

/** Somebody says that he is another network. */
export const beaconForged = defineCase({
  ...frame,
  id: 'machine/beacon-of-nobody',
  title: 'a Beacon that the key of its AD has not signed is dropped',
  covers: ['MOV-003'],
  twin: 'machine/beacon-of-other-network',
  async run(context) {
    const { deliver, expect } = context;
    await withPeer(context);
    const tell = (from: 'newRouter' | 'stranger', payload: Uint8Array): Promise<void> => {
      const [source, destination] = [serviceOf(from, 'newRouter'), serviceOf('owner', 'home')];
      return deliver(anyPacket({ source, destination, payload }));
    };
    await tell('newRouter', beacon('newRouter', 1, { signer: 'stranger' }));
    await tell('stranger', beacon('newRouter', 1, { from: 'stranger' }));
    await expect.silence();
  },
});

/** The router of the own network is not heard. */
export const silence = defineCase({
  ...frame,
  id: 'machine/silence-is-asked-about',
  title: 'a machine that hears no Beacon for SILENCE asks its access router, and repeats it by PLACE_RETRY',
  covers: ['MOV-004'],
  timers: ['SILENCE', 'PLACE_RETRY'],
  async run(context) {
    const { expect, advance, delay } = context;
    await withPeer(context);
    await advance(delay('SILENCE') / 2);
    await beacons(context, 'router', 1);
    await advance((delay('SILENCE') * 3) / 4);
    await expect.notYet();
    await advance(delay('SILENCE') / 4);
    const query = await expect.message('PlaceQuery', { to: 'router' });
    await expect.silence();
    for (const factor of [1, 2, 4]) {
      await advance(factor * delay('PLACE_RETRY'));
      await expect.message('PlaceQuery', { to: 'router' });
      await expect.silence();
    }
    const answer = joined(query.octets, {
      ...back,
      epoch: before,
      envelope: { from: 'router', to: 'owner', epoch: before },
    });
    await context.send(answer);
    await advance(delay('SILENCE') / 2);
    await expect.silence();
  },
});

/** It is there by another migration. */
export const joinedHigher = defineCase({
  ...frame,
  id: 'machine/joined-higher-epoch',
  title: 'Joined in answer to PlaceQuery with a good statement of a higher epoch moves the machine',
  covers: ['MOV-005', 'MOV-006'],
  async run(context) {
    const { id } = await withPeer(context);
    const query = await asks(context, 'newRouter');
    await context.send(joinedFor(query));
    await expectRebind(context, id, {}, 2, 'MOV-005');
    await expectFrom(context, id, 'newRouter', 'MOV-005');
  },
});

/** The host came there with everything on it. */
export const joinedElsewhere = defineCase({
  ...frame,
  id: 'machine/joined-same-epoch-elsewhere',
  title: 'Joined in answer to PlaceQuery with the same epoch and another AD moves the machine',
  covers: ['MOV-005', 'MOV-007'],
  async run(context) {
    const { id } = await withPeer(context);
    const there = { epoch: before, host: cast.source.hid } as const;
    const query = await asks(context, 'newRouter');
    await context.send(joinedFor(query, there));
    await expectRebind(context, id, there, 2, 'MOV-005');
    await expectFrom(context, id, 'newRouter', 'MOV-005');
  },
});

/** Everything else. */
export const joinedNothing = defineCase({
  ...frame,
  id: 'machine/joined-changes-nothing',
  title: 'Joined that was not asked for, is not good, or is of a lower epoch moves nothing',
  covers: ['MOV-005'],
  twin: 'machine/joined-higher-epoch',
  async run(context) {
    const { send, expect } = context;
    const { id } = await withPeer(context);
    const stays = async (message: Uint8Array): Promise<void> => {
      await send(message);
      while ((await expect.maybe(['PlaceQuery'])) !== undefined);
      await expect.silence();
      await expectFrom(context, id, 'router', 'MOV-005');
    };
    const envelope = { from: 'newRouter', to: 'owner', exchange: 0x7777 } as const;
    await stays(joined(new Uint8Array(96), { envelope }));
    let sequence = 1;
    for (const parts of [
      { signer: 'stranger' },
      { standing: 'prepared' },
      { machine: cast.stranger.hid },
      { epoch: before - 1 },
    ] as const) {
      sequence += 1;
      await beacons(context, 'newRouter', sequence);
      const query = await expect.message('PlaceQuery', { to: 'newRouter' });
      await stays(joinedFor(query, parts));
    }
  },
});
