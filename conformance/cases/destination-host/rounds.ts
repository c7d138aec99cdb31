/** Rounds come in (chapter 06, section Rounds). */
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { answerFetch, carry, prepared } from '../../ground/destination-host.ts';
import { manifest, piece } from '../../octets/from-source.ts';
import { cidOf, firstDigest, firstRound, type ImageChunk } from '../../octets/image.ts';
import { octets, uint } from '../../octets/octets.ts';
import type { MessageView } from '../../octets/read-message.ts';

const wholeRound = octets(uint(1, 2), uint(2, 4), '01');

/** The manifest of the first round was sent, and its chunks are asked for. */
async function fetching(context: CaseContext): Promise<MessageView> {
  await prepared(context);
  return context.ground('the first round is asked for', async () => {
    await context.send(manifest());
    return nextFetch(context);
  });
}

async function nextFetch({ expect }: CaseContext): Promise<MessageView> {
  let message = await expect.message(['Fetch', 'Progress']);
  while (message.name === 'Progress') message = await expect.message(['Fetch', 'Progress']);
  return message;
}

/** Takes every Progress, and expects that none says that the round is complete. */
async function notComplete({ expect }: CaseContext): Promise<void> {
  for (let said = await expect.maybe(['Progress']); said; said = await expect.maybe(['Progress']))
    expect.equal(said.tlv('progress').subarray(6), '00', 'whether the round is complete', 'DST-011');
}

/** Both chunks come. */
export const complete = defineCase({
  id: 'destination-host/round-complete',
  title: 'a round of which every chunk has come is complete; its manifest is answered so again',
  covers: ['DST-011'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const fetch = await fetching(context);
    await answerFetch(context, fetch, firstRound);
    const said = await carry(context, firstRound, firstDigest, 'Progress');
    expect.equal(said.tlv('progress'), wholeRound, 'the progress', 'DST-011');
    await expect.silence();
    await send(manifest());
    const again = await expect.answer('Progress', manifest());
    expect.equal(again.tlv('progress'), wholeRound, 'the progress', 'DST-011');
    await expect.silence();
    await expect.noOperation();
  },
});

/** One of two chunks comes. */
export const incomplete = defineCase({
  id: 'destination-host/round-with-missing-chunk',
  title: 'a round of which a chunk has not come is not complete, also when its manifest comes again',
  covers: ['DST-011'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/round-complete',
  async run(context) {
    const { send, expect } = context;
    const fetch = await fetching(context);
    await answerFetch(context, fetch, firstRound.slice(0, 1));
    await notComplete(context);
    await send(manifest());
    await notComplete(context);
    await expect.noOperation();
  },
});

/** The octets of one chunk are others. */
export const forged = defineCase({
  id: 'destination-host/round-with-forged-chunk',
  title: 'a chunk with octets of another content identifier does not count, and is asked for again',
  covers: ['DST-011'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/round-complete',
  async run(context) {
    const { send, expect } = context;
    const [first, second] = firstRound as readonly [ImageChunk, ImageChunk];
    const fetch = await fetching(context);
    await send(piece(first, cidOf(first), fetch.exchange, 0, octets('00'.repeat(512))));
    await answerFetch(context, fetch, [second]);
    await notComplete(context);
    await expect.noOperation();
    const again = (await expect.maybe(['Fetch'])) ?? fetch;
    await notComplete(context);
    await answerFetch(context, again, [first]);
    const said = await carry(context, firstRound, firstDigest, 'Progress');
    expect.equal(said.tlv('progress'), wholeRound, 'the progress');
  },
});
