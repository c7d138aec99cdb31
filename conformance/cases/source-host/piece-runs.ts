/** How a source host answers a Fetch that asks for runs of pieces (chapter 04, Fetch). */
import { defineCase } from '../../case.ts';
import type { CaseContext } from '../../context.ts';
import { chunksAsResult, copying } from '../../ground/source-host.ts';
import { fetchRuns } from '../../octets/from-destination.ts';
import { cidOf, type ImageChunk } from '../../octets/image.ts';
import { octets, opaque, uint } from '../../octets/octets.ts';

const usual = 1024;

/** Announces one chunk. @returns for how many pieces the source answers a Fetch with runs; undefined when it takes none */
async function announced(context: CaseContext, chunk: ImageChunk): Promise<number | undefined> {
  const { copyRound, offer } = await copying(context);
  await context.ground('the round is announced', async () => {
    await context.operation(copyRound, { is: 'copied', chunks: chunksAsResult([chunk]), dirtyRate: 0 });
    await context.expect.message('Manifest', { to: 'destination' });
  });
  const runs = offer.maybe('pieceRuns');
  return runs && runs[0]! * 256 + runs[1]!;
}

/** Two whole pieces and a shorter one. */
const three: ImageChunk = {
  place: 0,
  octets: octets('5a'.repeat(1024), 'a5'.repeat(1024), 'c3'.repeat(100)),
};

/** Runs that lie in the chunk and one that goes beyond its end. */
export const runsOfPieces = defineCase({
  id: 'source-host/runs-of-pieces',
  title: 'a Fetch with runs is answered by each piece of each run, up to the end of the chunk',
  covers: ['TRF-005'],
  role: 'source-host',
  needs: [],
  async run(context) {
    const { send, expect } = context;
    const isTaken = (await announced(context, three)) !== undefined;
    const cid = cidOf(three);
    const asked = [
      { cid, offset: 0, pieces: 2 },
      { cid, offset: usual, pieces: 9 },
    ];
    await send(fetchRuns(asked));
    // To a source that takes no runs they are pieces.
    for (const offset of isTaken ? [0, usual, usual, 2 * usual] : [0, usual]) {
      const piece = await expect.message('Piece', { to: 'destination' });
      const data = three.octets.subarray(offset, offset + usual);
      expect.equal(piece.tlv('piece'), octets(cid, uint(offset, 4), opaque(data)), 'the piece', 'TRF-005');
    }
    await expect.silence();
  },
});

/** As many pieces as runs of a Fetch can have is more than any source says. */
const asked = { runs: 32, pieces: 17 } as const;
const long: ImageChunk = { place: 0, octets: new Uint8Array(asked.pieces * usual).fill(0x3c) };

/** More than was said. */
export const noMoreThanSaid = defineCase({
  id: 'source-host/runs-beyond-what-was-said',
  title: 'a Fetch with runs of more pieces than pieceRuns says is answered by so many at most',
  covers: ['TRF-006'],
  role: 'source-host',
  needs: [],
  twin: 'source-host/runs-of-pieces',
  async run(context) {
    const { send, expect } = context;
    const most = (await announced(context, long)) ?? asked.runs;
    const run = { cid: cidOf(long), offset: 0, pieces: asked.pieces };
    await send(fetchRuns(Array.from({ length: asked.runs }, () => run)));
    let came = 0;
    while ((await expect.maybe(['Piece'])) !== undefined) came += 1;
    expect.that(came > 0 && came <= most, {
      expectedOneOf: [`1 to ${most} pieces`],
      actual: `${came} pieces`,
      requirement: 'TRF-006',
    });
  },
});
