/** The source host is ordered to move a machine, and offers it (chapter 05, sections Order, Offer and votes). */
import { defineCase } from '../../case.ts';
import { accepted, ordered } from '../../ground/source-host.ts';
import { offerAccept } from '../../octets/from-destination.ts';
import { order } from '../../octets/from-others.ts';
import { sha256 } from '../../octets/keys.ts';
import { reasonIn } from '../../octets/records.ts';

/** A good order: the twin of every refused one. */
export const orderTaken = defineCase({
  id: 'source-host/order-taken',
  title: 'a good order is answered, and the machine is offered with grease',
  covers: ['SRC-003', 'VER-008'],
  role: 'source-host',
  needs: [],
  async run({ send, expect }) {
    const request = order();
    await send(request);
    await expect.answer('OrderAnswer', request, { to: 'owner' });
    const offer = await expect.message('Offer', { to: 'destination' });
    const grease = offer.codes.filter((code) => (code & 0x0f0f) === 0x0a0a);
    expect.that(grease.length > 0, {
      expectedOneOf: ['a grease TLV'],
      actual: 'none',
      requirement: 'VER-008',
    });
    await expect.silence();
    await expect.noOperation();
  },
});

/** An order of somebody who does not own the machine. */
export const orderOfStranger = defineCase({
  id: 'source-host/order-of-stranger',
  title: 'an order of a stranger is refused with not-authorised, and nothing is offered',
  covers: ['SRC-001'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/order-taken',
  async run({ send, expect }) {
    const request = order({ from: 'stranger' });
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'not-authorised', 'the reason', 'SRC-001');
    await expect.silence();
    await expect.noOperation();
  },
});

/** An offer that nobody answers. */
export const offerRepeated = defineCase({
  id: 'source-host/offer-repeated',
  title: 'an offer without an answer is repeated, octet for octet, when OFFER_RETRY fires',
  covers: ['SRC-004', 'MSG-031', 'TMR-001'],
  role: 'source-host',
  needs: [],
  timers: ['OFFER_RETRY'],
  async run(context) {
    const { advance, delay, expect } = context;
    const { offer } = await ordered(context);
    await advance(delay('OFFER_RETRY') / 2);
    await expect.silence();
    await advance('OFFER_RETRY');
    await expect.repeated(offer);
    await expect.silence();
  },
});

/** The acceptance, bound into Prepare. */
export const prepareBinds = defineCase({
  id: 'source-host/prepare-binds-the-offer',
  title: 'a good acceptance is answered by Prepare with the digest of both messages',
  covers: ['SRC-007', 'SIG-014'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { offer, accept, prepare } = await accepted(context);
    context.expect.equal(
      prepare.tlv('transcript'),
      sha256(offer.octets, accept),
      'the transcript digest',
      'SIG-014',
    );
    await context.expect.silence();
    await context.expect.noOperation();
  },
});

/** An acceptance of another offer. */
export const otherTranscript = defineCase({
  id: 'source-host/accept-with-other-transcript',
  title: 'an acceptance with another transcript digest ends the migration with downgrade',
  covers: ['SRC-006'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/prepare-binds-the-offer',
  async run(context) {
    const { send, operation, expect } = context;
    const { offer } = await ordered(context);
    await send(offerAccept(offer.octets, { transcript: sha256('00') }));
    const thaw = expect.maybeOperation();
    if (thaw !== undefined) await operation(thaw, { is: 'done' });
    const abort = await expect.message('Abort', { to: 'destination' });
    expect.equal(reasonIn(abort.tlv('reason')), 'downgrade', 'the reason', 'SRC-006');
    await expect.silence();
  },
});
