/** The last round, which Freeze names (chapter 06, sections Rounds and The end of the state). */
import { epoch } from '../../cast.ts';
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import {
  answerFetch,
  assembling,
  carry,
  copied,
  prepared,
  reserved,
  reserving,
} from '../../ground/destination-host.ts';
import { letsGo } from '../../ground/letting-go.ts';
import { statusIn } from '../../ground/status.ts';
import { abort, freeze, manifest } from '../../octets/from-source.ts';
import { statusQuery } from '../../octets/from-others.ts';
import { firstDigest, firstRound, lastRound, stateDigest } from '../../octets/image.ts';
import { reasonIn } from '../../octets/records.ts';

/** Nothing changed after the round that was carried last. */
export const lastIsHere = defineCase({
  id: 'destination-host/freeze-of-complete-round',
  title: 'Freeze may name the round that is complete already: Complete follows',
  covers: ['DST-012'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { expect, send } = context;
    await copied(context);
    await send(freeze(1, firstRound, firstDigest));
    const complete = await carry(context, firstRound, firstDigest, 'Complete');
    expect.equal(complete.tlv('stateDigest'), firstDigest, 'the digest', 'DST-012');
    await expect.silence();
  },
});

/** A round is missing in between. */
export const laterRound = defineCase({
  id: 'destination-host/freeze-of-later-round',
  title: 'Freeze of a later round than the next one changes nothing; the next round is carried after it',
  covers: ['DST-012', 'DST-029'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/freeze-of-complete-round',
  async run(context) {
    const { expect, ground, send } = context;
    await copied(context);
    await send(freeze(3, lastRound, stateDigest, 0xf0000003));
    await expect.silence();
    const query = statusQuery('destination');
    await send(query);
    const status = statusIn(await expect.answer('StatusAnswer', query));
    expect.equal(status, ['active', 'pre-copy', 'no', epoch - 1], 'the status', 'DST-029');
    await ground('the next round is carried', async () => {
      await send(manifest(2, lastRound));
      await carry(context, lastRound, stateDigest, 'Progress');
    });
    await send(freeze(2, lastRound));
    await carry(context, lastRound, stateDigest, 'Complete');
  },
});

/** Nothing was carried yet. */
export const nothingCarried = defineCase({
  id: 'destination-host/freeze-of-first-round',
  title: 'Freeze may name the first round: it is carried after it, and Complete follows',
  covers: ['DST-012'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { expect, send } = context;
    await prepared(context);
    const request = freeze(1, firstRound, firstDigest);
    await send(request);
    await expect.maybe(['Progress']);
    await send(manifest());
    const complete = await carry(context, firstRound, firstDigest, 'Complete');
    expect.equal(complete.tlv('stateDigest'), firstDigest, 'the digest', 'DST-012');
    await expect.silence();
  },
});

/** Freeze came before the manifest of its round. */
export const manifestAfterFreeze = defineCase({
  id: 'destination-host/manifest-after-freeze',
  title: 'the manifest of the last round may come after Freeze, and again while the round comes in',
  covers: ['DST-012'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { expect, send } = context;
    await copied(context);
    const request = freeze(2, lastRound);
    await send(request);
    await expect.maybe(['Progress']);
    await send(manifest(2, lastRound));
    const fetch = await expect.message('Fetch', { to: 'source' });
    // What is missing may be asked for again.
    await send(manifest(2, lastRound));
    await answerFetch(context, fetch, lastRound);
    const complete = await carry(context, lastRound, stateDigest, 'Complete');
    expect.equal(complete.tlv('stateDigest'), stateDigest, 'the digest', 'DST-012');
  },
});

/** The last round again keeps the reservation. */
export const manifestRenews = defineCase({
  id: 'destination-host/lease-renewed-by-last-manifest',
  title:
    'the manifest of the last round, while that comes in, keeps the reservation for another PREPARE_LEASE',
  covers: ['DST-010'],
  role: 'destination-host',
  needs: [],
  timers: ['PREPARE_LEASE'],
  async run(context) {
    const { advance, delay, expect, send } = context;
    await assembling(context);
    await advance(delay('PREPARE_LEASE') * 0.55);
    await send(manifest(2, lastRound));
    await expect.maybe(['Fetch']);
    await advance(delay('PREPARE_LEASE') * 0.55);
    await expect.silence();
    await expect.noOperation('release');
    await advance('PREPARE_LEASE');
    await letsGo(context, 'lease-expired', 'DST-010');
  },
});

function doesNotRenew(slug: string, what: string, establish: Establish, late: Uint8Array): Case {
  return defineCase({
    id: `destination-host/lease-not-renewed-by-${slug}`,
    title: `the manifest of ${what} does not keep the reservation`,
    covers: ['DST-010'],
    role: 'destination-host',
    needs: [],
    timers: ['PREPARE_LEASE'],
    twin: 'destination-host/lease-renewed-by-last-manifest',
    async run(context) {
      const { advance, delay, expect, send } = context;
      await establish(context);
      await advance(delay('PREPARE_LEASE') * 0.55);
      await send(late);
      await expect.silence();
      await advance(delay('PREPARE_LEASE') * 0.55);
      await letsGo(context, 'lease-expired', 'DST-010');
    },
  });
}

type Establish = (context: CaseContext) => Promise<unknown>;

/** A manifest that means nothing any more. */
export const olderDoesNot = doesNotRenew(
  'older-manifest',
  'an older round, while the last one comes in,',
  assembling,
  manifest(),
);
/** A manifest that means nothing yet. */
export const laterDoesNot = doesNotRenew(
  'later-manifest',
  'a later round than the next one',
  copied,
  manifest(3, lastRound),
);

/** Abort comes when the copy is gone and that is being recorded. */
export const toldAnyway = defineCase({
  id: 'destination-host/abort-while-end-is-recorded',
  title:
    'Abort of a migration that voted no, while its end is being recorded, is answered by Aborted after it',
  covers: ['DST-027', 'DST-008'],
  role: 'destination-host',
  needs: ['journal-faults'],
  async run(context) {
    const { expect, fault, operation, send } = context;
    const { prepare, reserve } = await reserving(context);
    await operation(reserve, { ...reserved, votes: { ...reserved.votes, disk: 'no' } });
    await expect.answer('Ready', prepare);
    await fault('journal-held');
    await operation(await expect.operation('release'), { is: 'done' });
    const request = abort('cancelled');
    await send(request);
    await fault('journal-ok');
    const aborted = await expect.answer('Aborted', request);
    expect.equal(reasonIn(aborted.tlv('reason')), 'disk-not-ready', 'the reason', 'DST-027');
    await expect.silence();
  },
});
