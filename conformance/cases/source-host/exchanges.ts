/** Requests, answers and Errors at a source host (chapter 04, section Exchanges; chapter 08). */
import { codeTables } from '../../../spec/registry/codes.ts';
import { messages } from '../../../spec/registry/messages.ts';
import { defineCase } from '../../case.ts';
import { committed, ordered } from '../../ground/source-host.ts';
import { offerAccept } from '../../octets/from-destination.ts';
import { message, tlv } from '../../octets/message.ts';
import { uint } from '../../octets/octets.ts';

/** Every request of a host to one other in a migration. */
export const ownNumbers = defineCase({
  id: 'source-host/requests-have-their-own-exchange',
  title: 'Offer, Prepare, Manifest, Freeze and Commit have each an exchange of their own',
  covers: ['MSG-032'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { offer, prepare, manifest, freeze, commit } = await committed(context);
    const seen = new Map<number, string>();
    for (const { exchange, name } of [offer, prepare, manifest, freeze, commit]) {
      context.expect.equal(seen.get(exchange) ?? name, name, `exchange ${exchange} to be that of`, 'MSG-032');
      seen.set(exchange, name);
    }
  },
});

/** An answer to something else. */
export const unaskedAnswer = defineCase({
  id: 'source-host/answer-to-another-exchange',
  title: 'an acceptance with an exchange that was not opened is dropped; the right one counts',
  covers: ['MSG-033'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/prepare-binds-the-offer',
  async run(context) {
    const { send, expect } = context;
    const { offer } = await ordered(context);
    await send(offerAccept(offer.octets, { exchange: (offer.exchange ^ 1) >>> 0 }));
    await expect.silence();
    await send(offerAccept(offer.octets));
    await expect.message('Prepare', { to: 'destination' });
  },
});

/** The destination could not use the offer. */
export const goesOn = defineCase({
  id: 'source-host/error-while-offering',
  title: 'an Error about the offer changes nothing: an acceptance is answered by Prepare as before',
  covers: ['ERR-004', 'ERR-006'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const { offer } = await ordered(context);
    const { code } = codeTables.errorCode.malformed;
    const fault = tlv('fault', uint(code, 1), uint(messages.Offer.code, 1), '0060');
    await send(message('Error', { from: 'destination', to: 'source', exchange: offer.exchange }, fault));
    await expect.silence();
    await expect.noOperation();
    await send(offerAccept(offer.octets));
    await expect.message('Prepare', { to: 'destination' });
  },
});
