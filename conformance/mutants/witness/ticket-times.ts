/** A witness that looks at the clock. */
import { wallSeconds } from '../../cast.ts';
import { defineMutant } from '../mutant.ts';

/** What was valid when the machine was offered has run out since. */
export const judgesTimes = defineMutant({
  id: 'witness/judges-times-of-ticket',
  of: 'witness',
  breaks: ['WIT-004'],
  says: 'Takes no ticket that is not valid just now.',
  caughtBy: ['witness/ticket-too-late', 'witness/ticket-too-early'],
  make: (reference) => ({
    ...reference,
    judgeTicket: (ticket, use) => reference.judgeTicket(ticket, { ...use, wallSeconds }),
  }),
});
