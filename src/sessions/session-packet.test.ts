/** The laws of the codec of session packets; the octets of each kind are in `vectors/sessions`. */
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
