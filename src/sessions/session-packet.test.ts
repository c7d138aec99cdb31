import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sessionLimits } from '../../spec/registry/sessions.ts';
import { fromHex, hex, toHex } from '../core/hex.ts';
import {
  decodeSessionPacket,
  encodeSessionPacket,
  type SegmentPacket,
  type SessionPacket,
  sessionOf,
} from './session-packet.ts';

const id = '000102030405060708090a0b0c0d0e0f';
const session = fromHex(id)!;
const none = new Uint8Array();
const bare: SegmentPacket = {
  kind: 'segment',
  session,
  end: false,
  ask: false,
  window: 0,
  offset: 0,
  ack: 0,
  ranges: [],
  data: none,
};

const literals: readonly (readonly [string, SessionPacket, string])[] = [
  [
    'a datagram',
    { kind: 'datagram', session, sequence: 1, data: hex`ff` },
    `5853 01 01 ${id} 0000000000000001 ff`,
  ],
  [
    'an empty datagram of the last sequence',
    { kind: 'datagram', session, sequence: sessionLimits.integer, data: none },
    `5853 01 01 ${id} 001fffffffffffff`,
  ],
  ['an empty segment', bare, `5853 01 02 ${id} 00 00 00000000 0000000000000000 0000000000000000`],
  [
    'a segment with everything',
    {
      ...bare,
      end: true,
      ask: true,
      window: 0xfffefdfc,
      offset: 0x1_0203_0405,
      ack: 0x2_0000_0006,
      ranges: [
        { gap: 1, length: 2 },
        { gap: 0xffffffff, length: 0x80000000 },
        { gap: 5, length: 6 },
      ],
      data: hex`0a0b0c`,
    },
    `5853 01 02 ${id} 03 03 fffefdfc 0000000102030405 0000000200000006
     00000001 00000002 ffffffff 80000000 00000005 00000006 0a0b0c`,
  ],
  [
    'a segment that ends at the last position',
    { ...bare, offset: sessionLimits.integer - 2, end: true, data: hex`07` },
    `5853 01 02 ${id} 01 00 00000000 001ffffffffffffd 0000000000000000 07`,
  ],
  ['a close', { kind: 'close', session }, `5853 01 03 ${id}`],
];

const segment = (rest: string): string => `5853 01 02 ${id} ${rest}`;
const places = '0000000000000000 0000000000000000';

const refused: readonly (readonly [string, string, string, number, string])[] = [
  ['nothing', '', 'truncated', 0, 'prefix'],
  ['half a prefix', '5853 01 01 0001', 'truncated', 6, 'prefix'],
  ['another magic', `5854 01 01 ${id} 0000000000000001`, 'bad-magic', 0, 'magic'],
  ['another version', `5853 02 01 ${id} 0000000000000001`, 'unsupported-version', 2, 'version'],
  ['kind 0', `5853 01 00 ${id} 0000000000000001`, 'unknown-type', 3, 'kind'],
  ['kind 4', `5853 01 04 ${id} 0000000000000001`, 'unknown-type', 3, 'kind'],
  ['half a sequence', `5853 01 01 ${id} 00000000000000`, 'truncated', 27, 'datagram'],
  ['sequence 0', `5853 01 01 ${id} 0000000000000000`, 'out-of-range', 20, 'datagram.sequence'],
  ['sequence 2^53', `5853 01 01 ${id} 0020000000000000`, 'out-of-range', 20, 'datagram.sequence'],
  ['half a segment', segment('00 00 00000000 0000000000000000 00000000000000'), 'truncated', 41, 'segment'],
  ['a reserved flag', segment(`04 00 00000000 ${places}`), 'reserved-bits', 20, 'segment.flags'],
  ['the highest flag', segment(`81 00 00000000 ${places}`), 'reserved-bits', 20, 'segment.flags'],
  [
    'four ranges',
    segment(`00 04 00000000 ${places} ${'00000001 00000001 '.repeat(4)}`),
    'too-many',
    21,
    'segment.ranges',
  ],
  ['half a range', segment(`00 01 00000000 ${places} 00000001 000000`), 'truncated', 49, 'segment.ranges'],
  [
    'a gap of 0',
    segment(`00 02 00000000 ${places} 00000001 00000001 00000000 00000001`),
    'out-of-range',
    50,
    'segment.ranges[1].gap',
  ],
  [
    'a length of 0',
    segment(`00 01 00000000 ${places} 00000001 00000000`),
    'out-of-range',
    46,
    'segment.ranges[0].length',
  ],
  [
    'a range beyond the last position',
    segment('00 01 00000000 0000000000000000 001ffffffffffffe 00000001 00000001'),
    'out-of-range',
    46,
    'segment.ranges[0].length',
  ],
  [
    'an ack beyond the last position',
    segment('00 00 00000000 0000000000000000 0020000000000000'),
    'out-of-range',
    34,
    'segment.ack',
  ],
  [
    'data beyond the last position',
    segment('00 00 00000000 001fffffffffffff 0000000000000000 07'),
    'out-of-range',
    26,
    'segment.offset',
  ],
  [
    'an end beyond the last position',
    segment('01 00 00000000 001ffffffffffffe 0000000000000000 07'),
    'out-of-range',
    26,
    'segment.offset',
  ],
  ['more than a close', `5853 01 03 ${id} 00`, 'trailing-octets', 20, 'close'],
];

const long = fc.maxSafeNat();
const packets: fc.Arbitrary<SessionPacket> = fc.oneof(
  fc.record({
    kind: fc.constant('datagram' as const),
    session: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    sequence: fc.integer({ min: 1, max: sessionLimits.integer }),
    data: fc.uint8Array(),
  }),
  fc.record({
    kind: fc.constant('segment' as const),
    session: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    end: fc.boolean(),
    ask: fc.boolean(),
    window: fc.integer({ min: 0, max: 0xffffffff }),
    offset: long.map((place) => Math.min(place, sessionLimits.integer - 1_000)),
    ack: long.map((place) => Math.min(place, sessionLimits.integer - 2 ** 35)),
    ranges: fc.array(
      fc.record({
        gap: fc.integer({ min: 1, max: 0xffffffff }),
        length: fc.integer({ min: 1, max: 0xffffffff }),
      }),
      { maxLength: 3 },
    ),
    data: fc.uint8Array(),
  }),
  fc.record({
    kind: fc.constant('close' as const),
    session: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  }),
);

describe('a session packet', () => {
  it.each(literals)('%s is written as its octets and read back', (_, packet, octets) => {
    expect(toHex(encodeSessionPacket(packet))).toBe(octets.replace(/\s/g, ''));
    expect(decodeSessionPacket(fromHex(octets)!)).toEqual({ ok: true, value: packet });
  });

  it.each(refused)('%s is refused', (_, octets, code, offset, path) => {
    expect(decodeSessionPacket(fromHex(octets)!)).toEqual({
      ok: false,
      error: { code, offset, path, requirement: 'SES-001' },
    });
  });

  it('decodes to what was encoded', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        expect(decodeSessionPacket(encodeSessionPacket(packet))).toEqual({ ok: true, value: packet });
      }),
    );
  });

  it('has one encoding, and its decoder is total', () => {
    const prefixed = fc
      .tuple(fc.constantFrom('01', '02', '03'), fc.uint8Array({ maxLength: 80 }))
      .map(([kind, rest]) => hex`585301${kind}${id}${rest}`);
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), prefixed), (octets) => {
        const packet = decodeSessionPacket(octets);
        if (packet.ok) expect(toHex(encodeSessionPacket(packet.value))).toBe(toHex(octets));
        else expect(packet.error.offset).toBeLessThanOrEqual(octets.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is a view of the octets that were read', () => {
    const octets = encodeSessionPacket({ kind: 'datagram', session, sequence: 1, data: hex`01 02` });
    const packet = decodeSessionPacket(octets);
    if (!packet.ok || packet.value.kind !== 'datagram') throw new Error('it does not decode');
    expect(packet.value.data.buffer).toBe(octets.buffer);
    expect(packet.value.session.buffer).toBe(octets.buffer);
  });

  it('tells its session without being read', () => {
    for (const [, , octets] of literals) expect(sessionOf(fromHex(octets)!)).toEqual(session);
    expect(sessionOf(hex`5853 01 02 ${id}`)).toEqual(session);
    expect(sessionOf(hex`584c 01 02 ${id}`)).toBeUndefined();
    expect(sessionOf(hex`5853 02 02 ${id}`)).toBeUndefined();
    expect(sessionOf(hex`5853 01 02`)).toBeUndefined();
  });

  it.each<readonly [string, SessionPacket]>([
    ['a short session id', { kind: 'close', session: hex`00` }],
    ['sequence 0', { kind: 'datagram', session, sequence: 0, data: none }],
    ['a broken offset', { ...bare, offset: 0.5 }],
    ['a negative ack', { ...bare, ack: -1 }],
    ['a window of 33 bits', { ...bare, window: 2 ** 32 }],
    ['a gap of 0', { ...bare, ranges: [{ gap: 0, length: 1 }] }],
    ['four ranges', { ...bare, ranges: Array.from({ length: 4 }, () => ({ gap: 1, length: 1 })) }],
    ['an end beyond the last position', { ...bare, offset: sessionLimits.integer, end: true }],
  ])('%s has no encoding', (_, packet) => {
    expect(() => encodeSessionPacket(packet)).toThrow(RangeError);
  });
});
