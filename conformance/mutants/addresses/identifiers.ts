/** Readers and writers of identifiers that take the wire or the text otherwise. */
import { defineMutant } from '../mutant.ts';

/** Stores the type as the machine has it. */
export const littleEndianType = defineMutant({
  id: 'addresses/type-in-little-endian',
  of: 'addresses',
  breaks: ['XID-001'],
  says: 'Writes the type of an identifier with its lowest octet first.',
  caughtBy: ['addresses/text/ad'],
  make: (reference) => ({
    ...reference,
    encodeXid: (xid) => {
      const octets = reference.encodeXid(xid);
      octets.subarray(0, 4).reverse();
      return octets;
    },
  }),
});

/** Prints digits as many programs do. */
export const upperCaseDigits = defineMutant({
  id: 'addresses/upper-case-digits',
  of: 'addresses',
  breaks: ['XID-002'],
  says: 'Prints the digits of an id in capitals.',
  caughtBy: ['addresses/text/all-different'],
  make: (reference) => ({
    ...reference,
    formatXid: (...all) => reference.formatXid(...all).toUpperCase(),
  }),
});

/** Takes names that nobody registered. */
export const anyName = defineMutant({
  id: 'addresses/takes-any-name',
  of: 'addresses',
  breaks: ['XID-004'],
  says: 'Reads a name that is not in the table as the name of a host.',
  caughtBy: ['addresses/text/unknown-name'],
  make: (reference) => ({
    ...reference,
    parseXid(text, ...more) {
      const parsed = reference.parseXid(text, ...more);
      return parsed.ok ? parsed : reference.parseXid(text.replace(/^[A-Z]+:/, 'HID:'), ...more);
    },
  }),
});

/** Puts the IPv4 address where an IPv4 header has its source. */
export const ipv4AtSource = defineMutant({
  id: 'addresses/4id-address-misplaced',
  of: 'addresses',
  breaks: ['XID-005'],
  says: 'Puts the IPv4 address of a 4ID into octets 12 to 15 of the id.',
  caughtBy: ['addresses/text/dotted'],
  make: (reference) => ({
    ...reference,
    parseXid(text, ...more) {
      const parsed = reference.parseXid(text, ...more);
      if (!parsed.ok || !/^IP:\d+\./.test(text)) return parsed;
      const id = Uint8Array.from(parsed.value.id);
      id.copyWithin(12, 16, 20);
      id.fill(0, 16);
      return { ok: true, value: { ...parsed.value, id } };
    },
  }),
});
