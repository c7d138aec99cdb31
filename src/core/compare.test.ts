import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalOctets } from './compare.ts';

describe('equalOctets', () => {
  it('finds equal octets equal', () => {
    expect(equalOctets(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3))).toBe(true);
    expect(equalOctets(new Uint8Array(), new Uint8Array())).toBe(true);
  });

  it('tells the first octet, the last octet and the length apart', () => {
    expect(equalOctets(Uint8Array.of(1, 2, 3), Uint8Array.of(0, 2, 3))).toBe(false);
    expect(equalOctets(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 4))).toBe(false);
    expect(equalOctets(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2))).toBe(false);
    expect(equalOctets(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
  });

  it('looks at octets, not at where they stand in memory', () => {
    const whole = Uint8Array.of(9, 1, 2, 9);
    expect(equalOctets(whole.subarray(1, 3), Uint8Array.of(1, 2))).toBe(true);
  });

  it('notices any one changed octet', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (a, at, change) => {
          const b = a.slice();
          expect(equalOctets(a, b)).toBe(true);
          b[at % a.length]! ^= change;
          expect(equalOctets(a, b)).toBe(false);
          expect(equalOctets(b, a)).toBe(false);
        },
      ),
    );
  });
});
