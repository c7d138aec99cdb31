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

/** Says the whole text instead of what stands at the place. */
export const findsEverything = defineMutant({
  id: 'addresses/finds-the-whole-text',
  of: 'addresses',
  breaks: ['DAG-018'],
  says: 'Says of a text that it refuses that it found all of it, wherever the fault is.',
  caughtBy: ['addresses/refused/dag-form', 'addresses/refused/linux-form'],
  make: (reference) => ({
    ...reference,
    parseDag(text, ...more) {
      const parsed = reference.parseDag(text, ...more);
      return parsed.ok ? parsed : { ...parsed, error: { ...parsed.error, found: text } };
    },
  }),
});
