/**
 * What does not fit what was taken before: other offers and reservations of the same migration, permits for something
 * else, rounds out of order (chapter 06). None of it may change what the right messages lead to.
 */
import { type Case, defineCase } from '../../case.ts';
import { epoch, otherMigration } from '../../cast.ts';
import type { CaseContext } from '../../context.ts';
import {
  carry,
  copied,
  offered,
  type Offered,
  prepared,
  reserved,
  reserving,
  running,
  starting,
} from '../../ground/destination-host.ts';
import { lastRound, firstDigest, firstRound } from '../../octets/image.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { commit, manifest, offer, prepare } from '../../octets/from-source.ts';
import { reasonIn } from '../../octets/records.ts';

const another = 0x0ffe0002;

function anotherOffer(
  slug: string,
  when: string,
  establish: (context: CaseContext) => Promise<Offered>,
): Case {
  return defineCase({
    id: `destination-host/another-offer-when-${slug}`,
    title: `another offer of the migration when ${when} is refused, and the first one stands`,
    covers: ['DST-035'],
    role: 'destination-host',
    needs: [],
    async run(context) {
      const { send, expect } = context;
      const said = await establish(context);
      const request = offer({ exchange: another, ticket: { signer: 'stranger' } });
      await send(request);
      const refused = await expect.answer('Refused', request);
      expect.equal(reasonIn(refused.tlv('reason')), 'unexpected-message', 'the reason', 'DST-035');
      await expect.silence();
      await send(said.offer);
      await expect.answer('OfferAccept', said.offer);
      await expect.silence();
      await expect.noOperation();
    },
  });
}

/** Nothing was reserved. */
export const offerWhenOffered = anotherOffer('offered', 'one was accepted', offered);
/** All is reserved. */
export const offerWhenReady = anotherOffer('ready', 'everything is reserved', prepared);
/** A round is here. */
export const offerWhenCopied = anotherOffer('copied', 'the first round is here', copied);

/** Another Prepare, while the first one is being worked on. */
export const prepareWhenReserving = defineCase({
  id: 'destination-host/another-prepare-when-reserving',
  title: 'another Prepare while everything is being reserved is refused, and Ready answers the first one',
  covers: ['DST-035'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect, operation } = context;
    const said = await reserving(context);
    const request = prepare([said.offer], 0x9e000002);
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'unexpected-message', 'the reason', 'DST-035');
    await expect.silence();
    await operation(said.reserve, reserved);
    await expect.answer('Ready', said.prepare);
    await expect.silence();
  },
});

/** A permit for something else, while the machine is being started. */
export const commitWhenStarting = defineCase({
  id: 'destination-host/unfit-commit-when-starting',
  title:
    'a permit that does not fit, while the machine starts, is refused, and Running answers the first Commit',
  covers: ['DST-019'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect, operation } = context;
    const said = await starting(context);
    const request = commit({ epoch: epoch + 1 }, undefined, 0xc0000002);
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'not-authorised', 'the reason', 'DST-019');
    await expect.silence();
    await operation(said.start, { is: 'done' });
    await expect.answer('Running', said.commit);
    await expect.silence();
  },
});

/** The second round before the first. */
export const laterRound = defineCase({
  id: 'destination-host/manifest-of-later-round',
  title: 'the manifest of a later round changes nothing, and the first round is carried after it',
  covers: ['DST-036'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await prepared(context);
    await send(manifest(2, lastRound));
    await expect.silence();
    await expect.noOperation();
    await send(manifest());
    const said = await carry(context, firstRound, firstDigest, 'Progress');
    expect.equal(said.tlv('progress').subarray(0, 2), '0001', 'the round', 'DST-036');
  },
});

/** A stranger was first. */
export const strangerFirst = defineCase({
  id: 'destination-host/offer-after-that-of-stranger',
  title: 'an offer is accepted after a stranger made one with the same migration, which was refused',
  covers: ['DST-039'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await context.ground('the offer of a stranger is refused', async () => {
      const strange = offer({ exchange: another, envelope: { from: 'stranger', epoch: epoch + 1 } });
      await send(strange);
      await expect.answer('Refused', strange);
    });
    const request = offer();
    await send(request);
    await expect.answer('OfferAccept', request);
    await expect.silence();
  },
});

/** Two migrations of one machine. */
export const busy = defineCase({
  id: 'destination-host/offer-when-busy',
  title: 'an offer of a machine of which another migration is under way is refused with busy',
  covers: ['DST-038'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/offer-accepted',
  async run(context) {
    const { send, expect } = context;
    const said = await offered(context);
    const request = offer({ exchange: another, envelope: { migration: otherMigration } });
    await send(request);
    const refused = await expect.answer('Refused', request);
    expect.equal(reasonIn(refused.tlv('reason')), 'busy', 'the reason', 'DST-038');
    await expect.silence();
    await send(said.offer);
    await expect.answer('OfferAccept', said.offer);
  },
});

/** The machine ran here, and comes again by another migration. */
export const statusOfOlder = defineCase({
  id: 'destination-host/status-of-older-migration',
  title: 'the status of a migration does not claim that the machine runs here when there is a later one',
  covers: ['DST-029'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    await running(context);
    await context.ground('another migration of the machine is accepted', async () => {
      const next = offer({ exchange: another, envelope: { migration: otherMigration, epoch: epoch + 2 } });
      await send(next);
      await expect.answer('OfferAccept', next);
    });
    const query = statusQuery('destination');
    await send(query);
    const answer = await expect.answer('StatusAnswer', query);
    expect.equal(answer.tlv('status').subarray(2, 3), '02', 'whether the machine runs here', 'DST-029');
  },
});
