/** Destination hosts that say more for a machine than a delegate may (chapter 13, section The delegate). */
import { mutateRebinding, mutateRegistration } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';

/** Begins anew. */
export const countsOn = defineMutant({
  id: 'destination-host/delegate-counts-on',
  of: 'destination-host',
  breaks: ['MOV-018'],
  says: 'Announces a place for a machine under the next sequence when the tries are used up.',
  caughtBy: ['destination-host/delegate-has-one-number'],
  make: (reference) => ({
    ...reference,
    rebinding: mutateRebinding({ guards: { isDelegate: () => false } }),
  }),
});

/** Has the last word. */
export const overtakes = defineMutant({
  id: 'destination-host/delegate-overtakes-machine',
  of: 'destination-host',
  breaks: ['MOV-018'],
  says: 'Announces a place for a machine under the sequence that follows a later one.',
  caughtBy: ['destination-host/delegate-ends-when-stale'],
  make(reference) {
    const isStale = (_: unknown, { binding }: { binding: { outcome: string } }): boolean =>
      binding.outcome === 'stale';
    const guards = { isOver: () => false, isOvertaken: isStale };
    return {
      ...reference,
      rebinding: mutateRebinding({ guards }),
      registration: mutateRegistration({ guards }),
    };
  },
});
