/** Parsers of addresses that take too much. */
import { defineMutant } from '../mutant.ts';

/** Fills up an id that is too short. */
export const padsIds = defineMutant({
  id: 'addresses/pads-short-ids',
  of: 'addresses',
  breaks: ['XID-003'],
  says: 'Fills an id of 39 digits up with a zero.',
  caughtBy: ['addresses/text/39-digits'],
  make: (reference) => ({
    ...reference,
    parseXid(text, ...more) {
      const parsed = reference.parseXid(text, ...more);
      return parsed.ok ? parsed : reference.parseXid(text.replace(/:([0-9a-f]{39})$/i, ':0$1'), ...more);
    },
  }),
});
