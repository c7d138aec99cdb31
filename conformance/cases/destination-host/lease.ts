/** What keeps a reservation (chapter 06, section Prepare). */
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { answerFetch, assembling, copied, prepared } from '../../ground/destination-host.ts';
import { letsGo } from '../../ground/letting-go.ts';
import { firstRound, type ImageChunk, lastRound, stateDigest } from '../../octets/image.ts';
import { freeze, manifest } from '../../octets/from-source.ts';
import { hexOf, octets } from '../../octets/octets.ts';
import type { MessageView } from '../../octets/read-message.ts';

/** Establishes the ground and gives what renews the lease. */
type Renewal = (context: CaseContext) => Promise<() => Promise<void>>;

function renewal(slug: string, what: string, establish: Renewal): Case {
  return defineCase({
    id: `destination-host/lease-renewed-by-${slug}`,
    title: `${what} keeps the reservation for another PREPARE_LEASE`,
    covers: ['DST-010'],
    role: 'destination-host',
    needs: [],
    timers: ['PREPARE_LEASE'],
    async run(context) {
      const { advance, delay, expect } = context;
      const renew = await establish(context);
      await advance(delay('PREPARE_LEASE') * 0.55);
      await renew();
      while ((await expect.maybe()) !== undefined);
      await advance(delay('PREPARE_LEASE') * 0.55);
      await expect.silence();
      await expect.noOperation('release');
      await advance('PREPARE_LEASE');
      await letsGo(context, 'lease-expired', 'DST-010');
    },
  });
}

/** The offer again. */
export const byOffer = renewal('offer', 'the offer again', async (context) => {
  const said = await prepared(context);
  return () => context.send(said.offer);
});

/** Prepare again. */
export const byPrepare = renewal('prepare', 'Prepare again', async (context) => {
  const said = await prepared(context);
  return () => context.send(said.prepare);
});

/** The manifest of a round that is here. */
export const byManifest = renewal('manifest', 'a manifest', async (context) => {
  await copied(context);
  return () => context.send(manifest());
});

/** Freeze again, while the last round is on its way. */
export const byFreeze = renewal('freeze', 'Freeze again', async (context) => {
  const said = await assembling(context);
  return () => context.send(said.freeze);
});

/** One chunk of a round that is not complete. */
export const byChunk = renewal('chunk', 'a chunk that fits its content identifier', async (context) => {
  await prepared(context);
  const fetch = await context.ground('the first round is asked for', async () => {
    await context.send(manifest());
    return nextFetch(context);
  });
  return () => answerFetch(context, fetch, firstRound.slice(0, 1));
});

/** The manifest of the next round. */
export const byNextManifest = renewal('next-manifest', 'the manifest of the next round', async (context) => {
  await copied(context);
  return () => context.send(manifest(2, lastRound));
});

/** The chunk that makes a round complete. */
export const byLastChunk = renewal('last-chunk', 'the chunk that makes a round complete', async (context) => {
  await copied(context);
  const fetch = await context.ground('the second round is asked for', async () => {
    await context.send(manifest(2, lastRound));
    return nextFetch(context);
  });
  return async () => {
    await answerFetch(context, fetch, lastRound);
    await context.expect.maybe(['Progress']);
    const load = await context.expect.operation('load');
    await context.operation(load, { is: 'loaded', stateDigest: hexOf(stateDigest) });
  };
});

/** One chunk of the last round, which has two. */
export const byChunkOfLast = renewal('chunk-of-last-round', 'a chunk of the last round', async (context) => {
  const two: readonly ImageChunk[] = [{ place: 0, octets: octets('3c'.repeat(512)) }, ...lastRound];
  await copied(context);
  const fetch = await context.ground('the last round is asked for', async () => {
    await context.send(manifest(2, two));
    await context.send(freeze(2, two));
    return nextFetch(context);
  });
  return () => answerFetch(context, fetch, lastRound);
});

/** What the host asks for next. */
async function nextFetch({ expect }: CaseContext): Promise<MessageView> {
  let message = await expect.message(['Fetch', 'Progress']);
  while (message.name === 'Progress') message = await expect.message(['Fetch', 'Progress']);
  await expect.maybe(['Progress']);
  return message;
}
