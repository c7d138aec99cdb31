import { describe, expect, it } from 'vitest';
import { runsInFetch } from './chunk-records.ts';
import { type AskedPiece, fetchesOf } from './piece-runs.ts';

const chunks = [1, 2].map((n) => new Uint8Array(20).fill(n));
const piece = (chunk: number, index: number, octets = 1000): AskedPiece => ({
  cid: chunks[chunk]!,
  offset: index * 1000,
  octets,
});
const said = (pieces: readonly AskedPiece[], mayRun = true) =>
  fetchesOf(pieces, mayRun).map(({ fetch, runs }) => [
    fetch.pieces.map(({ cid, offset }) => [cid[0], offset]),
    runs?.lengths.map((length) => length.pieces),
  ]);

describe('pieces in Fetches', () => {
  it('that follow one another in a chunk are a run', () => {
    const pieces = [piece(0, 0), piece(0, 1), piece(0, 2, 10), piece(1, 0), piece(1, 2), piece(1, 3)];
    const firsts = [
      [1, 0],
      [2, 0],
      [2, 2000],
    ];
    expect(said(pieces)).toEqual([[firsts, [3, 1, 2]]]);
  });

  it('are not a run when they come in another order, or from the same place of different chunks', () => {
    const pieces = [piece(0, 1), piece(0, 0), piece(1, 1)];
    expect(said(pieces)).toEqual([[pieces.map(({ cid, offset }) => [cid[0], offset]), undefined]]);
  });

  it('stand for themselves where the source takes no runs', () => {
    expect(said([piece(0, 0), piece(0, 1)], false)).toEqual([
      [
        [
          [1, 0],
          [1, 1000],
        ],
        undefined,
      ],
    ]);
  });

  it('are spread over as many Fetches as hold their runs', () => {
    const apart = Array.from({ length: runsInFetch + 1 }, (_, n) => piece(0, 2 * n));
    expect(fetchesOf(apart, true).map(({ fetch }) => fetch.pieces.length)).toEqual([runsInFetch, 1]);
    expect(fetchesOf([], true)).toEqual([]);
  });
});
