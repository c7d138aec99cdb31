/** Destination hosts that are wrong about offers. */
import { defineMutant } from '../mutant.ts';

/** Looks at what a ticket says, not at who says it. */
export const trustsAnySigner = defineMutant({
  id: 'destination-host/trusts-any-signer',
  of: 'destination-host',
  breaks: ['DST-001', 'SIG-004'],
  says: 'Takes a ticket whoever signed it.',
  caughtBy: ['destination-host/offer-ticket-of-stranger'],
  make: (reference) => ({
    ...reference,
    judgeTicket(ticket, use) {
      const verdict = reference.judgeTicket(ticket, use);
      return verdict === 'ticket-signature' ? 'valid' : verdict;
    },
  }),
});
