/** Destination hosts that are wrong about the right to run. */
import { mutateDestinationHost } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';

/** Takes any permit. */
export const takesAnyPermit = defineMutant({
  id: 'destination-host/takes-any-permit',
  of: 'destination-host',
  breaks: ['DST-019'],
  says: 'Takes a permit whatever it names.',
  caughtBy: ['destination-host/commit-for-another-holder'],
  make: (reference) => ({
    ...reference,
    destinationHost: mutateDestinationHost({ guards: { isUnfitPermit: () => false } }),
  }),
});
