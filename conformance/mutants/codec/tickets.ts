/** Implementations that are wrong about what a ticket allows. */
import type { RequirementId } from '../../../spec/registry/requirements.ts';
import type { Implementation } from '../../../src/agent/index.ts';
import { defineMutant, type Mutant } from '../mutant.ts';

type Judge = Implementation['judgeTicket'];
type Verdict = ReturnType<Judge>;

/** Does not look at one thing that a ticket says. */
function overlooks(
  slug: string,
  breaks: RequirementId,
  says: string,
  reason: Verdict,
  caughtBy: readonly [string, ...string[]],
): Mutant {
  return defineMutant({
    id: `codec/${slug}`,
    of: 'codec',
    breaks: [breaks],
    says,
    caughtBy,
    make: (reference) => ({
      ...reference,
      judgeTicket(ticket, use) {
        const verdict = reference.judgeTicket(ticket, use);
        return verdict === reason ? 'valid' : verdict;
      },
    }),
  });
}

/** Does not verify. */
export const ticketOfAnySignature = defineMutant({
  id: 'codec/ticket-of-any-signature',
  of: 'codec',
  breaks: ['SIG-005'],
  says: 'Takes a ticket with the key of the machine whatever its signature is.',
  caughtBy: ['codec/signature/ticket-signature-changed', 'codec/signature/ticket-epochs-changed'],
  make: (reference) => ({
    ...reference,
    judgeTicket(ticket, use) {
      const verdict = reference.judgeTicket(ticket, use);
      const verified = reference.verifyTicket(ticket);
      return !verified.ok && verified.error.code === 'bad-signature' ? 'valid' : verdict;
    },
  }),
});

/** Other parties. */
export const anyParties = overlooks(
  'ticket-for-any-parties',
  'SIG-006',
  'Takes a ticket for another machine, another source and another destination.',
  'ticket-party',
  ['codec/signature/ticket-other-machine', 'codec/signature/ticket-other-destination'],
);

/** Another time. */
export const anyTime = overlooks(
  'ticket-for-any-time',
  'SIG-007',
  'Does not look at the clock when it judges a ticket.',
  'ticket-time',
  ['codec/signature/ticket-too-early', 'codec/signature/ticket-too-late'],
);

/** The last second. */
export const openInterval = defineMutant({
  id: 'codec/ticket-without-last-second',
  of: 'codec',
  breaks: ['SIG-007'],
  says: 'Takes the last second of a ticket for the first one in which it is no longer good.',
  caughtBy: ['codec/signature/ticket-last-second'],
  make: (reference) => ({
    ...reference,
    judgeTicket: (ticket, use) =>
      use.wallSeconds === ticket.notAfter ? 'ticket-time' : reference.judgeTicket(ticket, use),
  }),
});

/** Another epoch. */
export const anyEpoch = overlooks(
  'ticket-for-any-epoch',
  'SIG-008',
  'Takes a ticket for every epoch.',
  'ticket-epoch',
  ['codec/signature/ticket-epoch-below', 'codec/signature/ticket-epoch-above'],
);

/** The last epoch. */
export const openEpochs = defineMutant({
  id: 'codec/ticket-without-last-epoch',
  of: 'codec',
  breaks: ['SIG-008'],
  says: 'Takes the last epoch of a ticket for the first one that it does not allow.',
  caughtBy: ['codec/signature/ticket-last-epoch'],
  make: (reference) => ({
    ...reference,
    judgeTicket: (ticket, use) =>
      use.epoch === ticket.epochLast ? 'ticket-epoch' : reference.judgeTicket(ticket, use),
  }),
});

/** Another mode. */
export const anyMode = overlooks(
  'ticket-for-any-mode',
  'SIG-009',
  'Takes a ticket for every mode of transfer.',
  'ticket-mode',
  ['codec/signature/ticket-other-mode'],
);

/** Disks without a fence. */
export const anyDisks = overlooks(
  'ticket-for-any-disks',
  'SIG-015',
  'Takes every ticket for machines whose disks are shared without a fence.',
  'unsafe-disk',
  ['codec/signature/ticket-unfenced', 'codec/signature/ticket-unfenced-unknown'],
);
