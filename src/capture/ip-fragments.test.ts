import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IpFragment, reassembly, type Scattered } from './ip-fragments.ts';

const octets = Uint8Array.from({ length: 40 }, (_, at) => at);

function fragment(offset: number, length: number, hasMore = true, key = 'a'): IpFragment {
  return { key, offset, hasMore, octets: octets.subarray(offset, offset + length) };
}

/** What came of fragments that were put one after the other, a second apart. */
function put(...fragments: readonly IpFragment[]): readonly (string | readonly Scattered[])[] {
  const open = reassembly();
  const came = fragments.map((one, at) => {
    const result = open.put(one, at + 1, BigInt(at) * 1_000_000_000n);
    return result.kind === 'whole' ? Buffer.from(result.octets).toString('hex') : result.scattered;
  });
  return [...came, open.rest()];
}

const whole = Buffer.from(octets).toString('hex');
const [first, second, third] = [fragment(0, 16), fragment(16, 8), fragment(24, 16, false)];

describe('fragments', () => {
  it.each([
    ['in order', [first, second, third]],
    ['in another order', [third, first, second]],
    ['the last one first', [third, second, first]],
  ])('%s give the packet', (_, fragments) => {
    expect(put(...fragments)).toEqual([[], [], whole, []]);
  });

  it('that come twice count once', () => {
    expect(put(first, first, third, second, first)).toEqual([
      [],
      [],
      [],
      whole,
      [],
      [{ fault: 'missing', frames: [5] }],
    ]);
  });

  it('of two packets are kept apart', () => {
    const other = fragment(0, 16, true, 'b');
    expect(put(first, other, second, third).slice(3)).toEqual([whole, [{ fault: 'missing', frames: [2] }]]);
  });

  it('with a gap are no packet', () => {
    expect(put(first, third)).toEqual([[], [], [{ fault: 'missing', frames: [1, 2] }]]);
  });

  it.each([
    ['overlap behind', [first, fragment(8, 16)], 'overlap'],
    ['overlap in front', [second, fragment(8, 16)], 'overlap'],
    ['cover another one', [second, fragment(8, 32)], 'overlap'],
    ['say the same place in other octets', [first, { ...first, octets: new Uint8Array(16) }], 'overlap'],
    ['have two ends', [third, fragment(16, 8, false)], 'overlap'],
    ['go on behind the end', [fragment(8, 8, false), second], 'overlap'],
    ['end before others', [second, fragment(0, 8, false)], 'overlap'],
    ['are no multiple of eight octets', [fragment(0, 15)], 'bad-length'],
    ['are empty', [fragment(8, 0)], 'bad-length'],
    ['go beyond what a packet can carry', [{ ...first, offset: 65_528 }], 'too-long'],
  ] as const)('that %s are no packet', (_, fragments, fault) => {
    const frames = fragments.map((__, at) => at + 1);
    expect(put(...fragments).at(-1)).toEqual([{ fault, frames }]);
    // Nor do they become one by what comes later.
    const again = [...frames, frames.length + 1, frames.length + 2, frames.length + 3];
    expect(put(...fragments, first, second, third).at(-1)).toEqual([{ fault, frames: again }]);
  });

  it('of an earlier packet with the same number are given up after a minute', () => {
    const open = reassembly();
    expect(open.put(first, 1, 0n)).toEqual({ kind: 'waiting', scattered: [] });
    expect(open.put(first, 2, 61_000_000_000n)).toEqual({
      kind: 'waiting',
      scattered: [{ fault: 'missing', frames: [1] }],
    });
    open.put(second, 3, 62_000_000_000n);
    expect(open.put(third, 4, 62_000_000_000n)).toEqual({ kind: 'whole', octets });
  });

  it('in a flood push out the oldest', () => {
    const few = { packets: 2, octets: 1000, fragments: 3 };
    const open = reassembly(few);
    const came = ['a', 'b', 'c'].map((key, at) => open.put(fragment(0, 16, true, key), at, 0n));
    expect(came.at(-1)).toEqual({ kind: 'waiting', scattered: [{ fault: 'too-many', frames: [0] }] });
    const small = reassembly({ ...few, octets: 20 });
    small.put(fragment(0, 16, true, 'a'), 1, 0n);
    expect(small.put(fragment(0, 16, true, 'b'), 2, 0n)).toEqual({
      kind: 'waiting',
      scattered: [{ fault: 'too-many', frames: [1] }],
    });
    const short = reassembly(few);
    for (let at = 0; at < 4; at += 1) short.put(fragment(at * 8, 8), at, 0n);
    expect(short.rest()).toEqual([{ fault: 'too-many', frames: [0, 1, 2] }]);
  });
});

it('a packet that is cut anyhow, in any order, is put together', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 12 });
  const carried = fc.uint8Array({ minLength: 1, maxLength: 800 });
  fc.assert(
    fc.property(carried, cuts, fc.infiniteStream(fc.nat()), (packet, places, dice) => {
      const starts = [0, ...places.map((place) => place * 8).filter((at) => at < packet.length)].sort(
        (a, b) => a - b,
      );
      const fragments = starts.map((offset, at): IpFragment => {
        const end = starts[at + 1] ?? packet.length;
        return { key: '', offset, hasMore: end < packet.length, octets: packet.subarray(offset, end) };
      });
      const mixed = fragments.map((one) => [dice.next().value, one] as const).sort(([a], [b]) => a - b);
      const open = reassembly();
      const results = mixed.map(([, one], at) => open.put(one, at, 0n));
      expect(results.slice(0, -1).every(({ kind }) => kind === 'waiting')).toBe(true);
      expect(results.at(-1)).toEqual({ kind: 'whole', octets: packet });
      expect(open.rest()).toEqual([]);
    }),
  );
});

it('any fragments are taken, and each frame is given back at most once', () => {
  const any = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    offset: fc.nat({ max: 8191 }).map((place) => place * 8),
    hasMore: fc.boolean(),
    octets: fc.uint8Array({ maxLength: 64 }),
  });
  const bounds = { packets: 2, octets: 100, fragments: 4 };
  fc.assert(
    fc.property(fc.array(any, { maxLength: 60 }), (fragments) => {
      const open = reassembly(bounds);
      const given = fragments.flatMap((one, frame) => {
        const result = open.put(one, frame, BigInt(frame));
        return result.kind === 'waiting' ? result.scattered : [];
      });
      const rest = open.rest();
      expect(rest.length).toBeLessThanOrEqual(bounds.packets);
      const frames = [...given, ...rest].flatMap((scattered) => scattered.frames);
      expect(new Set(frames).size).toBe(frames.length);
    }),
  );
});
