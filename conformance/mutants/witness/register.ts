/** Witnesses that set the register wrongly. */
import { mutateWitness } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';

/** Swaps without comparing. */
export const ignoresExpected = defineMutant({
  id: 'witness/ignores-expected',
  of: 'witness',
  breaks: ['WIT-006'],
  says: 'Sets the register whatever epoch is expected.',
  caughtBy: ['witness/swap-conflict'],
  make: (reference) => ({
    ...reference,
    witness: mutateWitness({ guards: { isUnexpected: () => false } }),
  }),
});
