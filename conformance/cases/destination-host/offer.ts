/** The destination host is offered a machine (chapter 06, section Offer). */
import { defineCase } from '../../case.ts';
import { offer } from '../../octets/from-source.ts';
import { sha256 } from '../../octets/keys.ts';
import { reasonIn } from '../../octets/records.ts';
import { offered } from '../../ground/destination-host.ts';

/** The usual offer: the twin of every refused one. */
export const offerAccepted = defineCase({
  id: 'destination-host/offer-accepted',
  title: 'a good offer is accepted with the highest common versions, its transcript and grease',
  covers: ['DST-002', 'SIG-014', 'VER-001', 'VER-009'],
  role: 'destination-host',
  needs: [],
  async run({ send, expect }) {
    const request = offer();
    await send(request);
    const accept = await expect.answer('OfferAccept', request);
    expect.equal(accept.tlv('transcript'), sha256(request), 'the transcript digest', 'SIG-014');
    expect.equal(accept.tlv('chosenVersions'), '01000101', 'the chosen versions', 'VER-001');
    const grease = accept.codes.filter((code) => (code & 0x0f0f) === 0x0a0a);
    expect.that(grease.length > 0, {
      expectedOneOf: ['a grease TLV'],
      actual: 'none',
      requirement: 'VER-009',
    });
    await expect.silence();
    await expect.noOperation();
  },
});

/** The same offer again. */
export const offerRepeated = defineCase({
  id: 'destination-host/offer-repeated',
  title: 'the same offer again is answered again, and reserves nothing',
  covers: ['DST-003'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { offer: request } = await offered(context);
    await context.send(request);
    await context.expect.answer('OfferAccept', request);
    await context.expect.silence();
    await context.expect.noOperation();
  },
});

/** A ticket that nobody but the owner may sign. */
export const ticketOfStranger = defineCase({
  id: 'destination-host/offer-ticket-of-stranger',
  title: 'an offer with a ticket that a stranger signed is refused with ticket-signature',
  covers: ['DST-001', 'SIG-004'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/offer-accepted',
  async run({ send, expect }) {
    const request = offer({ ticket: { signer: 'stranger' } });
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'ticket-signature', 'the reason', 'SIG-004');
    await expect.silence();
    await expect.noOperation();
  },
});

/** An accepted offer that nobody comes back for. */
export const offerLease = defineCase({
  id: 'destination-host/offer-lease-expires',
  title: 'an accepted offer that is not prepared in time is let go, and the source is told',
  covers: ['DST-005'],
  role: 'destination-host',
  needs: [],
  timers: ['OFFER_LEASE'],
  async run(context) {
    const { advance, delay, expect, operation } = context;
    await offered(context);
    await advance(delay('OFFER_LEASE') / 2);
    await expect.silence();
    await advance('OFFER_LEASE');
    const release = expect.maybeOperation();
    if (release !== undefined) await operation(release, { is: 'done' });
    const aborted = await expect.message('Aborted', { to: 'source' });
    expect.equal(reasonIn(aborted.tlv('reason')), 'lease-expired', 'the reason');
  },
});
