/** How long pieces are, as a destination host agrees upon it and keeps to it (chapter 04, Piece). */
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { carry, prepared } from '../../ground/destination-host.ts';
import { manifest, offer, type OfferParts, piece } from '../../octets/from-source.ts';
import { cidOf, type ImageChunk } from '../../octets/image.ts';
import { sha256 } from '../../octets/keys.ts';
import { octets, uint } from '../../octets/octets.ts';
import type { MessageView } from '../../octets/read-message.ts';

/** One chunk of two pieces of 512 octets, which fills the memory. */
const long: ImageChunk = { place: 0, octets: octets('5a'.repeat(512), 'a5'.repeat(512)) };
const longRound: readonly ImageChunk[] = [long];
const usual = 1024;
const short = 512;

/** The number in a TLV `pieceSize`. */
function numberIn(value: Uint8Array): number {
  return value[0]! * 256 + value[1]!;
}

/** The offer names no size. */
export const notOffered = defineCase({
  id: 'destination-host/piece-size-not-offered',
  title: 'an offer without a piece size is accepted without one',
  covers: ['TRF-001'],
  role: 'destination-host',
  needs: [],
  async run({ send, expect }) {
    const request = offer();
    await send(request);
    const accept = await expect.answer('OfferAccept', request);
    expect.that(accept.maybe('pieceSize') === undefined, {
      expectedOneOf: ['OfferAccept without pieceSize'],
      actual: 'OfferAccept with pieceSize',
      requirement: 'TRF-001',
    });
  },
});

/** The offer names the least size. */
export const notRaised = defineCase({
  id: 'destination-host/piece-size-not-raised',
  title: 'an offer with a piece size of 512 octets is accepted with no larger one',
  covers: ['TRF-001'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/piece-size-not-offered',
  async run({ send, expect }) {
    const request = offer({ pieceSize: short });
    await send(request);
    const accept = await expect.answer('OfferAccept', request);
    const agreed = accept.maybe('pieceSize');
    if (agreed !== undefined) expect.equal(numberIn(agreed), short, 'the piece size', 'TRF-001');
  },
});

/** Fetches come until nothing more comes; gives the offsets that they ask for, each once, in order. */
async function offsetsOf(
  { expect }: CaseContext,
  size: number,
): Promise<{ readonly offsets: readonly number[]; readonly fetch: MessageView | undefined }> {
  const offsets = new Set<number>();
  let fetch: MessageView | undefined;
  for (;;) {
    const message = await expect.maybe(['Fetch', 'Progress']);
    if (message === undefined) return { offsets: [...offsets].sort((a, b) => a - b), fetch };
    if (message.name !== 'Fetch') continue;
    fetch = message;
    const wanted = Buffer.from(message.tlv('fetch'));
    const runs = Buffer.from(message.maybe('runs') ?? []);
    for (let n = 0; n < wanted.readUInt16BE(0); n += 1) {
      const first = wanted.readUInt32BE(2 + 24 * n + 20);
      const length = 2 + 2 * n < runs.length ? runs.readUInt16BE(2 + 2 * n) : 1;
      for (let at = 0; at < length; at += 1) offsets.add(first + at * size);
    }
  }
}

/** The chunk is asked for in pieces of the size that was agreed upon; gives that size and the Fetch. */
async function fetching(
  context: CaseContext,
  parts: OfferParts = {},
): Promise<{ size: number; fetch: MessageView }> {
  const { send, expect } = context;
  const { accept } = await prepared(context, { pieceSize: short, ...parts });
  // Code 0x002d, two octets long, 512.
  const size = Buffer.from(accept).includes(Buffer.from('002d00020200', 'hex')) ? short : usual;
  await send(manifest(1, longRound));
  const { offsets, fetch } = await offsetsOf(context, size);
  expect.equal(offsets.join(), size === short ? '0,512' : '0', 'the offsets in Fetch', 'TRF-003');
  return { size, fetch: fetch! };
}

/** Pieces of the size that was agreed upon. */
export const agreed = defineCase({
  id: 'destination-host/pieces-of-the-agreed-size',
  title: 'a chunk is asked for at multiples of the piece size, and is complete when its pieces have come',
  covers: ['TRF-003'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { send } = context;
    const { size, fetch } = await fetching(context);
    for (let at = 0; at < usual; at += size) {
      await send(piece(long, cidOf(long), fetch.exchange, at, long.octets.subarray(at, at + size)));
    }
    await carry(context, longRound, sha256(long.octets), 'Progress');
  },
});

/** Pieces of another size. */
export const otherLength = defineCase({
  id: 'destination-host/piece-of-other-length',
  title: 'a piece that is longer or shorter than was agreed upon does not count',
  covers: ['TRF-003'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/pieces-of-the-agreed-size',
  async run(context) {
    const { send, expect } = context;
    const { size, fetch } = await fetching(context);
    const whole = octets(long.octets, uint(0, 2));
    for (const length of [size + 1, size - 1]) {
      for (let at = 0; at < usual; at += size) {
        await send(piece(long, cidOf(long), fetch.exchange, at, whole.subarray(at, at + length)));
      }
    }
    for (let said = await expect.maybe(['Progress']); said; said = await expect.maybe(['Progress'])) {
      expect.equal(said.tlv('progress').subarray(2), '0000000000', 'chunks that are here', 'TRF-003');
    }
    await expect.noOperation();
  },
});

/** A source that takes no runs. */
export const noRuns = defineCase({
  id: 'destination-host/runs-not-offered',
  title: 'pieces are asked for without runs when the offer does not say that the source takes them',
  covers: ['TRF-004'],
  role: 'destination-host',
  needs: [],
  twin: 'destination-host/runs-offered',
  async run(context) {
    const { fetch } = await fetching(context);
    context.expect.that(fetch.maybe('runs') === undefined, {
      expectedOneOf: ['Fetch without runs'],
      actual: 'Fetch with runs',
      requirement: 'TRF-004',
    });
  },
});

/** A source that takes runs. */
export const runs = defineCase({
  id: 'destination-host/runs-offered',
  title: 'a chunk is asked for and taken from a source that takes runs',
  covers: ['TRF-003'],
  role: 'destination-host',
  needs: [],
  async run(context) {
    const { size, fetch } = await fetching(context, { pieceRuns: 32 });
    for (let at = 0; at < usual; at += size) {
      const data = long.octets.subarray(at, at + size);
      await context.send(piece(long, cidOf(long), fetch.exchange, at, data));
    }
    await carry(context, longRound, sha256(long.octets), 'Progress');
  },
});
