/** Decoders that are wrong about the list of TLVs. */
import { messages } from '../../../spec/registry/messages.ts';
import { defineMutant } from '../mutant.ts';
import { taking, tlvsOf, withTlvs } from './wrong-decoder.ts';

/** Skips what it does not know, critical or not. */
export const skipsCritical = defineMutant({
  id: 'codec/skips-unknown-critical',
  of: 'codec',
  breaks: ['MSG-012'],
  says: 'Skips a TLV that it does not know although it is critical.',
  caughtBy: ['codec/malformed/ready-unknown-critical'],
  make: (reference) =>
    taking(reference, (octets, { code, offset }) => {
      if (code !== 'unknown-critical') return undefined;
      octets[offset]! &= 0x7f;
      return octets;
    }),
});

/** Takes TLVs as they come. */
export const anyOrder = defineMutant({
  id: 'codec/takes-tlvs-in-any-order',
  of: 'codec',
  breaks: ['MSG-010'],
  says: 'Takes TLVs in any order, and of two with one code the last.',
  caughtBy: ['codec/malformed/ready-lease-late', 'codec/malformed/ready-lease-twice'],
  make: (reference) =>
    taking(reference, (octets, { code }) => {
      const tlvs = tlvsOf(octets);
      if (code !== 'not-ascending' || tlvs.some((one) => one.code === 0)) return undefined;
      const byCode = new Map(tlvs.map((one) => [one.code, one.octets]));
      const sorted = [...byCode].sort(([a], [b]) => a - b).map(([, value]) => value);
      return withTlvs(octets, sorted);
    }),
});

/** Orders with the critical bit. */
export const ordersByTag = defineMutant({
  id: 'codec/orders-with-critical-bit',
  of: 'codec',
  breaks: ['MSG-010'],
  says: 'Compares the codes of TLVs together with their critical bits.',
  caughtBy: ['codec/message/extensions-early-and-last', 'codec/message/ready-with-all-tlvs'],
  make: (reference) => ({
    ...reference,
    decodeMessage(octets) {
      const decoded = reference.decodeMessage(octets);
      if (!decoded.ok) return decoded;
      let before = 0;
      for (const { at } of tlvsOf(octets)) {
        const tag = octets[at]! * 256 + octets[at + 1]!;
        if (tag <= before) {
          const error = { code: 'not-ascending', offset: at, path: 'tlv', requirement: 'MSG-010' } as const;
          return { ok: false, error };
        }
        before = tag;
      }
      return decoded;
    },
  }),
});

/** Looks at the code alone. */
export const ignoresCriticalBit = defineMutant({
  id: 'codec/ignores-critical-bit',
  of: 'codec',
  breaks: ['MSG-011'],
  says: 'Looks at the critical bit only of TLVs that it does not know.',
  caughtBy: ['codec/malformed/ready-lease-wrong-critical-bit'],
  make: (reference) =>
    taking(reference, (octets, { code, offset }) => {
      if (code !== 'wrong-critical-bit') return undefined;
      octets[offset]! ^= 0x80;
      return octets;
    }),
});

/** Takes nothing that it does not know. */
export const refusesUnknown = defineMutant({
  id: 'codec/refuses-every-unknown-tlv',
  of: 'codec',
  breaks: ['MSG-013'],
  says: 'Refuses a message with a TLV that it does not know although it is not critical.',
  caughtBy: ['codec/message/grease-empty', 'codec/message/extensions-early-and-last'],
  make: (reference) => ({
    ...reference,
    decodeMessage(octets) {
      const decoded = reference.decodeMessage(octets);
      if (!decoded.ok || decoded.value.extensions === undefined) return decoded;
      const error = {
        code: 'unexpected-field',
        offset: 96,
        path: 'extensions',
        requirement: 'MSG-015',
      } as const;
      return { ok: false, error };
    },
  }),
});

/** Does not miss anything. */
export const missesNothing = defineMutant({
  id: 'codec/takes-messages-with-gaps',
  of: 'codec',
  breaks: ['MSG-014'],
  says: 'Takes a message that lacks a TLV of its type as one that says nothing.',
  caughtBy: ['codec/malformed/ready-missing-lease', 'codec/malformed/fetch-missing-fetch'],
  make: (reference) =>
    taking(reference, (octets, { code }) => {
      if (code !== 'missing-field') return undefined;
      const empty = withTlvs(octets, []);
      empty[3] = messages.StatusQuery.code;
      return empty;
    }),
});

/** Takes TLVs wherever they stand. */
export const anyPlace = defineMutant({
  id: 'codec/skips-misplaced-tlvs',
  of: 'codec',
  breaks: ['MSG-015'],
  says: 'Skips a TLV of the registry that the type of the message has no place for.',
  caughtBy: ['codec/malformed/ready-unexpected-versions'],
  make: (reference) =>
    taking(reference, (octets, { code, offset }) => {
      if (code !== 'unexpected-field') return undefined;
      const others = tlvsOf(octets).filter(({ at }) => at !== offset);
      return withTlvs(
        octets,
        others.map((one) => one.octets),
      );
    }),
});

/** Skips the end of a TLV. */
export const skipsRest = defineMutant({
  id: 'codec/skips-rest-of-tlv',
  of: 'codec',
  breaks: ['MSG-016'],
  says: 'Skips what a TLV holds behind its record, as an addition of a later version.',
  caughtBy: ['codec/malformed/ready-lease-goes-on'],
  make: (reference) =>
    taking(reference, (octets, { code, offset, path }) => {
      if (code !== 'length-mismatch' || path === 'header.length') return undefined;
      const tlvs = tlvsOf(octets).map(({ at, octets: whole }) => {
        if (offset <= at || offset >= at + whole.length) return whole;
        const cut = whole.slice(0, offset - at);
        cut[2] = (cut.length - 4) >> 8;
        cut[3] = (cut.length - 4) & 0xff;
        return cut;
      });
      return withTlvs(octets, tlvs);
    }),
});
