import { describe, expect, test } from 'vitest';
import { parseDag, encodeDag } from '../src/xia/index.ts';
import { ad, cast, type Member, nameOf } from './cast.ts';
import { idOf, publicKeyOf } from './octets/keys.ts';
import { hexOf } from './octets/octets.ts';
import { addressNodes, addressText } from './octets/xip.ts';

describe('the cast', () => {
  test.each(Object.entries<Member>(cast))('%s is what its seed makes of it', (name, member) => {
    expect(member.name).toBe(name);
    expect(hexOf(publicKeyOf(member.seed))).toBe(member.key);
    expect(hexOf(idOf('00000011', member.key))).toBe(member.hid);
    expect(hexOf(idOf('00000013', member.key))).toBe(member.sid);
    if (member.ad !== undefined) expect(hexOf(idOf('00000010', member.key))).toBe(member.ad);
    expect(nameOf(member.hid)).toBe(name);
  });

  test('nobody is somebody else', () => {
    expect(new Set(Object.values<Member>(cast).map((member) => member.hid)).size).toBe(
      Object.keys(cast).length,
    );
    expect(nameOf(ad)).toBe(ad);
  });

  test('the octets of an address are those of its text', () => {
    const read = parseDag(addressText(cast.source));
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(hexOf(encodeDag(read.value))).toBe(hexOf(addressNodes(cast.source)));
  });
});
