/** Packets of sessions that are not laid out as chapter 16 says: a peer drops them, each and in silence. */
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { withMachine } from '../../ground/correspondent.ts';
import { between } from '../../ground/peers.ts';
import { datagram } from '../../octets/from-peer.ts';
import { octets, type Piece } from '../../octets/octets.ts';
import { closing, segment } from '../../octets/session-packets.ts';
import { sessionHeader } from '../../octets/xip.ts';

const frame = { role: 'correspondent', needs: [], covers: ['SES-001'] } as const;

function sessionPacket({ deliver }: CaseContext, payload: Piece): Promise<void> {
  return deliver(between(['owner', 'router'], 'peer', payload, sessionHeader));
}

/** Datagrams. */
export const datagrams = defineCase({
  ...frame,
  id: 'correspondent/datagrams-badly-laid-out',
  title: 'a datagram with a wrong prefix, too short, or with an impossible sequence is dropped in silence',
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    const one = '0000 0000 0000 0002';
    for (const payload of [
      octets('5853 01 01', id, '0000 0000 0000 00'),
      octets('5853 01 01', id),
      octets('5853 01 01', id.subarray(0, 15)),
      octets('5853'),
      octets('5958 01 01', id, one, 'eeee'),
      octets('5853 02 01', id, one, 'eeee'),
      octets('5853 00 01', id, one, 'eeee'),
      octets('5853 01 04', id, one, 'eeee'),
      octets('5853 01 00', id, one, 'eeee'),
      octets('5853 01 01', id, '0000 0000 0000 0000', 'eeee'),
      octets('5853 01 01', id, '0020 0000 0000 0000', 'eeee'),
      octets('5853 01 01', id, 'ffff ffff ffff ffff', 'eeee'),
    ]) {
      await sessionPacket(context, payload);
      await expect.silence();
    }
    await sessionPacket(context, datagram(id, 2, '0002'));
    await expect.data(octets('0002'));
    await expect.silence();
  },
});

/** Segments. */
export const segments = defineCase({
  ...frame,
  id: 'correspondent/segments-badly-laid-out',
  title: 'a segment with reserved flags, bad ranges or impossible positions is dropped in silence',
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context, { kind: 'stream' });
    const right = { flags: '02', offset: 1, data: 'eeee' } as const;
    const ranged = (...ranges: readonly (readonly [number, number])[]): Uint8Array =>
      segment(id, { ...right, ranges });
    const head = octets('5853 01 02', id, '02');
    const beyond = '0020 0000 0000 0000';
    for (const payload of [
      segment(id, { ...right, flags: '06' }),
      segment(id, { ...right, flags: '82' }),
      ranged([0, 5]),
      ranged([5, 0]),
      ranged([5, 5], [0, 5]),
      ranged([5, 5], [5, 5], [5, 5], [5, 5]),
      // One range is announced, and half of it is there.
      octets(head, '01 0000 4000', '0000 0000 0000 0001', '0000 0000 0000 0000', '0000 0005'),
      octets(head, '00 0000 4000', '0000 0000 0000 0001', '0000 0000 0000 00'),
      // Positions that no number holds.
      octets(head, '00 0000 4000', beyond, '0000 0000 0000 0000', 'eeee'),
      octets(head, '00 0000 4000', '0000 0000 0000 0001', beyond, 'eeee'),
      octets(head, '00 0000 4000', '001f ffff ffff ffff', '0000 0000 0000 0000', 'eeee'),
    ]) {
      await sessionPacket(context, payload);
      await expect.silence();
    }
    await sessionPacket(context, segment(id, right));
    await expect.data(octets('eeee'));
  },
});

/** A close. */
export const closes = defineCase({
  ...frame,
  id: 'correspondent/close-badly-laid-out',
  title: 'a close with more octets behind it closes nothing',
  async run(context) {
    const { expect } = context;
    const { id } = await withMachine(context);
    await sessionPacket(context, octets(closing(id), '00'));
    await expect.silence();
    await sessionPacket(context, datagram(id, 2, '0002'));
    await expect.data(octets('0002'));
  },
});
