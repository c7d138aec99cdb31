/** Decoders that are wrong about fields: lengths, ranges, codes, text. */
import { defineMutant } from '../mutant.ts';
import { number, taking, telling } from './wrong-decoder.ts';

const lengthAt = 4;
const question = 0x3f;

/** Compares a length with what is there, and with nothing else. */
export const noRoom = defineMutant({
  id: 'codec/no-least-length',
  of: 'codec',
  breaks: ['MSG-016'],
  says: 'Reads a message whose length has no room for header and authenticator until octets lack.',
  caughtBy: ['codec/malformed/ready-header-length-length-mismatch'],
  make: (reference) =>
    telling(reference, ({ code, path }) =>
      code === 'length-mismatch' && path === 'header.length' ? 'truncated' : code,
    ),
});

/** Does not count nodes. */
export const oddOctets = defineMutant({
  id: 'codec/octets-of-any-length',
  of: 'codec',
  breaks: ['MSG-016'],
  says: 'Refuses octets whose length is no multiple of what the table says by the code for numbers.',
  caughtBy: ['codec/malformed/offer-address-nodes-odd'],
  make: (reference) =>
    telling(reference, ({ code, path }) =>
      code === 'length-mismatch' && path.endsWith('.nodes') ? 'out-of-range' : code,
    ),
});

/** Fills what lacks. */
export const fillsUp = defineMutant({
  id: 'codec/fills-up-with-zeros',
  of: 'codec',
  breaks: ['MSG-017'],
  says: 'Reads zeros where a message ends before its length.',
  caughtBy: ['codec/malformed/ready-header-length-truncated'],
  make: (reference) =>
    taking(reference, (octets, { code, offset }) => {
      const length = octets.length < lengthAt + 2 ? 0 : number(octets, lengthAt);
      if (code !== 'truncated' || offset !== octets.length || length <= offset) return undefined;
      const whole = new Uint8Array(length);
      whole.set(octets);
      return whole;
    }),
});

/** Takes every length that is wrong for the same. */
export const oneCodeForLengths = defineMutant({
  id: 'codec/cut-field-as-length-mismatch',
  of: 'codec',
  breaks: ['MSG-017'],
  says: 'Refuses a field that goes on after its TLV ends as a length that disagrees.',
  caughtBy: ['codec/malformed/ready-lease-cut'],
  make: (reference) =>
    telling(reference, ({ code, offset }, octets) =>
      code === 'truncated' && offset < octets.length ? 'length-mismatch' : code,
    ),
});

/** Takes zero for a number as others. */
export const noLeast = defineMutant({
  id: 'codec/epoch-zero',
  of: 'codec',
  breaks: ['MSG-018'],
  says: 'Takes the epoch 0 for the first one.',
  caughtBy: ['codec/malformed/ready-header-epoch-out-of-range'],
  make: (reference) =>
    taking(reference, (octets, { code, offset, path }) => {
      const isZero = octets.subarray(offset, offset + 8).every((octet) => octet === 0);
      if (code !== 'out-of-range' || path !== 'header.epoch' || !isZero) return undefined;
      octets[offset + 7] = 1;
      return octets;
    }),
});

/** Loses the upper bits. */
export const losesBits = defineMutant({
  id: 'codec/number-modulo-2-53',
  of: 'codec',
  breaks: ['MSG-018'],
  says: 'Takes a number above 2 to the 53rd without the bits above that.',
  caughtBy: ['codec/malformed/ready-header-epoch-out-of-range-above'],
  make: (reference) =>
    taking(reference, (octets, { code, offset, path }) => {
      if (code !== 'out-of-range' || path !== 'header.epoch') return undefined;
      if (octets[offset] === 0 && octets[offset + 1]! < 0x20) return undefined;
      octets[offset] = 0;
      octets[offset + 1]! &= 0x1f;
      octets[offset + 7]! |= 1;
      return octets;
    }),
});

/** Takes what it does not know for the first one of the table. */
export const firstOfTable = defineMutant({
  id: 'codec/unknown-code-as-first',
  of: 'codec',
  breaks: ['MSG-019'],
  says: 'Takes a code that is not in its table for the first one that is.',
  caughtBy: ['codec/malformed/ready-votes-memory-unknown'],
  make: (reference) =>
    taking(reference, (octets, { code, offset, path }) => {
      if (code !== 'unknown-code' || path.startsWith('authenticator')) return undefined;
      octets[offset] = octets[offset] === 1 ? 0 : 1;
      return octets;
    }),
});

/** Shows what it can. */
export const replacesLetters = defineMutant({
  id: 'codec/replaces-bad-letters',
  of: 'codec',
  breaks: ['MSG-020'],
  says: 'Reads a question mark for every octet that is no letter of a text.',
  caughtBy: [
    'codec/malformed/status-answer-reason-detail-overlong',
    'codec/malformed/status-answer-reason-detail-nul',
  ],
  make: (reference) =>
    taking(reference, (octets, { code, offset }) => {
      if (code !== 'bad-text') return undefined;
      const end = offset + number(octets, offset - 2);
      for (let at = offset; at < end; at += 1)
        if (octets[at]! < 0x20 || octets[at]! >= 0x7f) octets[at] = question;
      return octets;
    }),
});

/** Takes control characters for text. */
export const takesControls = defineMutant({
  id: 'codec/takes-control-characters',
  of: 'codec',
  breaks: ['MSG-020'],
  says: 'Takes every well-formed UTF-8 for text, control characters included.',
  caughtBy: [
    'codec/malformed/status-answer-reason-detail-line-feed',
    'codec/malformed/status-answer-reason-detail-delete',
  ],
  make: (reference) =>
    taking(reference, (octets, { code, offset }) => {
      if (code !== 'bad-text') return undefined;
      const text = octets.subarray(offset, offset + number(octets, offset - 2));
      if (text.some((octet) => octet >= 0x80)) return undefined;
      for (let i = 0; i < text.length; i += 1) if (text[i]! < 0x20 || text[i] === 0x7f) text[i] = question;
      return octets;
    }),
});

/** Reads lists until there are no octets. */
export const endlessLists = defineMutant({
  id: 'codec/lists-without-limit',
  of: 'codec',
  breaks: ['MSG-021'],
  says: 'Has no limit for lists but the octets that are there.',
  caughtBy: ['codec/malformed/fetch-fetch-pieces-too-many'],
  make: (reference) => telling(reference, ({ code }) => (code === 'too-many' ? 'truncated' : code)),
});
