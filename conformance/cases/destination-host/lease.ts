/** What keeps a reservation (chapter 06, section Prepare). */
import { type Case, defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { answerFetch, assembling, copied, prepared } from '../../ground/destination-host.ts';
import { letsGo } from '../../ground/letting-go.ts';
import { firstRound } from '../../octets/image.ts';
import { manifest } from '../../octets/from-source.ts';

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
    let message = await context.expect.message(['Fetch', 'Progress']);
    while (message.name === 'Progress') message = await context.expect.message(['Fetch', 'Progress']);
    await context.expect.maybe(['Progress']);
    return message;
  });
  return () => answerFetch(context, fetch, firstRound.slice(0, 1));
});
