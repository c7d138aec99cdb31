/** Source hosts that are wrong about orders. */
import type { ReasonName } from '../../octets/records.ts';
import type { Mutant } from '../mutant.ts';
import { presuming, wrongFunctions, wrongStates, wrongSteps } from './wrong-source.ts';

/** Whoever orders. */
export const takesOrdersOfAnyone = wrongSteps(
  {
    id: 'takes-orders-of-anyone',
    breaks: ['SRC-001'],
    says: 'Takes an order with a good ticket from whoever sends it.',
    caughtBy: ['order-of-stranger'],
  },
  {
    hear: (event) =>
      event.type === 'order.migrate' && event.verdict === 'not-authorised'
        ? { ...event, verdict: 'valid' }
        : event,
  },
);

function overlooks(id: string, what: string, verdict: ReasonName, caughtBy: string): Mutant {
  return wrongFunctions(
    { id, breaks: ['SRC-001'], says: `Takes an order ${what}.`, caughtBy: [caughtBy] },
    ({ judgeTicket }) => ({
      judgeTicket(ticket, use) {
        const found = judgeTicket(ticket, use);
        return found === verdict ? 'valid' : found;
      },
    }),
  );
}

/** Whoever signs. */
export const trustsAnySigner = overlooks(
  'trusts-any-signer',
  'whoever signed its ticket',
  'ticket-signature',
  'order-with-forged-ticket',
);

/** Whoever is meant. */
export const forgetsParties = overlooks(
  'forgets-parties',
  'whichever hosts its ticket names',
  'ticket-party',
  'order-with-ticket-for-others',
);

/** Whenever it is. */
export const forgetsTime = overlooks(
  'forgets-time',
  'however old its ticket is',
  'ticket-time',
  'order-with-old-ticket',
);

/** Whichever epoch. */
export const forgetsEpochs = overlooks(
  'forgets-epochs',
  'whichever epochs its ticket allows',
  'ticket-epoch',
  'order-with-ticket-of-later-epoch',
);

/** Whichever mode. */
export const forgetsModes = overlooks(
  'forgets-modes',
  'whichever modes its ticket allows',
  'ticket-mode',
  'order-with-ticket-of-other-mode',
);

/** The offer does not wait. */
export const offersUnrecorded = presuming('ordered', {
  id: 'offers-unrecorded',
  breaks: ['SRC-002', 'JRN-002'],
  says: 'Sends Offer while the record of the order is still being written.',
  caughtBy: ['order-waits-for-record', 'order-not-recorded'],
});

/** The order is offered without a record. */
export const offersWithoutRecord = wrongStates(
  {
    id: 'offers-without-record',
    breaks: ['SRC-002', 'JRN-002'],
    says: 'Goes on as if the order were recorded when the journal has failed.',
    caughtBy: ['order-not-recorded'],
  },
  { ordering: { on: { 'journal.failed': { target: '#sourceHost.offering', actions: [] } } } },
);

/** A second order. */
export const beginsAnew = wrongStates(
  {
    id: 'begins-anew',
    breaks: ['SRC-003'],
    says: 'Takes the same order again for a new one and offers the machine once more.',
    caughtBy: ['order-again'],
  },
  { preparing: { on: { 'order.migrate': { target: '#sourceHost.ordering' } } } },
);

/** A second order after the end. */
export const beginsAfterEnd = wrongStates(
  {
    id: 'begins-after-end',
    breaks: ['SRC-003'],
    says: 'Takes the same order after an abort for a new try.',
    caughtBy: ['order-again-after-end'],
  },
  { aborted: { on: { 'order.migrate': { target: '#sourceHost.ordering' } } } },
);

/** A second order is not answered. */
export const ignoresRepeatedOrder = wrongStates(
  {
    id: 'ignores-repeated-order',
    breaks: ['SRC-003'],
    says: 'Does not answer an order that it has taken already.',
    caughtBy: ['order-again-while-copying'],
  },
  { copying: { on: { 'order.migrate': undefined } } },
);
