/** Codecs that are wrong about the frame of a message: its header, its length, its authenticator. */
import { defineMutant } from '../mutant.ts';
import { number, taking, telling, tlvsOf, withTlvs } from './wrong-decoder.ts';

const magic = [0x58, 0x4c];
const versionAt = 2;
const lengthAt = 4;
const authenticatorOctets = 100;

/** Does not look at the magic. */
export const anyMagic = defineMutant({
  id: 'codec/takes-any-magic',
  of: 'codec',
  breaks: ['MSG-001'],
  says: 'Does not look at the first two octets.',
  caughtBy: ['codec/malformed/ready-header-magic-bad-magic'],
  make: (reference) =>
    taking(reference, (octets, { code }) => {
      if (code !== 'bad-magic') return undefined;
      octets.set(magic);
      return octets;
    }),
});

/** Does not look at the version. */
export const anyVersion = defineMutant({
  id: 'codec/takes-any-version',
  of: 'codec',
  breaks: ['MSG-002'],
  says: 'Reads a message of every version as one of version 1.',
  caughtBy: ['codec/malformed/ready-header-version-unsupported-version'],
  make: (reference) =>
    taking(reference, (octets, { code }) => {
      if (code !== 'unsupported-version') return undefined;
      octets[versionAt] = 1;
      return octets;
    }),
});

/** Takes the type for one more code. */
export const typeAsCode = defineMutant({
  id: 'codec/unknown-type-as-unknown-code',
  of: 'codec',
  breaks: ['MSG-003'],
  says: 'Refuses an unknown type by the code for every value that is not in its table.',
  caughtBy: ['codec/malformed/ready-header-type-unknown-type'],
  make: (reference) => telling(reference, ({ code }) => (code === 'unknown-type' ? 'unknown-code' : code)),
});

/** Reads as far as the length says. */
export const ignoresTrailing = defineMutant({
  id: 'codec/ignores-trailing-octets',
  of: 'codec',
  breaks: ['MSG-004'],
  says: 'Reads as far as the length says and does not care what follows.',
  caughtBy: ['codec/malformed/ready-header-length-trailing-octets'],
  make: (reference) =>
    taking(reference, (octets, { code, offset }) =>
      code === 'trailing-octets' ? octets.subarray(0, offset) : undefined,
    ),
});

/** Skips reserved octets. */
export const ignoresReserved = defineMutant({
  id: 'codec/ignores-reserved-octets',
  of: 'codec',
  breaks: ['MSG-005'],
  says: 'Skips reserved fields without a look at them.',
  caughtBy: [
    'codec/malformed/ready-header-reserved-reserved-bits',
    'codec/malformed/ready-authenticator-reserved-reserved-bits',
  ],
  make: (reference) =>
    taking(reference, (octets, { code, offset, path }) => {
      if (code !== 'reserved-bits' || !path.endsWith('.reserved')) return undefined;
      return octets.fill(0, offset, offset + 2);
    }),
});

/** Looks at known flags alone. */
export const ignoresFlags = defineMutant({
  id: 'codec/ignores-unknown-flags',
  of: 'codec',
  breaks: ['MSG-005'],
  says: 'Looks at the flags that it knows and not at the others.',
  caughtBy: ['codec/malformed/offer-transfer-modes-reserved'],
  make: (reference) =>
    taking(reference, (octets, { code, offset, path }) => {
      if (code !== 'reserved-bits' || path.endsWith('.reserved')) return undefined;
      octets[offset] = 0;
      octets[offset + 1]! &= 0x07;
      return octets;
    }),
});

/** Has no limit of its own. */
export const longMessages = defineMutant({
  id: 'codec/length-without-limit',
  of: 'codec',
  breaks: ['MSG-006'],
  says: 'Has no limit for messages but that of the length field.',
  caughtBy: ['codec/malformed/ready-header-length-too-long'],
  make: (reference) =>
    telling(reference, ({ code, path }, octets) => {
      if (code !== 'too-long' || path !== 'header.length') return code;
      return number(octets, lengthAt) > octets.length ? 'truncated' : 'trailing-octets';
    }),
});

/** Takes lengths for numbers. */
export const longFields = defineMutant({
  id: 'codec/too-long-as-out-of-range',
  of: 'codec',
  breaks: ['MSG-006'],
  says: 'Refuses a field that is too long by the code for a number out of its range.',
  caughtBy: ['codec/malformed/offer-address-nodes-too-long'],
  make: (reference) =>
    telling(reference, ({ code, path }) =>
      code === 'too-long' && path !== 'header.length' ? 'out-of-range' : code,
    ),
});

/** Takes the place of the authenticator for granted. */
export const anyAuthenticator = defineMutant({
  id: 'codec/takes-any-authenticator',
  of: 'codec',
  breaks: ['MSG-007'],
  says: 'Takes the last 100 octets for an authenticator whatever they begin with.',
  caughtBy: [
    'codec/malformed/ready-authenticator-algorithm-unknown-code',
    'codec/malformed/ready-authenticator-hash-unknown-code',
  ],
  make: (reference) =>
    taking(reference, (octets, { path }) => {
      if (!path.startsWith('authenticator')) return undefined;
      octets.set([1, 1, 0, 0], octets.length - authenticatorOctets);
      return octets;
    }),
});

/** Writes from the last to the first. */
export const writesBackwards = defineMutant({
  id: 'codec/writes-tlvs-backwards',
  of: 'codec',
  breaks: ['MSG-008'],
  says: 'Writes the TLVs in descending order of their codes.',
  caughtBy: ['codec/message/hand-ready/written'],
  make: (reference) => ({
    ...reference,
    encodeMessage(message) {
      const octets = reference.encodeMessage(message);
      const tlvs = tlvsOf(octets).map((one) => one.octets);
      return withTlvs(octets, tlvs.reverse());
    },
  }),
});

/** Forgets the critical bit. */
export const writesUncritical = defineMutant({
  id: 'codec/writes-no-critical-bit',
  of: 'codec',
  breaks: ['MSG-008'],
  says: 'Writes TLVs without their critical bit.',
  caughtBy: ['codec/message/hand-ready/written'],
  make: (reference) => ({
    ...reference,
    encodeMessage(message) {
      const octets = Uint8Array.from(reference.encodeMessage(message));
      for (const { at } of tlvsOf(octets)) octets[at]! &= 0x7f;
      return octets;
    },
  }),
});

/** Writes what is left. */
export const writesTheRest = defineMutant({
  id: 'codec/writes-the-rest',
  of: 'codec',
  breaks: ['MSG-008'],
  says: 'Leaves members of a value out for which a message has no place, and writes the rest.',
  caughtBy: ['codec/unwritable/with-lease', 'codec/unwritable/with-unknown-member'],
  make: (reference) => ({
    ...reference,
    fromJson(json) {
      const read = reference.fromJson(json);
      if (read.ok || typeof json !== 'object' || json === null) return read;
      const left = Object.entries(json).filter(([name]) => name !== read.error.path);
      return reference.fromJson(Object.fromEntries(left));
    },
  }),
});

/** Whoever asks gets octets. */
export const writesAnything = defineMutant({
  id: 'codec/writes-anything',
  of: 'codec',
  breaks: ['MSG-008'],
  says: 'Writes octets whatever value it is given.',
  caughtBy: ['codec/unwritable/no-object', 'codec/unwritable/message-too-long'],
  make: (reference) => ({
    ...reference,
    fromJson(json) {
      const read = reference.fromJson(json);
      return read.ok ? read : reference.fromJson(someCookie);
    },
    encodeMessage(message) {
      try {
        return reference.encodeMessage(message);
      } catch {
        return new Uint8Array(0);
      }
    },
  }),
});

/** The value of the shortest message. */
const someCookie = {
  type: 'RebindCookie',
  header: {
    machine: '11'.repeat(20),
    migration: '22'.repeat(16),
    epoch: 1,
    exchange: 1,
    sender: '33'.repeat(20),
    receiver: '44'.repeat(20),
  },
  cookie: { cookie: '55'.repeat(16) },
};
