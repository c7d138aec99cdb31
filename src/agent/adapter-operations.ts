/** Operations of the hypervisor as lines of the adapter protocol, and their results. */
import { fromHex, toHex } from '../core/hex.ts';
import type { Chunk, HypervisorOperation, HypervisorResult } from '../ports/hypervisor.ts';
import { recordOf } from '../runtime/index.ts';

/** Octets of chunks that one line may hold, in hexadecimal half of the longest line. */
const chunkOctetsInLine = 28_000;

/** The members of an `operation` report. */
export function operationJson(operationId: number, operation: HypervisorOperation): object {
  if (operation.operation !== 'load') return { is: 'operation', operationId, ...operation };
  const fits = operation.chunks.reduce((sum, { octets }) => sum + octets.length, 0) <= chunkOctetsInLine;
  const chunks = operation.chunks.map((chunk) => {
    const { place, octets } = chunk;
    return fits ? { place, octets: toHex(octets) } : { place, cid: toHex(recordOf(chunk).cid) };
  });
  return { is: 'operation', operationId, ...operation, chunks };
}

/** Reads a result. @returns undefined when it is none. */
export function readResult(raw: unknown): HypervisorResult | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const result = raw as { readonly is?: unknown; readonly chunks?: unknown } & HypervisorResult;
  switch (result.is) {
    case 'done':
    case 'failed':
    case 'loaded':
    case 'reserved':
      return result;
    case 'copied':
    case 'frozen': {
      const chunks = readChunks(result.chunks);
      return chunks === undefined ? undefined : { ...result, chunks };
    }
    default:
      return undefined;
  }
}

function readChunks(raw: unknown): readonly Chunk[] | undefined {
  if (!Array.isArray(raw)) return undefined;
  const chunks = raw.map(({ place, octets }: { place?: unknown; octets?: unknown }) => ({
    place,
    octets: typeof octets === 'string' ? fromHex(octets) : undefined,
  }));
  const isGood = chunks.every(({ place, octets }) => typeof place === 'number' && octets !== undefined);
  return isGood ? (chunks as readonly Chunk[]) : undefined;
}
