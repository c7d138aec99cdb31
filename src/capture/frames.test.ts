import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../core/hex.ts';
import { contentOf, frameOfUdp, frameOfXip, linkTypes, stationAddress } from './frames.ts';
import { tshark, whyNoTshark } from './tshark.laws.ts';
import { writeCapture } from './write-pcapng.ts';

const node = `00000011${'11'.repeat(20)}007f7f7f`;
const packet = hex`01 00 0002 fa 01 01 7e ${node} ${node} cafe`;
const ends = {
  from: stationAddress(hex`73d7f35c29061d8ff3629ad3b0f083549ba37d0d`),
  to: stationAddress(hex`4a802b80ff1ff1b916adc87a1d0270f409e1ee6f`),
};
const [from, to] = [hex`0a000001`, hex`0a000002`];
const inUdp = frameOfUdp(packet, ends, from, to);
const ipv4 = inUdp.subarray(14);

function changed(octets: Uint8Array, at: number, ...values: readonly number[]): Uint8Array {
  const copy = octets.slice();
  copy.set(values, at);
  return copy;
}

describe('a frame', () => {
  it('of a packet in Ethernet', () => {
    expect(toHex(frameOfXip(packet, ends))).toBe(`024a802b80ff0273d7f35c29c0de${toHex(packet)}`);
  });

  it('of a packet in UDP begins with Ethernet, IPv4 and UDP', () => {
    expect(toHex(inUdp.subarray(0, 42))).toBe(
      toHex(hex`
        024a802b80ff 0273d7f35c29 0800
        4500005e 00000000 fa11ac8c 0a000001 0a000002
        35d535d5 004a62b8`),
    );
  });

  it.each([
    ['Ethernet', frameOfXip(packet, ends), linkTypes.ethernet],
    ['Ethernet with a tag', hex`024a802b80ff 0273d7f35c29 8100 0007 c0de ${packet}`, linkTypes.ethernet],
    ['Ethernet with two', hex`024a802b80ff 0273d7f35c29 88a8 0001 8100 0007 c0de ${packet}`, 1],
    ['UDP in Ethernet', inUdp, linkTypes.ethernet],
    ['UDP whose checksum is not filled in', changed(inUdp, 40, 0x12, 0x34), linkTypes.ethernet],
    ['UDP at other ports', changed(inUdp, 34, 0xc0, 0x01, 0xc0, 0x02), linkTypes.ethernet],
    ['the loopback', hex`02000000 ${ipv4}`, linkTypes.loopback],
    ['IP alone', ipv4, linkTypes.rawIp],
    ['all interfaces', hex`0000 0304 0006 000000000000 0000 c0de ${packet}`, linkTypes.linuxCooked],
    ['all interfaces, version 2', hex`0800 0000 00000001 0304 00 06 0000000000000000 ${ipv4}`, 276],
    ['UDP in IPv6', hex`60000000 004a 11 40 ${'00'.repeat(32)} ${ipv4.subarray(20)}`, linkTypes.rawIpv6],
  ])('of %s gives its packet', (_, frame, linkType) => {
    expect(contentOf(frame, linkType)).toEqual({ kind: 'xip', packet });
  });

  it.each([
    ['another type', changed(frameOfXip(packet, ends), 12, 0x08, 0x06), linkTypes.ethernet, 'other'],
    ['TCP', changed(inUdp, 23, 6), linkTypes.ethernet, 'other'],
    [
      'other ports, of what is no packet',
      changed(inUdp, 34, 0xc0, 0x01, 0xc0, 0x02, 0, 0x4a, 0, 0, 2),
      linkTypes.ethernet,
      'other',
    ],
    [
      'a fragment of TCP in IPv6',
      hex`60000000 0010 2c 40 ${'00'.repeat(32)} 06${'00'.repeat(15)}`,
      229,
      'other',
    ],
    ['a link that is not known', packet, 105, 'other'],
    ['too few octets', hex`c0de`, linkTypes.ethernet, 'other'],
  ])('of %s gives none', (_, frame, linkType, kind) => {
    expect(contentOf(frame, linkType)).toEqual({ kind });
  });

  it.each([
    ['the first fragment', changed(inUdp, 20, 0x20), 1, { offset: 0, hasMore: true }],
    ['a later fragment', changed(inUdp, 20, 0, 1), 1, { offset: 8, hasMore: false }],
    ['padding behind a fragment', hex`${changed(inUdp, 20, 0x20, 3)} 0000`, 1, { offset: 24, hasMore: true }],
  ])('of %s gives the fragment', (_, frame, linkType, fragment) => {
    const octets = ipv4.subarray(20);
    const key = '4 0a0000010a000002 0';
    expect(contentOf(frame, linkType)).toEqual({ kind: 'fragment', fragment: { ...fragment, key, octets } });
  });

  it('of a fragment in IPv6 gives the fragment', () => {
    const frame = hex`60000000 0010 2c 40 ${'00'.repeat(15)}01 ${'00'.repeat(15)}02 11 00 0011 0badf00d 0102030405060708`;
    expect(contentOf(frame, linkTypes.rawIpv6)).toEqual({
      kind: 'fragment',
      fragment: {
        key: `6 ${'00'.repeat(15)}01${'00'.repeat(15)}02 0badf00d`,
        offset: 16,
        hasMore: true,
        octets: hex`0102030405060708`,
      },
    });
  });

  it.skipIf(whyNoTshark !== '')(`is as tshark expects it${whyNoTshark && ` (${whyNoTshark})`}`, () => {
    const frames = [frameOfXip(packet, ends), inUdp].map((octets, i) => ({
      at: BigInt(i),
      interface: 0,
      octets,
      originalLength: octets.length,
      comments: [],
    }));
    const head = { application: '', comments: [], interfaces: [{ name: '', description: '', linkType: 1 }] };
    const fields = ['eth.type', 'udp.dstport', 'ip.checksum.status', 'udp.checksum.status'];
    const printed = tshark(
      writeCapture({ ...head, frames }),
      '-o',
      'ip.check_checksum:TRUE',
      '-o',
      'udp.check_checksum:TRUE',
      '-Tfields',
      ...fields.flatMap((name) => ['-e', name]),
    );
    expect(printed).toBe('0xc0de\t\t\t\n0x0800\t13781\t1\t1\n');
  });
});
