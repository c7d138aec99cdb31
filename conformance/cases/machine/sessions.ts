/** Sessions of a machine that moves (chapter 16, section After a move). */
import { defineCase } from '../../case.ts';
import { attachedThere, expectRebind, peerBinds, tellMoved, withPeer } from '../../ground/machine.ts';
import { between, sends, serviceOf } from '../../ground/peers.ts';
import { octets } from '../../octets/octets.ts';
import { readSessionPacket, segment } from '../../octets/session-packets.ts';
import { sessionHeader } from '../../octets/xip.ts';

const frame = { role: 'machine', needs: [], config: attachedThere } as const;

/** What was on its way. */
export const atOnce = defineCase({
  ...frame,
  id: 'machine/stream-sends-after-move',
  title:
    'a machine that has moved sends the oldest octets that are not acknowledged at once, from the new place',
  covers: ['SES-007'],
  async run(context) {
    const { expect, deliver } = context;
    const { id } = await withPeer(context, { kind: 'stream' });
    await sends(context, id, '0102030405');
    await expect.sessionPacket();
    await tellMoved(context);
    const packet = await expect.sessionPacket();
    const again = readSessionPacket(packet.payload);
    expect.equal(packet.source, serviceOf('owner', 'newRouter'), 'the source', 'SES-007');
    expect.equal(again.offset, 0, 'the offset', 'SES-007');
    expect.equal(again.data, '0102030405', 'the octets', 'SES-007');
    const request = await expectRebind(context, id, {}, 2);
    await peerBinds(context, request, id);
    await deliver(
      between(['peer', 'home'], 'owner', segment(id, { offset: 1, ack: 5, data: 'd1' }), sessionHeader),
    );
    await expect.data(octets('d1'));
  },
});

/** Nothing waits. */
export const showsUp = defineCase({
  ...frame,
  id: 'machine/stream-shows-up-after-move',
  title: 'a machine that has moved sends a segment at once, also when nothing waits to be acknowledged',
  covers: ['SES-007'],
  async run(context) {
    const { expect } = context;
    await withPeer(context, { kind: 'stream' });
    await tellMoved(context);
    const packet = await expect.sessionPacket();
    expect.equal(packet.source, serviceOf('owner', 'newRouter'), 'the source', 'SES-007');
    expect.equal(readSessionPacket(packet.payload).kind, 2, 'the kind', 'SES-007');
  },
});
