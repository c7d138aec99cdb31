/** The same offer comes again, sooner or later; and the acceptance rests on a record (chapter 06, section Offer). */
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { copied, offered, type Offered, prepared } from '../../ground/destination-host.ts';
import { letsGo } from '../../ground/letting-go.ts';
import { abort, offer } from '../../octets/from-source.ts';
import { hexOf } from '../../octets/octets.ts';
import { reasonIn } from '../../octets/records.ts';

function again(slug: string, when: string, establish: (context: CaseContext) => Promise<Offered>): Case {
  return defineCase({
    id: `destination-host/offer-again-when-${slug}`,
    title: `the same offer again is answered by the same acceptance when ${when}`,
    covers: ['DST-003'],
    role: 'destination-host',
    needs: [],
    async run(context) {
      const { send, expect } = context;
      const said = await establish(context);
      await send(said.offer);
      const repeated = await expect.answer('OfferAccept', said.offer);
      expect.equal(hexOf(repeated.octets), hexOf(said.accept), 'the acceptance', 'DST-003');
      await expect.silence();
      await expect.noOperation();
    },
  });
}

/** Nothing has happened since. */
export const againOffered = again('offered', 'nothing has happened since', offered);
/** Everything is reserved. */
export const againReady = again('ready', 'everything is reserved', prepared);
/** A round is here. */
export const againCopied = again('copied', 'the first round is here', copied);

/** The reservation is gone. */
export const againReleased = defineCase({
  id: 'destination-host/offer-again-when-released',
  title: 'the same offer again, after the reservation was let go, is refused with the reason for that',
  covers: ['DST-003'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/offer-again-when-ready',
  async run(context) {
    const { send, expect } = context;
    const said = await prepared(context);
    await context.ground('the reservation is let go', async () => {
      await send(abort('no-convergence'));
      await letsGo(context, 'no-convergence', 'DST-027');
    });
    await send(said.offer);
    const refused = await expect.answer('Refused', said.offer);
    expect.equal(reasonIn(refused.tlv('reason')), 'no-convergence', 'the reason', 'DST-003');
    await expect.silence();
    await expect.noOperation();
  },
});

/** The record of the acceptance is late. */
export const acceptWaits = defineCase({
  id: 'destination-host/offer-accept-waits-for-record',
  title: 'OfferAccept is sent when the record accepted is durable, and not before',
  covers: ['DST-002', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  async run({ send, expect, fault }) {
    await fault('journal-held');
    const request = offer();
    await send(request);
    await expect.silence();
    await fault('journal-ok');
    await expect.answer('OfferAccept', request);
    await expect.silence();
  },
});

/** The journal is full. */
export const acceptNotWritten = defineCase({
  id: 'destination-host/offer-with-full-journal',
  title: 'an offer whose acceptance cannot be recorded is refused with journal',
  covers: ['DST-002', 'JRN-002'],
  role: 'destination-host',
  needs: ['journal-faults'],
  twin: 'destination-host/offer-accepted',
  async run({ send, expect, fault }) {
    await fault('journal-full');
    const request = offer();
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'journal', 'the reason', 'DST-002');
    await expect.silence();
    await expect.noOperation();
  },
});
