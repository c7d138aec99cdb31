/** How long the pieces are that a source host sends (chapter 04, Piece). */
import { defineCase } from '../../case.ts';
import { chunksAsResult, copying } from '../../ground/source-host.ts';
import { fetch } from '../../octets/from-destination.ts';
import { cidOf, type ImageChunk } from '../../octets/image.ts';
import { octets, opaque, uint } from '../../octets/octets.ts';

/** One chunk of a whole piece and a shorter one. */
const long: ImageChunk = { place: 0, octets: octets('5a'.repeat(1024), 'a5'.repeat(476)) };

/** A chunk that is longer than a piece. */
export const wholePieces = defineCase({
  id: 'source-host/pieces-are-whole',
  title: 'a Piece has 1024 octets of the chunk, the last one what is left; beyond the end there is none',
  covers: ['TRF-002'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, operation, expect } = context;
    const { copyRound } = await copying(context);
    await context.ground('the round is announced', async () => {
      await operation(copyRound, { is: 'copied', chunks: chunksAsResult([long]), dirtyRate: 0 });
      await expect.message('Manifest', { to: 'destination' });
    });
    const cid = cidOf(long);
    for (const at of [0, 1024]) {
      await send(fetch([cid], 0xfe000001 + at, at));
      const piece = await expect.message('Piece', { to: 'destination' });
      const data = long.octets.subarray(at, at + 1024);
      expect.equal(piece.tlv('piece'), octets(cid, uint(at, 4), opaque(data)), 'the piece', 'TRF-002');
      expect.equal(piece.exchange, 0xfe000001 + at, 'the exchange', 'MSG-034');
    }
    await send(fetch([cid], 0xfe001000, 2048));
    await expect.silence();
  },
});
