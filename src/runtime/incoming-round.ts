/**
 * A round on its way to the destination: its manifest out of parts, its chunks out of pieces, each checked against
 * its content identifier. It says which pieces to ask for next; when, and how many at a time, others know.
 */
import { equalOctets } from '../core/compare.ts';
import type { Chunk } from '../ports/hypervisor.ts';
import { type ChunkRecord, type Part, type Round, sha256 } from '../protocol/index.ts';
import { chunksInPart, digestOfRecords } from './chunk-records.ts';
import { cidTable } from './cid-table.ts';
import type { Askable } from './transfer-path.ts';

/** What became of a part of a manifest. */
export type PartOutcome =
  /** It was new. */
  | 'taken'
  /** It was here already. */
  | 'known'
  /** It does not fit the round: wrong place, outside the memory, or the records have another digest. */
  | 'bad';

/** What became of a piece. */
export type PieceOutcome =
  /** It was wanted; its chunk may be whole by now. */
  | 'taken'
  /** It was here already. */
  | 'known'
  /** Nobody wants it, or it has another length than it should. */
  | 'unwanted';

/** A piece that can be asked for. */
export interface WantedPiece extends Askable {
  readonly cid: Uint8Array;
  readonly offset: number;
}

/** A round on its way. */
export interface IncomingRound {
  readonly round: Round;
  addPart(part: Part): PartOutcome;
  /**
   * Takes a piece. A chunk whose octets have another CID is asked for anew.
   *
   * @param here told of the piece that was asked for, when it is taken.
   */
  addPiece(
    cid: Uint8Array,
    offset: number,
    data: Uint8Array,
    here: (piece: WantedPiece) => void,
  ): PieceOutcome;
  /** The next piece to ask for, which counts as asked for from here on; undefined when none may be asked for now. */
  next(): WantedPiece | undefined;
  /** About how many octets `next` would give without anything coming in. */
  ready(): number;
  /** About how many octets are still to be asked for, as far as the manifest is known. */
  left(): number;
  /** Has a piece asked for again. */
  again(piece: WantedPiece): void;
  /** Chunks of the manifest whose octets are here. */
  received(): number;
  /** Whether every chunk is here. */
  isComplete(): boolean;
  /** The chunks in the order of the manifest, with their digests; only when the round is complete. */
  chunks(): readonly Chunk[];
}

interface Pending {
  readonly cid: Uint8Array;
  readonly octets: Uint8Array;
  /** The pieces that were asked for, by their index in the chunk; undefined where one is here. */
  readonly pieces: (WantedPiece | undefined)[];
  /** How many of the pieces were never asked for: those at the end. */
  fresh: number;
  missing: number;
  /** How many records of the manifest name it. */
  named: number;
  /** SHA-256 of the octets when all of them are here. */
  digest: Uint8Array | undefined;
}

/** What bounds a round. */
export interface RoundBounds {
  /** Chunks that may be asked for and not yet there. */
  readonly window: number;
  /** Octets of the state image; no chunk may lie beyond. */
  readonly limit: number;
  /** Octets of a piece. */
  readonly piece: number;
}

/** Makes a round without chunks yet. */
export function incomingRound(round: Round, { window, limit, piece }: RoundBounds): IncomingRound {
  const records = new Map<number, ChunkRecord>();
  let table = cidTable<Pending>();
  /** Chunks of which nothing was asked for, from `first` on. */
  let waiting: Pending[] = [];
  let first = 0;
  let current: Pending | undefined;
  let repeated: WantedPiece[] = [];
  /** Chunks that were asked for and are not here. */
  let open = 0;
  let received = 0;
  let whole = 0;
  const hasDigest = (chunks: readonly ChunkRecord[]): boolean =>
    equalOctets(digestOfRecords(chunks), round.digest);
  let manifestChecked = round.chunks === 0 && hasDigest([]);

  const startOf = ({ cid, size }: ChunkRecord): Pending => {
    const count = Math.ceil(size / piece);
    const octets = new Uint8Array(size);
    const pieces = Array.from<WantedPiece | undefined>({ length: count });
    const chunk = { cid, octets, pieces, fresh: count, missing: count, named: 0, digest: undefined };
    table.set(cid, chunk);
    waiting.push(chunk);
    return chunk;
  };
  const wantedOf = (chunk: Pending, index: number): WantedPiece => {
    const offset = index * piece;
    const octets = Math.min(piece, chunk.octets.length - offset);
    return { cid: chunk.cid, offset, octets, sequence: 0, askedAt: 0, asks: 0 };
  };
  const freshPiece = (): WantedPiece | undefined => {
    if (current === undefined || current.fresh === 0) {
      if (open >= window || first >= waiting.length) return undefined;
      current = waiting[first]!;
      first += 1;
      open += 1;
    }
    const index = current.pieces.length - current.fresh;
    current.fresh -= 1;
    return (current.pieces[index] = wantedOf(current, index));
  };
  /** Octets of what is to be asked for again, of the chunk in hand, and of so many others, which are about as long. */
  const askable = (chunks: number): number => {
    const begun = (current?.fresh ?? 0) * piece;
    const size = waiting[first]?.octets.length ?? 0;
    return repeated.length * piece + begun + Math.min(chunks, waiting.length - first) * size;
  };
  /** All pieces are here: they are the chunk, or all of them are to come again. */
  const finish = (chunk: Pending): void => {
    open -= 1;
    const digest = sha256(chunk.octets);
    if (equalOctets(digest.subarray(0, chunk.cid.length), chunk.cid)) {
      chunk.digest = digest;
      whole += 1;
      received += chunk.named;
      return;
    }
    chunk.pieces.fill(undefined);
    chunk.fresh = chunk.pieces.length;
    chunk.missing = chunk.fresh;
    if (current === chunk) current = undefined;
    waiting.push(chunk);
  };
  const clear = (): void => {
    records.clear();
    table = cidTable();
    waiting = [];
    first = 0;
    current = undefined;
    repeated = [];
    open = 0;
    received = 0;
    whole = 0;
  };
  const inOrder = (): ChunkRecord[] =>
    Array.from({ length: round.chunks }, (_, index) => records.get(index)!);
  const fits = (part: Part): boolean =>
    part.first + part.chunks.length <= round.chunks &&
    part.first % chunksInPart === 0 &&
    part.chunks.every(({ place, size }) => place + size <= limit);

  return {
    round,
    addPart(part) {
      if (!fits(part) || (round.chunks === 0 && !manifestChecked)) return 'bad';
      if (part.chunks.every((_, n) => records.has(part.first + n))) return 'known';
      part.chunks.forEach((record, n) => records.set(part.first + n, record));
      if (records.size === round.chunks) {
        if (!hasDigest(inOrder())) {
          // Which part is wrong cannot be told; all of them come again.
          clear();
          return 'bad';
        }
        manifestChecked = true;
      }
      for (const record of part.chunks) {
        const chunk = table.get(record.cid) ?? startOf(record);
        chunk.named += 1;
        if (chunk.digest !== undefined) received += 1;
      }
      return 'taken';
    },
    addPiece(cid, offset, data, here) {
      const chunk = table.get(cid);
      const index = offset / piece;
      if (chunk === undefined || !Number.isInteger(index) || index >= chunk.pieces.length) return 'unwanted';
      if (chunk.digest !== undefined) return 'known';
      if (index >= chunk.pieces.length - chunk.fresh) return 'unwanted';
      const wanted = chunk.pieces[index];
      if (wanted === undefined) return 'known';
      if (data.length !== wanted.octets) return 'unwanted';
      chunk.octets.set(data, offset);
      chunk.pieces[index] = undefined;
      chunk.missing -= 1;
      if (chunk.missing === 0) finish(chunk);
      here(wanted);
      return 'taken';
    },
    next() {
      for (let wanted = repeated.shift(); wanted !== undefined; wanted = repeated.shift()) {
        const chunk = table.get(wanted.cid);
        // It may have come late, after it had been taken for lost.
        if (chunk?.pieces[wanted.offset / piece] === wanted) return wanted;
      }
      return freshPiece();
    },
    ready: () => askable(window - open),
    left: () => askable(waiting.length - first),
    again(wanted) {
      repeated.push(wanted);
    },
    received: () => received,
    isComplete: () => manifestChecked && whole === table.size() && records.size === round.chunks,
    chunks: () =>
      inOrder().map(({ cid, place }) => {
        const { octets, digest } = table.get(cid)!;
        return { place, octets, digest: digest! };
      }),
  };
}
