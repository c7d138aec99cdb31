/**
 * The rounds that a source host has read from its hypervisor and may be asked for: their manifests, and pieces of
 * their chunks by content identifier.
 */
import type { Chunk } from '../ports/hypervisor.ts';
import type { Part, Round } from '../protocol/index.ts';
import { partsOf, recordOf, roundOf } from './chunk-records.ts';
import { type CidTable, cidTable } from './cid-table.ts';

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
  /**
   * A piece of a chunk of at most so many octets, a view; undefined when the chunk is not known or the offset is not
   * in it.
   */
  piece(cid: Uint8Array, offset: number, most: number): Uint8Array | undefined;
  /** Forgets all of them: nobody will ask any more. */
  forget(): void;
}

interface KeptChunk {
  readonly cid: Uint8Array;
  readonly octets: Uint8Array;
}

/** Makes the rounds of a migration, empty. */
export function outgoingRounds(): OutgoingRounds {
  let kept: { readonly outgoing: OutgoingRound; readonly chunks: CidTable<KeptChunk> }[] = [];
  const octetsOf = (cid: Uint8Array): Uint8Array | undefined => {
    // The round in hand is the last one.
    for (let at = kept.length - 1; at >= 0; at -= 1) {
      const found = kept[at]!.chunks.get(cid);
      if (found !== undefined) return found.octets;
    }
    return undefined;
  };
  return {
    add(round, chunks) {
      const records = chunks.map(recordOf);
      const outgoing = { round: roundOf(round, records), parts: partsOf(records) };
      const byCid = cidTable<KeptChunk>();
      records.forEach(({ cid }, n) => {
        if (byCid.get(cid) === undefined) byCid.set(cid, { cid, octets: chunks[n]!.octets });
      });
      kept = [
        ...kept.filter((other) => other.outgoing.round.round === round - 1),
        { outgoing, chunks: byCid },
      ];
      return outgoing;
    },
    find: (round) => kept.find(({ outgoing }) => outgoing.round.round === round)?.outgoing,
    piece(cid, offset, most) {
      const octets = octetsOf(cid);
      if (octets === undefined || offset >= octets.length) return undefined;
      return octets.subarray(offset, offset + most);
    },
    forget() {
      kept = [];
    },
  };
}
