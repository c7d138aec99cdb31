import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fromHex, toHex } from '../core/hex.ts';
import { buildPacket, chainDag, makeXid, xidType } from '../xia/index.ts';
import { decodeTunnel, encodeTunnel, longestInTunnel } from './tunnel.ts';

const dag = chainDag(makeXid(xidType.hid, '11'.repeat(20)));
const inner = buildPacket({ destination: dag, source: dag, payload: Uint8Array.of(7) });

describe('the payload of a tunnel', () => {
  it('is the epoch in eight octets and the packet', () => {
    const octets = encodeTunnel({ epoch: 0x0102, packet: inner });
    expect(toHex(octets)).toBe(`0000000000000102${toHex(inner)}`);
    const decoded = decodeTunnel(octets);
    expect(decoded).toEqual({ ok: true, value: { epoch: 0x0102, packet: inner } });
  });

  it.each([
    ['half an epoch', '00000000', 'truncated', 4],
    ['epoch 0', `0000000000000000${toHex(inner)}`, 'out-of-range', 0],
    ['an epoch beyond 2^53 - 1', `0020000000000000${toHex(inner)}`, 'out-of-range', 0],
    ['no packet', '0000000000000001', 'truncated', 8],
    ['a packet of another version', `0000000000000001ff${toHex(inner).slice(2)}`, 'unsupported-version', 8],
  ])('is refused with %s', (_, octets, code, offset) => {
    expect(decodeTunnel(fromHex(octets)!)).toMatchObject({ ok: false, error: { code, offset } });
  });

  it('never throws, whatever the octets', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (octets) => void decodeTunnel(octets)));
  });

  it('takes no packet that its length cannot tell', () => {
    expect(() => encodeTunnel({ epoch: 1, packet: new Uint8Array(longestInTunnel + 1) })).toThrow(RangeError);
    expect(() => encodeTunnel({ epoch: 0, packet: inner })).toThrow(RangeError);
  });
});
