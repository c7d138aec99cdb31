/** Packets of sessions (chapter 16): what a peer takes, hands on and sends. */
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { datagramFrom, say, withMachine } from '../../ground/correspondent.ts';
import { between, networkAt, networkOf, sends } from '../../ground/peers.ts';
import { datagram, rebind, rebindProof } from '../../octets/from-peer.ts';
import { octets, type Piece } from '../../octets/octets.ts';
import {
  closing,
  readSessionPacket,
  segment,
  type SegmentParts,
  type SessionPacketView,
} from '../../octets/session-packets.ts';
import { sessionHeader } from '../../octets/xip.ts';

/** The first octet of every stream here, which the ground has sent. */
const first = 'd0';

function sessionPacket(context: CaseContext, payload: Piece): Promise<void> {
  return context.deliver(between(['owner', 'router'], 'peer', payload, sessionHeader));
}

function segmentOf(context: CaseContext, id: Uint8Array, parts: SegmentParts): Promise<void> {
  return sessionPacket(context, segment(id, parts));
}

/** The segments that were sent since the last look. */
async function segments({ expect }: CaseContext): Promise<readonly SessionPacketView[]> {
  return (await expect.rest())
    .filter(({ nextHeader }) => nextHeader === sessionHeader)
    .map(({ payload }) => readSessionPacket(payload));
}

/** The octets of segments with data that were sent, and that no expectation took. */
async function dataOctets({ expect }: CaseContext): Promise<number> {
  let sum = 0;
  for (const { payload } of await expect.sessionPackets()) {
    if (readSessionPacket(payload).data.length > 0) sum += payload.length;
  }
  return sum;
}

/** Datagrams of nobody. */
export const unknown = defineCase({
  id: 'correspondent/session-packet-of-unknown',
  title: 'a packet of a session that is not known is dropped in silence',
  covers: ['SES-002'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const other = octets('5e'.repeat(16));
    for (const payload of [datagram(other, 2, '0002'), segment(other, { flags: '02' }), closing(other)]) {
      await sessionPacket(context, payload);
      await expect.silence();
    }
    await sessionPacket(context, datagram(id, 2, '0002'));
    await expect.data(octets('0002'));
    await expect.silence();
  },
});

/** Kinds of others. */
export const otherKind = defineCase({
  id: 'correspondent/session-packet-of-other-kind',
  title: 'a segment in a session of datagrams, and a datagram in a stream, are dropped in silence',
  covers: ['SES-002'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const stream = await withMachine(context, {
      kind: 'stream',
      nonce: 'a2'.repeat(16),
      exchange: 0x70000002,
    });
    await segmentOf(context, id, { data: 'eeee', flags: '02' });
    await expect.silence();
    await sessionPacket(context, datagram(stream.id, 1, 'eeee'));
    await expect.silence();
    await sessionPacket(context, datagram(id, 2, '0002'));
    await expect.data(octets('0002'));
    await segmentOf(context, stream.id, { offset: 1, data: '0003', flags: '02' });
    await expect.data(octets('0003'));
  },
});

/** Datagrams that come twice. */
export const once = defineCase({
  id: 'correspondent/datagram-once',
  title: 'a datagram is handed on once, however often and in what order it comes',
  covers: ['SES-009'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    for (const sequence of [5, 3, 5, 4000, 3, 4, 4000, 5, 2]) {
      await datagramFrom(context, id, sequence, '0a0b', sequence === 4 ? 'home' : 'router');
    }
    // 5, 3, 4000, 4 and 2, each once.
    await expect.stream(octets('0a0b'.repeat(5)));
    await datagramFrom(context, id, 1, '0c', 'router');
    await expect.silence();
  },
});

/** Segments as a network may bring them. */
export const inOrder = defineCase({
  id: 'correspondent/stream-in-order',
  title: 'octets of a stream are handed on in order and once, however segments overlap, come twice or late',
  covers: ['SES-003'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    const all = `${first}0102030405060708090a0b0c`;
    const part = (from: number, to: number): SegmentParts => ({
      offset: from,
      data: all.slice(2 * from, 2 * to),
    });
    for (const [from, to] of [
      [4, 6],
      [4, 6],
      [8, 10],
    ] as const)
      await segmentOf(context, id, part(from, to));
    await expect.rest();
    await expect.silence();
    await segmentOf(context, id, part(1, 3));
    await expect.stream(octets(all.slice(2, 6)));
    await segmentOf(context, id, part(0, 5));
    await expect.stream(octets(all.slice(6, 12)));
    await segmentOf(context, id, part(0, 6));
    await segmentOf(context, id, part(5, 11));
    await expect.stream(octets(all.slice(12, 22)));
    await segmentOf(context, id, { ...part(11, 13), flags: '01' });
    await expect.stream(octets(all.slice(22)));
    await segmentOf(context, id, { ...part(11, 13), flags: '01' });
    await segmentOf(context, id, { offset: 13, data: 'ff' });
    await expect.rest();
    await expect.silence();
  },
});

/** What is said about what came. */
export const acknowledges = defineCase({
  id: 'correspondent/stream-acknowledges',
  title: 'a segment says the first position that is missing, and what came beyond it; it never goes back',
  covers: ['SES-004'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    const steps: readonly (readonly [
      parts: SegmentParts,
      ack: number,
      ranges: readonly (readonly [number, number])[],
    ])[] = [
      [{ offset: 1, data: '010203' }, 4, []],
      [{ offset: 6, data: '0607' }, 4, [[6, 8]]],
      [
        { offset: 10, data: '0a' },
        4,
        [
          [6, 8],
          [10, 11],
        ],
      ],
      [
        { offset: 0, data: first },
        4,
        [
          [6, 8],
          [10, 11],
        ],
      ],
      [{ offset: 4, data: '0405' }, 8, [[10, 11]]],
      [{ offset: 8, data: '0809' }, 11, []],
      [{ offset: 1, data: '01' }, 11, []],
      [{ offset: 11, data: '0b', flags: '01' }, 13, []],
    ];
    for (const [parts, ack, ranges] of steps) {
      const flags = parts.flags === '01' ? '03' : '02';
      await segmentOf(context, id, { ...parts, flags });
      const last = (await segments(context)).at(-1);
      expect.equal(last?.ack, ack, 'the acknowledgement', 'SES-004');
      expect.equal(
        [...(last?.ranges ?? [])].sort(([a], [b]) => a - b),
        ranges,
        'the ranges',
        'SES-004',
      );
    }
    await expect.stream(octets('0102030405060708090a0b'));
  },
});

/** The room of the other end. */
export const window = defineCase({
  id: 'correspondent/stream-keeps-to-window',
  title: 'no position goes out that is beyond the highest sum of acknowledgement and window that came',
  covers: ['SES-005'],
  role: 'correspondent',
  needs: [],
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    // The ground has said 16384; that cannot be taken back, so it is used up first.
    let reached = 0;
    let edge = 16_384;
    const look = async (): Promise<void> => {
      for (const { offset, data, kind } of await segments(context)) {
        if (kind === 2 && data.length > 0) reached = Math.max(reached, offset + data.length);
      }
      expect.that(reached <= edge, {
        expectedOneOf: [`positions below ${edge}`],
        actual: `position ${reached - 1}`,
        requirement: 'SES-005',
      });
    };
    await sends(context, id, 'ab'.repeat(20_000));
    await look();
    while (reached < edge) {
      const was = reached;
      await segmentOf(context, id, { offset: 1, ack: reached, window: edge - reached });
      await look();
      if (reached === was) break;
    }
    expect.equal(reached, edge, 'the position that was reached', 'SES-005');
    await segmentOf(context, id, { offset: 1, ack: edge, window: 1_000 });
    edge += 1_000;
    await look();
    await segmentOf(context, id, { offset: 1, ack: reached, window: 0 });
    await look();
    await segmentOf(context, id, { offset: 1, ack: reached, window: 2_000 });
    edge = reached + 2_000;
    await look();
  },
});

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
