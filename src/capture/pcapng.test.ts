import { describe, expect, it } from 'vitest';
import { hex, toHex } from '../core/hex.ts';
import type { Capture } from './capture.ts';
import { linkTypes } from './frames.ts';
import { readCapture } from './read-capture.ts';
import { tshark, whyNoTshark } from './tshark.laws.ts';
import { captureHead, frameBlock, writeCapture } from './write-pcapng.ts';

const section = hex`
  0a0d0d0a 30000000 4d3c2b1a 0100 0000 ffffffffffffffff
  0100 0300 6f6e6500  0400 0400 786c6d70  0000 0000 30000000`;
const ethernet = hex`
  01000000 30000000 0100 0000 00000000
  0200 0400 78696130  0300 0100 61000000  0900 0100 09000000  0000 0000 30000000`;
const frame = hex`
  06000000 3c000000 00000000 563412f0 debc9a78 03000000 05000000 aabbcc00
  0100 0600 5749542d30310000  0200 0400 02000000  0000 0000 3c000000`;

const capture: Capture = {
  application: 'xlmp',
  comments: ['one'],
  interfaces: [{ name: 'xia0', description: 'a', linkType: linkTypes.ethernet }],
  frames: [
    {
      at: 0xf0123456789abcden,
      interface: 0,
      octets: hex`aabbcc`,
      originalLength: 5,
      direction: 'out',
      comments: ['WIT-01'],
    },
  ],
};

/** A file of blocks, and the same with other octets somewhere. */
function file(...blocks: readonly Uint8Array[]): Uint8Array {
  return hex`${blocks.map(toHex).join('')}`;
}

function changed(octets: Uint8Array, at: number, value: number): Uint8Array {
  const copy = octets.slice();
  copy[at] = value;
  return copy;
}

describe('a capture in the form pcapng', () => {
  it('is written octet by octet', () => {
    expect(toHex(captureHead(capture))).toBe(toHex(file(section, ethernet)));
    expect(toHex(frameBlock(capture.frames[0]!))).toBe(toHex(frame));
    expect(toHex(writeCapture(capture))).toBe(toHex(file(section, ethernet, frame)));
  });

  it('is read back', () => {
    expect(readCapture(file(section, ethernet, frame))).toEqual({ ok: true, value: capture });
  });

  it('is read in the other order of octets, with stamps in microseconds', () => {
    const big = hex`
      0a0d0d0a 0000001c 1a2b3c4d 0001 0000 ffffffffffffffff 0000001c
      00000001 00000014 0071 0000 00000000 00000014
      00000006 00000024 00000000 00000000 000f4240 00000001 00000001 11000000 00000024`;
    expect(readCapture(big)).toMatchObject({
      ok: true,
      value: {
        interfaces: [{ linkType: linkTypes.linuxCooked }],
        frames: [{ at: 1_000_000_000n, octets: hex`11`, comments: [] }],
      },
    });
  });

  it('knows stamps of powers of two, and seconds that are added', () => {
    const scaled = hex`
      01000000 2c000000 0100 0000 00000000  0900 0100 8a000000  0e00 0800 0500000000000000  00000000 2c000000`;
    const half = hex`
      06000000 20000000 00000000 00000000 00020000 00000000 00000000 20000000`;
    expect(readCapture(file(section, scaled, half))).toMatchObject({
      ok: true,
      value: { frames: [{ at: 5_500_000_000n }] },
    });
  });

  it('has interfaces of each section of its own', () => {
    const read = readCapture(file(section, ethernet, frame, section, ethernet, frame));
    expect(read).toMatchObject({
      ok: true,
      value: { interfaces: [{}, {}], frames: [{ interface: 0 }, { interface: 1 }] },
    });
  });

  it('skips blocks that it does not know, and reads frames without stamps', () => {
    const unknown = hex`ad0b0000 10000000 12345678 10000000`;
    const simple = hex`03000000 14000000 03000000 aabbcc00 14000000`;
    expect(readCapture(file(section, unknown, ethernet, simple))).toMatchObject({
      ok: true,
      value: { frames: [{ at: 0n, octets: hex`aabbcc` }] },
    });
  });

  it('is read up to where its writer was interrupted', () => {
    const whole = file(section, ethernet, frame, frame);
    for (const lost of [1, 30, frame.length - 1]) {
      expect(readCapture(whole.subarray(0, whole.length - lost))).toMatchObject({
        ok: true,
        value: { frames: [{ originalLength: 5 }], cutAt: whole.length - frame.length },
      });
    }
  });

  const start = section.length + ethernet.length;
  it.each([
    ['something else', hex`7f454c46`, 'bad-magic', 0, ''],
    ['nothing', new Uint8Array(), 'bad-magic', 0, ''],
    ['an order of octets that is none', changed(section, 8, 0), 'bad-magic', 8, 'section.byteOrder'],
    ['another version', changed(section, 12, 2), 'unsupported-version', 12, 'section.version'],
    ['a block of no length', changed(section, 4, 0), 'length-mismatch', 4, 'block.length'],
    ['two lengths', changed(section, 44, 52), 'length-mismatch', 44, 'block.length'],
    ['an option that is too long', changed(section, 26, 99), 'length-mismatch', 26, 'option.length'],
    ['a frame of no interface', file(section, frame), 'out-of-range', section.length + 8, 'frame.interface'],
    [
      'a frame longer than its block',
      changed(file(section, ethernet, frame), start + 20, 0xff),
      'length-mismatch',
      start + 20,
      'frame.captured',
    ],
  ])('%s is refused', (_, octets, code, offset, path) => {
    expect(readCapture(octets)).toEqual({ ok: false, error: { code, offset, path } });
  });

  it('is not written with what does not fit', () => {
    const [only] = capture.frames;
    expect(() => frameBlock({ ...only!, at: 1n << 64n })).toThrow(RangeError);
    expect(() => frameBlock({ ...only!, originalLength: 2 })).toThrow(RangeError);
    expect(() => frameBlock({ ...only!, comments: ['x'.repeat(65_536)] })).toThrow(RangeError);
  });

  it.skipIf(whyNoTshark !== '')(`is read by tshark${whyNoTshark && ` (${whyNoTshark})`}`, () => {
    const fields = [
      'frame.time_epoch',
      'frame.cap_len',
      'frame.len',
      'frame.comment',
      'frame.interface_name',
    ];
    const printed = tshark(
      writeCapture(capture),
      '-Tfields',
      ...fields.flatMap((name) => ['-e', name]),
      '-E',
      'separator=|',
    );
    expect(printed).toBe('17298946664.678735070|3|5|WIT-01|xia0\n');
  });
});
