/** Streams of octets in sessions when the other end has moved (chapter 16, section After a move). */
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { say, withMachine } from '../../ground/correspondent.ts';
import { between, networkAt, networkOf, sends } from '../../ground/peers.ts';
import { segmentOf, segments } from '../../ground/streams.ts';
import { rebind, rebindProof } from '../../octets/from-peer.ts';
import { octets } from '../../octets/octets.ts';
import { readSessionPacket, segment } from '../../octets/session-packets.ts';
import { sessionHeader } from '../../octets/xip.ts';

/** The octets of segments with data that were sent, and that no expectation took. */
async function dataOctets({ expect }: CaseContext): Promise<number> {
  let sum = 0;
  for (const { payload } of await expect.sessionPackets()) {
    if (readSessionPacket(payload).data.length > 0) sum += payload.length;
  }
  return sum;
}

/** The other end has moved. */
export const afterRebind = defineCase({
  id: 'correspondent/stream-sends-after-rebind',
  title:
    'a peer that takes a Rebind sends the oldest octets that are not acknowledged at once, to the new place',
  covers: ['SES-007'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    await sends(context, id, '0102030405');
    const sent = readSessionPacket((await expect.sessionPacket()).payload);
    expect.equal(sent.offset, 0, 'the offset');
    await say(context, rebind(id));
    const packet = await expect.sessionPacket();
    const again = readSessionPacket(packet.payload);
    expect.equal(networkOf(packet.destination), networkAt('owner', 'newRouter'), 'the network', 'SES-007');
    expect.equal(again.offset, 0, 'the offset of what is sent again', 'SES-007');
    expect.equal(again.data, '0102030405', 'what is sent again', 'SES-007');
    await expect.message('RebindAnswer');
    await expect.silence();
  },
});

/** Nothing waits, and yet something is sent. */
export const emptyAfterRebind = defineCase({
  id: 'correspondent/stream-shows-up-after-rebind',
  title: 'a peer that takes a Rebind sends a segment at once, also when nothing waits to be acknowledged',
  covers: ['SES-007'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    await say(context, rebind(id));
    const packet = await expect.sessionPacket();
    expect.equal(networkOf(packet.destination), networkAt('owner', 'newRouter'), 'the network', 'SES-007');
    expect.equal(readSessionPacket(packet.payload).kind, 2, 'the kind', 'SES-007');
  },
});

/** The stream goes on. */
export const goesOn = defineCase({
  id: 'correspondent/stream-goes-on-after-move',
  title: 'a stream goes on after a move with nothing lost and nothing twice, in both directions',
  covers: ['INV-006', 'SES-003'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect, deliver } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    await sends(context, id, '0102030405');
    await expect.rest();
    await segmentOf(context, id, { offset: 1, ack: 2, data: 'd1' });
    await expect.stream(octets('d1'));
    await expect.rest();
    const request = rebind(id);
    await say(context, request);
    const packet = await expect.sessionPacket();
    const again = readSessionPacket(packet.payload);
    expect.equal(Buffer.from(again.data).toString('hex'), '0102030405'.slice(2 * again.offset), 'the octets');
    expect.that(again.offset <= 2, {
      expectedOneOf: ['the octets from position 2 on'],
      actual: `those from ${again.offset} on`,
      requirement: 'INV-006',
    });
    const next = segment(id, { offset: 1, ack: 5, data: 'd1d2' });
    await deliver(between(['owner', 'newRouter'], 'peer', next, sessionHeader));
    await expect.stream(octets('d2'));
  },
});

/** A path of which nothing is known. */
export const slowStart = defineCase({
  id: 'correspondent/stream-begins-anew-after-move',
  title:
    'after a move at most 12000 octets of segments with data go out before something new is acknowledged',
  covers: ['SES-008'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect, ground } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    await ground('the stream has become fast', async () => {
      for (let i = 0; i < 4; i += 1) await sends(context, id, 'ab'.repeat(25_000));
      let end = 0;
      let burst = 0;
      for (let round = 0; round < 3; round += 1) {
        const came = await segments(context);
        burst = came.length;
        for (const { offset, data } of came) end = Math.max(end, offset + data.length);
        await segmentOf(context, id, { offset: 1, ack: end, window: 200_000 });
      }
      expect.that(burst > 11, { expectedOneOf: ['more than 11 segments at once'], actual: `${burst}` });
      await expect.rest();
    });
    const request = rebind(id);
    await say(context, request);
    let early = await dataOctets(context);
    const answer = await expect.answer('RebindAnswer', request);
    early += await dataOctets(context);
    await say(context, rebindProof(request, id, answer.tlv('challenge')));
    early += await dataOctets(context);
    expect.that(early > 0 && early <= 12_000, {
      expectedOneOf: ['at most 12000 octets before an acknowledgement'],
      actual: `${early}`,
      requirement: 'SES-008',
    });
  },
});
