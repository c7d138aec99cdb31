/** The XIP headers of the packets of a session, one behind the other: each is looked at for itself (chapter 03). */
import { defineCase } from '../../case.ts';
import { withMachine } from '../../ground/correspondent.ts';
import { between } from '../../ground/peers.ts';
import { datagram } from '../../octets/from-peer.ts';
import { octets, patched, type Piece, uint } from '../../octets/octets.ts';
import { sessionHeader } from '../../octets/xip.ts';

/** Where things stand in the header: version, next header, length of the payload, hop limit, nodes, last. */
const at = {
  version: 0,
  nextHeader: 1,
  length: 2,
  hopLimit: 4,
  destinations: 5,
  sources: 6,
  last: 7,
} as const;
/** Of the first destination node: its first edge. */
const inAddress = { edge: 32 } as const;

function from(payload: Piece): Uint8Array {
  return between(['owner', 'router'], 'peer', payload, sessionHeader);
}

/** Good packets that differ in what may differ. */
export const differing = defineCase({
  role: 'correspondent',
  needs: [],
  covers: ['XIP-001', 'XIP-003', 'FWD-009'],
  id: 'correspondent/packets-of-other-lengths',
  title: 'packets of a session with other lengths and hop limits than the one before are all delivered',
  async run(context) {
    const { deliver, expect } = context;
    const { id } = await withMachine(context);
    const data = [
      'aa',
      'bbbb',
      'cc'.repeat(300),
      'dd',
      'ee'.repeat(255),
      'ff'.repeat(256),
      '11'.repeat(1_200),
    ];
    for (const [number, one] of data.entries()) {
      await deliver(patched(from(datagram(id, number + 2, one)), at.hopLimit, uint(250 - number, 1)));
      await expect.data(octets(one));
    }
    await deliver(patched(from(datagram(id, 20, '22')), at.hopLimit, '00'));
    await expect.data(octets('22'));
    await expect.silence();
  },
});

/** What is wrong only when it is held against what it says of itself. */
export const wrongly = defineCase({
  role: 'correspondent',
  needs: [],
  covers: ['XIP-002', 'XIP-003', 'XIP-004', 'XIP-005', 'FWD-011'],
  id: 'correspondent/packets-with-wrong-headers',
  title:
    'a packet whose header is that of a good one but for a fault is dropped, and the next good one is not',
  twin: 'correspondent/packets-of-other-lengths',
  async run(context) {
    const { deliver, expect } = context;
    const { id } = await withMachine(context);
    let number = 1;
    const next = (): Uint8Array => from(datagram(id, (number += 1), 'eeee'));
    const length = (packet: Uint8Array, more: number): Uint8Array =>
      patched(packet, at.length, uint(Buffer.from(packet).readUInt16BE(at.length) + more, 2));
    for (const spoil of [
      (packet: Uint8Array) => octets(packet, 'ee'),
      (packet: Uint8Array) => packet.subarray(0, packet.length - 1),
      (packet: Uint8Array) => length(packet, 1),
      (packet: Uint8Array) => length(packet, -1),
      (packet: Uint8Array) => length(packet, 256),
      (packet: Uint8Array) => patched(packet, at.length, uint(packet.length, 2)),
      (packet: Uint8Array) => patched(packet, at.version, '02'),
      (packet: Uint8Array) => patched(packet, at.version, '00'),
      (packet: Uint8Array) => patched(packet, at.last, '03'),
      (packet: Uint8Array) => patched(packet, at.last, '7f'),
      (packet: Uint8Array) => patched(packet, at.destinations, '00'),
      (packet: Uint8Array) => patched(packet, at.sources, '00'),
      (packet: Uint8Array) => patched(packet, at.sources, '04'),
      (packet: Uint8Array) => patched(packet, inAddress.edge, '05'),
      (packet: Uint8Array) => packet.subarray(0, at.last),
      (packet: Uint8Array) => packet.subarray(0, at.last + 1),
      () => new Uint8Array(0),
    ]) {
      await deliver(spoil(next()));
      await expect.silence();
      await deliver(next());
      await expect.data(octets('eeee'));
    }
    await expect.silence();
  },
});
