/** A source host takes an order or refuses it (chapter 05, section Order). */
import { epoch, wallSeconds } from '../../cast.ts';
import { defineCase } from '../../case.ts';
import { accepted, copying, ordered } from '../../ground/source-host.ts';
import { expectAbort } from '../../ground/source-host-ends.ts';
import { statusIn } from '../../ground/status.ts';
import { aborted, offerAccept } from '../../octets/from-destination.ts';
import { order } from '../../octets/from-others.ts';
import { diskCopy, type ReasonName, reasonIn, type TicketParts } from '../../octets/records.ts';

function badTicket(slug: string, title: string, ticket: TicketParts, why: ReasonName) {
  return defineCase({
    id: `source-host/order-with-${slug}`,
    title,
    covers: ['SRC-001'],
    role: 'source-host',
    needs: [],
    twin: 'source-host/order-taken',
    async run({ send, expect }) {
      const request = order({ ticket });
      await send(request);
      const refused = await expect.answer('Refused', request, { to: 'owner' });
      expect.equal(reasonIn(refused.tlv('reason')), why, 'the reason', 'SRC-001');
      await expect.silence();
      await expect.noOperation();
    },
  });
}

/** Somebody else signed the ticket. */
export const forgedTicket = badTicket(
  'forged-ticket',
  'an order whose ticket the owner has not signed is refused, and nothing is offered',
  { signer: 'stranger' },
  'ticket-signature',
);

/** The ticket is for another destination. */
export const ticketForOthers = badTicket(
  'ticket-for-others',
  'an order whose ticket names another destination is refused, and nothing is offered',
  { toHost: '77'.repeat(20) },
  'ticket-party',
);

/** The ticket is over. */
export const oldTicket = badTicket(
  'old-ticket',
  'an order whose ticket is over is refused, and nothing is offered',
  { notAfter: wallSeconds - 1 },
  'ticket-time',
);

/** The ticket begins with a later epoch. */
export const ticketOfLaterEpoch = badTicket(
  'ticket-of-later-epoch',
  'an order whose ticket does not allow the epoch is refused, and nothing is offered',
  { epochFirst: epoch + 1 },
  'ticket-epoch',
);

/** The ticket allows another mode than pre-copy. */
export const ticketOfOtherMode = badTicket(
  'ticket-of-other-mode',
  'an order whose ticket does not allow pre-copy is refused, and nothing is offered',
  { modes: diskCopy },
  'ticket-mode',
);

/** The journal is full. */
export const orderNotRecorded = defineCase({
  id: 'source-host/order-not-recorded',
  title: 'an order that cannot be recorded is refused with journal, and nothing is offered',
  covers: ['SRC-002', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  twin: 'source-host/order-taken',
  async run({ send, fault, expect }) {
    await fault('journal-full');
    const request = order();
    await send(request);
    const refused = await expect.answer('Refused', request, { to: 'owner' });
    expect.equal(reasonIn(refused.tlv('reason')), 'journal', 'the reason', 'SRC-002');
    await fault('journal-ok');
    await expect.silence();
    await expect.noOperation();
  },
});

/** The journal takes its time. */
export const orderWaitsForRecord = defineCase({
  id: 'source-host/order-waits-for-record',
  title: 'the offer is sent when the order is recorded, not before',
  covers: ['SRC-002', 'JRN-002'],
  role: 'source-host',
  needs: ['journal-faults'],
  async run({ send, fault, expect }) {
    await fault('journal-held');
    const request = order();
    await send(request);
    await expect.silence();
    await fault('journal-ok');
    await expect.answer('OrderAnswer', request, { to: 'owner' });
    await expect.message('Offer', { to: 'destination' });
    await expect.silence();
  },
});

/** The operator asks again while the destination prepares. */
export const orderAgain = defineCase({
  id: 'source-host/order-again',
  title: 'the same order again is answered with the present status, and begins nothing',
  covers: ['SRC-003'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const { order: request } = await accepted(context);
    await send(request);
    const answer = await expect.answer('OrderAnswer', request, { to: 'owner' });
    expect.equal(statusIn(answer), ['active', 'prepare', 'yes', epoch - 1], 'the status', 'SRC-003');
    await expect.silence();
    await expect.noOperation();
  },
});

/** The operator asks again after the end. */
export const orderAfterEnd = defineCase({
  id: 'source-host/order-again-after-end',
  title: 'the same order after an abort is answered with the status, and the machine is not offered again',
  covers: ['SRC-003'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const { order: request, offer } = await ordered(context);
    await send(offerAccept(offer.octets, { versions: '01 0002 01' }));
    const abort = await context.ground('it is aborted', () =>
      expectAbort(context, 'unsupported-format', 'SRC-006'),
    );
    await send(aborted('unsupported-format', abort.exchange));
    await send(request);
    const answer = await expect.answer('OrderAnswer', request, { to: 'owner' });
    expect.equal(statusIn(answer), ['aborted', 'ended', 'yes', epoch - 1], 'the status', 'SRC-003');
    await expect.silence();
  },
});

/** The operator asks again while memory is read. */
export const orderWhileCopying = defineCase({
  id: 'source-host/order-again-while-copying',
  title: 'the same order during pre-copy is answered with that phase, and no second round is begun',
  covers: ['SRC-003'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const { order: request } = await copying(context);
    await send(request);
    const answer = await expect.answer('OrderAnswer', request, { to: 'owner' });
    expect.equal(statusIn(answer), ['active', 'pre-copy', 'yes', epoch - 1], 'the status', 'SRC-003');
    await expect.silence();
    await expect.noOperation();
  },
});
