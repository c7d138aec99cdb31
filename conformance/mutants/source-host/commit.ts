/** Source hosts that are wrong about the commit. */
import { mutateSourceHost } from '../../../src/machines/index.ts';
import { defineMutant } from '../mutant.ts';

/** Believes that the state arrived whatever the digest is. */
export const ignoresDigest = defineMutant({
  id: 'source-host/ignores-digest-of-complete',
  of: 'source-host',
  breaks: ['SRC-015'],
  says: 'Commits whatever digest Complete names.',
  caughtBy: ['source-host/complete-with-other-digest'],
  make: (reference) => ({
    ...reference,
    sourceHost: mutateSourceHost({ guards: { hasOurDigest: () => true } }),
  }),
});
