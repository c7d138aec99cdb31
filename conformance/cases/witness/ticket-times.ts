/** A witness does not judge a ticket by its clock (chapter 07, section Setting). */
import { type Case, defineCase } from '../../case.ts';
import { wallSeconds } from '../../cast.ts';
import { witnessSwap } from '../../octets/from-others.ts';
import type { TicketParts } from '../../octets/records.ts';

function takenAnyway(slug: string, what: string, ticket: TicketParts): Case {
  return defineCase({
    id: `witness/${slug}`,
    title: `without a register, ${what} allows a swap all the same: the commit is made by then`,
    covers: ['WIT-004'],
    role: 'witness',
    needs: [],
    async run({ send, expect }) {
      const swap = witnessSwap({ ticket });
      await send(swap);
      const answer = await expect.answer('WitnessAnswer', swap);
      expect.equal(answer.tlv('swapResult'), '01', 'the outcome', 'WIT-004');
      await expect.silence();
    },
  });
}

/** Run out since the offer. */
export const late = takenAnyway('ticket-too-late', 'a ticket that has run out', {
  notAfter: wallSeconds - 600,
});
/** The clock of the witness is behind. */
export const early = takenAnyway('ticket-too-early', 'a ticket that is not valid yet', {
  notBefore: wallSeconds + 600,
});
