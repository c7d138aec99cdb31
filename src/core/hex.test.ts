import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, hex, toHex } from './hex.ts';

describe('toHex', () => {
  it('writes two lower-case digits an octet', () => {
    expect(toHex(Uint8Array.of(0x00, 0x09, 0x0a, 0x7f, 0xff))).toBe('00090a7fff');
    expect(toHex(new Uint8Array())).toBe('');
  });

  it('is read back by fromHex, in either case and with white space between octets', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.boolean(),
        fc.constantFrom('', ' ', '\n', '\t  '),
        (octets, upper, space) => {
          const digits = [...octets].map((octet) => toHex(Uint8Array.of(octet))).join(space);
          expect(fromHex(upper ? digits.toUpperCase() : digits)).toEqual(octets);
        },
      ),
    );
  });

  it('agrees with the digits that the platform writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        expect(toHex(octets)).toBe(Buffer.from(octets).toString('hex'));
      }),
    );
  });
});

describe('fromHex', () => {
  it('reads digits of either case', () => {
    expect(fromHex('00090a7FfF')).toEqual(Uint8Array.of(0x00, 0x09, 0x0a, 0x7f, 0xff));
    expect(fromHex('')).toEqual(new Uint8Array());
  });

  it('allows white space', () => {
    expect(fromHex(' 58 4c\n4d\t50\r\n')).toEqual(Uint8Array.of(0x58, 0x4c, 0x4d, 0x50));
    expect(fromHex('  ')).toEqual(new Uint8Array());
  });

  it('refuses half an octet', () => {
    expect(fromHex('0')).toBeUndefined();
    expect(fromHex('00 1')).toBeUndefined();
    expect(fromHex('00 01')).toBeDefined();
  });

  // The neighbours of the digits and letters, and characters whose lower octet is that of a digit.
  it.each(['/', ':', '@', 'G', '`', 'g', 'x', '-', '.', '\u0000', '\u0010', '\u0130', '\uff11', 'é'])(
    'refuses %j in the place of a digit',
    (character) => {
      expect(fromHex(`${character}0`)).toBeUndefined();
      expect(fromHex(`0${character}`)).toBeUndefined();
      expect(fromHex(`00${character}0`)).toBeUndefined();
      expect(fromHex('0000')).toBeDefined();
    },
  );

  it('reads exactly the texts that hold whole octets of digits and nothing else', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(...'0123456789abcdefABCDEF '.split('')), fc.string()),
    });
    fc.assert(
      fc.property(text, (given) => {
        const isHex = /^(?:[0-9a-f]{2})*$/i.test(given.replace(/\s+/g, ''));
        expect(fromHex(given) !== undefined).toBe(isHex);
      }),
    );
  });
});

describe('hex', () => {
  it('joins literals, text and octets', () => {
    expect(hex`01 00${Uint8Array.of(0xab)} ${'cd'}05`).toEqual(Uint8Array.of(1, 0, 0xab, 0xcd, 5));
  });

  it('throws for anything that is not hexadecimal', () => {
    expect(() => hex`01 0`).toThrow(RangeError);
    expect(() => hex`0${'x'}`).toThrow(RangeError);
    expect(hex`01 00`).toEqual(Uint8Array.of(1, 0));
  });
});
