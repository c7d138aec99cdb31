/** Packets of sessions (chapter 16): which of them a peer takes, and datagrams. */
import { defineCase } from '../../case.ts';
import { datagramFrom, withMachine } from '../../ground/correspondent.ts';
import { segmentOf, sessionPacket } from '../../ground/streams.ts';
import { datagram } from '../../octets/from-peer.ts';
import { octets } from '../../octets/octets.ts';
import { closing, segment } from '../../octets/session-packets.ts';

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
