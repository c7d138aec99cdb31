import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../core/hex.ts';
import { ipPacket } from './ip-packets.laws.ts';
import { readIpPacket } from './ip-packet.ts';
import { tooBig } from './too-big.ts';

const answerTo = (octets: Uint8Array, mtu = 1172): Uint8Array | undefined =>
  tooBig(readIpPacket(octets)!, mtu);

describe('the answer to a packet that is too long', () => {
  it('is ICMP "fragmentation needed" from where it was going', () => {
    const octets = ipPacket('10.8.0.1', '10.9.0.2', 1500);
    const answer = answerTo(octets)!;
    expect(answer.length).toBe(576);
    expect(toHex(answer.subarray(0, 28))).toBe(
      '45000240 0000 0000 40 01 64aa 0a090002 0a080001 03 04 8bfb 0000 0494'.replaceAll(' ', ''),
    );
    expect(answer.subarray(28)).toEqual(octets.subarray(0, 548));
  });

  it('is ICMPv6 "packet too big" from where it was going', () => {
    const octets = ipPacket('fd00::1', 'fd00::2', 1400);
    const answer = answerTo(octets, 1280)!;
    expect(answer.length).toBe(1280);
    expect(toHex(answer.subarray(0, 48))).toBe(
      '6000000004d83a40 fd000000000000000000000000000002 fd000000000000000000000000000001 0200 d29c 00000500'.replaceAll(
        ' ',
        '',
      ),
    );
    expect(answer.subarray(48)).toEqual(octets.subarray(0, 1232));
  });

  const long = ipPacket('10.8.0.1', '10.9.0.2', 1500);
  const changed = (at: number, octet: number): Uint8Array => {
    const copy = long.slice();
    copy[at] = octet;
    return copy;
  };
  const icmp = (type: number): Uint8Array => {
    const copy = changed(9, 1);
    copy[20] = type;
    return copy;
  };
  const icmpv6 = (type: number): Uint8Array => {
    const copy = ipPacket('fd00::1', 'fd00::2', 1400);
    copy[6] = 58;
    copy[40] = type;
    return copy;
  };

  it.each([
    ['an ICMP error', icmp(3), false],
    ['an ICMP echo request', icmp(8), true],
    ['an ICMPv6 error', icmpv6(1), false],
    ['an ICMPv6 echo request', icmpv6(128), true],
    ['a later fragment', changed(7, 1), false],
    ['a first fragment', changed(6, 0x20), true],
    ['a packet to many', changed(16, 224), false],
    ['a packet to all', changed(16, 255), false],
  ])('about %s: %s', (_, octets, isGiven) => expect(answerTo(octets) !== undefined).toBe(isGiven));

  it('is about what was read, and the reader takes any octets', () => {
    const start = fc.constantFrom(0x45, 0x46, 0x4f, 0x60, 0x00);
    const packet = fc.tuple(start, fc.uint8Array({ maxLength: 100 }));
    fc.assert(
      fc.property(packet, fc.boolean(), ([first, rest], isLong) => {
        const octets = Uint8Array.of(first, ...rest);
        if (isLong && octets.length > 5) octets.set([0, octets.length], first === 0x60 ? 4 : 2);
        const read = readIpPacket(octets);
        if (read === undefined) return;
        expect(read.octets.length).toBeLessThanOrEqual(octets.length);
        expect(read.source.length).toBe(read.version === 4 ? 4 : 16);
        const answer = tooBig(read, 1172);
        if (answer === undefined) return;
        const again = readIpPacket(answer)!;
        expect(again.octets).toEqual(answer);
        expect(again.source).toEqual(read.destination);
        expect(again.destination).toEqual(read.source);
        expect(answerTo(answer)).toBeUndefined();
      }),
    );
  });
});

describe('headers', () => {
  it('are read without what follows the packet', () => {
    const octets = hex`4500001600000000 4011 0000 0a080001 0a090002 abcd ffff`;
    const packet = readIpPacket(octets)!;
    expect(toHex(packet.octets)).toBe(toHex(octets.subarray(0, 22)));
    expect([toHex(packet.source), toHex(packet.destination)]).toEqual(['0a080001', '0a090002']);
  });

  it.each([
    ['nothing', ''],
    ['another version', '55000014 00000000 40110000 0a080001 0a090002'],
    ['a header that is too short', '44000014 00000000 40110000 0a080001 0a090002'],
    ['a length below its header', '45000013 00000000 40110000 0a080001 0a090002'],
    ['more than there is', '45000015 00000000 40110000 0a080001 0a090002'],
    ['half an IPv6 header', '60000000 0000 3a40 fd00'],
  ])('are refused with %s', (_, text) => expect(readIpPacket(hex`${text}`)).toBeUndefined());
});
