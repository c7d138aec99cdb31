/**
 * Chunks and their names: what a manifest says of them, and the digest of a round (chapter 04, section Transfer).
 */
import { xidSizes } from '../../spec/registry/identifiers.ts';
import { records } from '../../spec/registry/records.ts';
import { limits } from '../../spec/registry/limits.ts';
import type { Chunk } from '../ports/hypervisor.ts';
import { type ChunkRecord, type Part, type Round, sha256 } from '../protocol/index.ts';
import { writePart } from '../protocol/generated/write-records.ts';

const maxOf = (name: 'part' | 'fetch' | 'pieceRuns', field: string): number => {
  const row = records[name].fields.find((candidate) => candidate.name === field);
  if (row === undefined || !('max' in row)) throw new TypeError(`${name}.${field} has no maximum`);
  return row.max;
};

/** The most chunks that a part of a manifest names. */
export const chunksInPart = maxOf('part', 'chunks');
/** The most runs of pieces that a Fetch asks for; a piece by itself is a run, too. */
export const runsInFetch = maxOf('fetch', 'pieces');
/** For how many pieces this implementation answers one Fetch. */
export const piecesInRuns = maxOf('pieceRuns', 'pieces');
/** Octets of a piece where nothing else was agreed upon. */
export const { pieceOctets } = limits;

const cidOctets = xidSizes.id;
const scratch = new Uint8Array(limits.messageOctets);

/** Names a chunk: the id of its CID is SHA-256 of its octets, the first 20 octets. */
export function recordOf({ place, octets, digest = sha256(octets) }: Chunk): ChunkRecord {
  return { cid: digest.subarray(0, cidOctets), place, size: octets.length };
}

/** Splits the records of a round into parts; a round without chunks has one part, which is empty. */
export function partsOf(chunks: readonly ChunkRecord[]): readonly Part[] {
  const parts: Part[] = [];
  for (let first = 0; first === 0 || first < chunks.length; first += chunksInPart) {
    parts.push({ first, chunks: chunks.slice(first, first + chunksInPart) });
  }
  return parts;
}

/** SHA-256 over the records in order, as they stand on the wire. */
export function digestOfRecords(chunks: readonly ChunkRecord[]): Uint8Array {
  const head = writePart(scratch, 0, { first: 0, chunks: [] });
  return sha256(...partsOf(chunks).map((part) => scratch.slice(head, writePart(scratch, 0, part))));
}

/** Describes a round. */
export function roundOf(round: number, chunks: readonly ChunkRecord[]): Round {
  const octets = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
  return { round, chunks: chunks.length, octets, digest: digestOfRecords(chunks) };
}
