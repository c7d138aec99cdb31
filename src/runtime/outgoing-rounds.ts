/**
 * The rounds that a source host has read from its hypervisor and may be asked for: their manifests, and pieces of
 * their chunks by content identifier.
 */
import { toHex } from '../core/hex.ts';
import type { Chunk } from '../ports/hypervisor.ts';
import type { Part, Round } from '../protocol/index.ts';
import { partsOf, pieceOctets, recordOf, roundOf } from './chunk-records.ts';

/** A round and its manifest. */
export interface OutgoingRound {
  readonly round: Round;
  readonly parts: readonly Part[];
}

/** The rounds of a migration. */
export interface OutgoingRounds {
  /** Takes the chunks of a round; those of rounds before the last one are forgotten. */
  add(round: number, chunks: readonly Chunk[]): OutgoingRound;
  /** A round that is still remembered. */
  find(round: number): OutgoingRound | undefined;
  /** A piece of a chunk, a view; undefined when the chunk is not known or the offset is not in it. */
  piece(cid: Uint8Array, offset: number): Uint8Array | undefined;
}

/** Makes the rounds of a migration, empty. */
export function outgoingRounds(): OutgoingRounds {
  let kept: { readonly outgoing: OutgoingRound; readonly chunks: ReadonlyMap<string, Uint8Array> }[] = [];
  return {
    add(round, chunks) {
      const records = chunks.map(recordOf);
      const outgoing = { round: roundOf(round, records), parts: partsOf(records) };
      const byCid = new Map(records.map((record, n) => [toHex(record.cid), chunks[n]!.octets]));
      kept = [
        ...kept.filter((other) => other.outgoing.round.round === round - 1),
        { outgoing, chunks: byCid },
      ];
      return outgoing;
    },
    find: (round) => kept.find(({ outgoing }) => outgoing.round.round === round)?.outgoing,
    piece(cid, offset) {
      const key = toHex(cid);
      const octets = kept.map(({ chunks }) => chunks.get(key)).find((found) => found !== undefined);
      if (octets === undefined || offset >= octets.length) return undefined;
      return octets.subarray(offset, offset + pieceOctets);
    },
  };
}
