import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../core/hex.ts';
import { covers, formatIp, formatPrefix, isWithin, parseIp, parsePrefix } from './ip-address.ts';
import { prefixOf } from './ip-packets.laws.ts';
import { prefixTable } from './prefix-table.ts';

const hexOf = (text: string): string | undefined => {
  const octets = parseIp(text);
  return octets && toHex(octets);
};

describe('addresses', () => {
  it.each([
    ['10.9.0.2', '0a090002'],
    ['255.255.255.255', 'ffffffff'],
    ['::', '0'.repeat(32)],
    ['fd00::1', 'fd000000000000000000000000000001'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['::ffff:A', '000000000000000000000000ffff000a'],
    ['2001:db8::', '20010db8000000000000000000000000'],
  ])('%s is %s', (text, octets) => expect(hexOf(text)).toBe(octets));

  it.each([
    '',
    '10.9.0',
    '10.9.0.256',
    '10.9.0.02',
    '10.9.0.2.1',
    ' 10.9.0.2',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '::12345',
    '1:2:3:4:5:6:7:8::',
    ':1:2:3:4:5:6:7',
  ])('%j is none', (text) => expect(hexOf(text)).toBeUndefined());

  it('are read back as they were written', () => {
    const size = fc.constantFrom(4, 16);
    const address = size.chain((octets) => fc.uint8Array({ minLength: octets, maxLength: octets }));
    fc.assert(
      fc.property(address, (octets) => {
        expect(parseIp(formatIp(octets))).toEqual(octets);
      }),
    );
  });
});

describe('prefixes', () => {
  it.each([
    ['10.9.0.2', '10.9.0.2/32'],
    ['10.9.0.0/16', '10.9.0.0/16'],
    ['10.9.0.128/25', '10.9.0.128/25'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['fd00::/8', 'fd00:0:0:0:0:0:0:0/8'],
  ])('%s is %s', (text, canonical) => expect(formatPrefix(prefixOf(text))).toBe(canonical));

  it.each(['10.9.0.2/33', '10.9.0.2/24', '10.9.0.64/25', 'fd00::1/64', '10.9.0.0/', '/8', 'x/8'])(
    '%j is none',
    (text) => expect(parsePrefix(text)).toBeUndefined(),
  );

  it.each([
    ['10.9.0.128/25', '10.9.0.200', true],
    ['10.9.0.128/25', '10.9.0.127', false],
    ['10.8.0.0/15', '10.9.255.255', true],
    ['10.8.0.0/15', '10.10.0.0', false],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['0.0.0.0/0', '::', false],
    ['fd00::/8', 'fdff::1', true],
    ['fd00::/8', 'fe00::1', false],
  ])('%s and %s: %s', (prefix, address, isIn) =>
    expect(isWithin(prefixOf(prefix), parseIp(address)!)).toBe(isIn),
  );

  it('cover those that are longer and begin alike', () => {
    expect(covers(prefixOf('10.0.0.0/8'), prefixOf('10.9.0.0/16'))).toBe(true);
    expect(covers(prefixOf('10.9.0.0/16'), prefixOf('10.0.0.0/8'))).toBe(false);
    expect(covers(prefixOf('10.9.0.0/16'), prefixOf('10.9.0.0/16'))).toBe(true);
    expect(covers(prefixOf('10.9.0.0/16'), prefixOf('10.8.0.0/24'))).toBe(false);
  });

  it('are looked up longest first, whatever their order', () => {
    const table = prefixTable([
      [prefixOf('10.0.0.0/8'), 'ten'],
      [prefixOf('10.9.0.2/32'), 'one'],
      [prefixOf('10.9.0.0/16'), 'nine'],
      [prefixOf('::/0'), 'six'],
    ]);
    const find = (text: string): string | undefined => table.find(parseIp(text)!);
    expect(['10.9.0.2', '10.9.0.3', '10.1.1.1', '11.0.0.0', 'fd00::'].map(find)).toEqual([
      'one',
      'nine',
      'ten',
      undefined,
      'six',
    ]);
  });
});
