/**
 * A round on its way to the destination: its manifest out of parts, its chunks out of pieces, each checked against
 * its content identifier. It asks for no more than a window at a time and goes on after a loss where it was.
 */
import { equalOctets } from '../core/compare.ts';
import { toHex } from '../core/hex.ts';
import type { Chunk } from '../ports/hypervisor.ts';
import type { ChunkRecord, Part, PieceRecord, Round } from '../protocol/index.ts';
import { chunksInPart, cidOf, digestOfRecords, pieceOctets } from './chunk-records.ts';

/** What became of a part of a manifest. */
export type PartOutcome =
  /** It was new. */
  | 'taken'
  /** It was here already. */
  | 'known'
  /** It does not fit the round: wrong place, outside the memory, or the records have another digest. */
  | 'bad';

/** A round on its way. */
export interface IncomingRound {
  readonly round: Round;
  addPart(part: Part): PartOutcome;
  /** Takes a piece; false when it was not asked for. A chunk whose octets have another CID is asked for anew. */
  addPiece(cid: Uint8Array, offset: number, data: Uint8Array): boolean;
  /**
   * Pieces to ask for now: each once; again when the part that names its chunk, or the first part, has come again,
   * and when chunks that were asked for a whole window later are here.
   */
  wanted(): readonly PieceRecord[];
  /** Has what was asked for and is not here asked for again. */
  askAgain(): void;
  /** Chunks of the manifest whose octets are here. */
  received(): number;
  /** Whether every chunk is here. */
  isComplete(): boolean;
  /** The chunks in the order of the manifest; only when the round is complete. */
  chunks(): readonly Chunk[];
}

interface Pending {
  readonly record: ChunkRecord;
  readonly octets: Uint8Array;
  /** Offsets of pieces that are not here. */
  readonly missing: Set<number>;
  /** The place among all chunks that were asked for; 0 when it is to be asked for. */
  asked: number;
}

/**
 * Makes a round without chunks yet.
 *
 * @param window chunks that may be asked for and not yet there.
 * @param limit octets of the state image; no chunk may lie beyond.
 */
export function incomingRound(round: Round, window: number, limit: number): IncomingRound {
  const records = new Map<number, ChunkRecord>();
  const pending = new Map<string, Pending>();
  const present = new Map<string, Uint8Array>();
  /** How many records of the manifest name a chunk. */
  const named = new Map<string, number>();
  let received = 0;
  let asked = 0;
  let urgent = false;
  const hasDigest = (chunks: readonly ChunkRecord[]): boolean =>
    equalOctets(digestOfRecords(chunks), round.digest);
  let manifestChecked = round.chunks === 0 && hasDigest([]);

  const startOf = (record: ChunkRecord): void => {
    const key = toHex(record.cid);
    if (present.has(key) || pending.has(key)) return;
    const missing = new Set<number>();
    for (let offset = 0; offset < record.size; offset += pieceOctets) missing.add(offset);
    pending.set(key, { record, octets: new Uint8Array(record.size), missing, asked: 0 });
  };
  /** What is still missing a window after others is lost: networks reorder less than that. */
  const askOvertaken = (arrived: number): void => {
    for (const chunk of firstOf(pending.values(), window)) {
      if (chunk.asked > 0 && chunk.asked + window < arrived) chunk.asked = 0;
    }
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
      if (part.chunks.every((_, n) => records.has(part.first + n))) {
        const again =
          part.first === 0 ? pending.values() : part.chunks.map(({ cid }) => pending.get(toHex(cid)));
        for (const chunk of again) if (chunk !== undefined) chunk.asked = 0;
        urgent = true;
        return 'known';
      }
      part.chunks.forEach((record, n) => records.set(part.first + n, record));
      if (records.size === round.chunks) {
        if (!hasDigest(inOrder())) {
          // Which part is wrong cannot be told; all of them come again.
          records.clear();
          pending.clear();
          named.clear();
          received = 0;
          return 'bad';
        }
        manifestChecked = true;
      }
      for (const record of part.chunks) {
        const key = toHex(record.cid);
        named.set(key, (named.get(key) ?? 0) + 1);
        if (present.has(key)) received += 1;
        else startOf(record);
      }
      return 'taken';
    },
    addPiece(cid, offset, data) {
      const key = toHex(cid);
      const chunk = pending.get(key);
      if (chunk === undefined || !chunk.missing.has(offset)) return false;
      if (data.length !== Math.min(pieceOctets, chunk.record.size - offset)) return false;
      chunk.octets.set(data, offset);
      chunk.missing.delete(offset);
      if (chunk.missing.size > 0) return true;
      pending.delete(key);
      askOvertaken(chunk.asked);
      if (equalOctets(cidOf(chunk.octets), cid)) {
        present.set(key, chunk.octets);
        received += named.get(key) ?? 0;
      } else startOf(chunk.record);
      return true;
    },
    wanted() {
      const open = [...firstOf(pending.values(), window)];
      const fresh = open.filter((chunk) => chunk.asked === 0);
      // Half a window at a time: a Fetch is signed, and one for each chunk would cost more than the chunk.
      if (!urgent && fresh.length < open.length && fresh.length < window / 2) return [];
      urgent = false;
      const pieces: PieceRecord[] = [];
      for (const chunk of fresh) {
        asked += 1;
        chunk.asked = asked;
        for (const offset of chunk.missing) pieces.push({ cid: chunk.record.cid, offset });
      }
      return pieces;
    },
    askAgain() {
      for (const chunk of firstOf(pending.values(), window)) chunk.asked = 0;
      urgent = true;
    },
    received: () => received,
    isComplete: () => manifestChecked && pending.size === 0 && records.size === round.chunks,
    chunks: () => inOrder().map(({ cid, place }) => ({ place, octets: present.get(toHex(cid))! })),
  };
}

function* firstOf<T>(values: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const value of values) {
    if (taken >= count) return;
    taken += 1;
    yield value;
  }
}
