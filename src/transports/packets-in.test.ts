import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetsIn } from './packets-in.ts';
import { lawPacket } from './transport.laws.ts';

const packet = (text: string): Uint8Array => lawPacket('a', 'b', text);
const joined = (...packets: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(packets));

describe('what comes as one', () => {
  it('is cut into packets of one length', () => {
    const three = [packet('one'), packet('two'), packet('xyz')];
    expect(packetsIn(joined(...three)).map((octets) => Uint8Array.from(octets))).toEqual(three);
  });

  it('is one packet where there is one', () => {
    const one = packet('alone');
    expect(packetsIn(one)).toEqual([one]);
  });

  it('is left whole when not every part is a packet of that length, as the last one always is', () => {
    const tail = joined(packet('whole'), packet('whole'), Uint8Array.of(1, 2, 3));
    const shorter = joined(packet('whole'), packet('part'));
    expect(packetsIn(tail)).toEqual([tail]);
    expect(packetsIn(shorter)).toHaveLength(2);
    expect(packetsIn(joined(packet('part'), packet('whole')))).toHaveLength(1);
    expect(packetsIn(packet('cut').subarray(0, -1))).toHaveLength(1);
  });

  it('comes out with every octet in its place, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(3), (octets, copies) => {
        const whole = joined(...Array.from({ length: copies + 1 }, () => octets));
        expect(joined(...packetsIn(whole))).toEqual(whole);
      }),
    );
  });
});
