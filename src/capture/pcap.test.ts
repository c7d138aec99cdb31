import { describe, expect, it } from 'vitest';
import { hex } from '../core/hex.ts';
import { readCapture } from './read-capture.ts';

const little = hex`
  d4c3b2a1 0200 0400 00000000 00000000 00000400 01000000
  01000000 40420f00 03000000 05000000 aabbcc
  02000000 00000000 00000000 00000000`;
const bigNano = hex`
  a1b23c4d 0002 0004 00000000 00000000 00040000 00000071
  00000001 0000002a 00000001 00000001 11`;

describe('a capture in the form pcap', () => {
  it('is read with stamps in microseconds', () => {
    expect(readCapture(little)).toEqual({
      ok: true,
      value: {
        application: '',
        comments: [],
        interfaces: [{ name: '', description: '', linkType: 1 }],
        frames: [
          { at: 2_000_000_000n, interface: 0, octets: hex`aabbcc`, originalLength: 5, comments: [] },
          { at: 2_000_000_000n, interface: 0, octets: hex``, originalLength: 0, comments: [] },
        ],
      },
    });
  });

  it('is read in the other order of octets, with stamps in nanoseconds', () => {
    expect(readCapture(bigNano)).toMatchObject({
      ok: true,
      value: { interfaces: [{ linkType: 0x71 }], frames: [{ at: 1_000_000_042n, octets: hex`11` }] },
    });
  });

  it('is read up to where its writer was interrupted', () => {
    for (const length of [bigNano.length - 1, 30])
      expect(readCapture(bigNano.subarray(0, length))).toMatchObject({
        ok: true,
        value: { frames: [], cutAt: 24 },
      });
  });

  it.each([
    ['too short', bigNano.subarray(0, 23), 'truncated', 23, 'header'],
    ['another version', hex`a1b2c3d4 0003 ${'00'.repeat(18)}`, 'unsupported-version', 4, 'header.version'],
  ])('is refused when it is %s', (_, octets, code, offset, path) => {
    expect(readCapture(octets)).toEqual({ ok: false, error: { code, offset, path } });
  });
});
