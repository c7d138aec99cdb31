/**
 * Pieces that are asked for, as Fetches hold them: those that follow one another in a chunk as one run (chapter 04,
 * section Fetch).
 */
import type { MessageOf, PieceRecord } from '../protocol/index.ts';
import { runsInFetch } from './chunk-records.ts';

/** What a Fetch asks for. */
export type FetchBody = Pick<MessageOf<'Fetch'>, 'fetch' | 'runs'>;

/** A piece that is to be asked for. */
export interface AskedPiece extends PieceRecord {
  readonly octets: number;
}

/**
 * Splits pieces into Fetches.
 *
 * @param mayRun whether the source takes runs; else each piece is asked for by itself.
 */
export function fetchesOf(pieces: readonly AskedPiece[], mayRun: boolean): readonly FetchBody[] {
  const runs: { readonly first: PieceRecord; length: number }[] = [];
  let last: AskedPiece | undefined;
  for (const piece of pieces) {
    const isNext = last?.cid === piece.cid && last.offset + last.octets === piece.offset;
    if (mayRun && isNext) runs.at(-1)!.length += 1;
    else runs.push({ first: piece, length: 1 });
    last = piece;
  }
  const fetches: FetchBody[] = [];
  for (let at = 0; at < runs.length; at += runsInFetch) {
    const some = runs.slice(at, at + runsInFetch);
    const fetch = { pieces: some.map(({ first }) => first) };
    const lengths = some.map(({ length }) => ({ pieces: length }));
    fetches.push(some.every(({ length }) => length === 1) ? { fetch } : { fetch, runs: { lengths } });
  }
  return fetches;
}
