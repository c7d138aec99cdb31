/**
 * Sends the parts of a manifest at the pace at which the destination takes them: a long round must not fill the
 * buffers on its way. A part that was answered is not sent again, but for the first one, which asks for what is missing.
 */
import { toHex } from '../core/hex.ts';
import { headerOffsets, type Part, type PartJson, type RoundJson } from '../protocol/index.ts';

/** Parts that may be out and not yet answered. */
export const partsInFlight = 16;

/** Sends the manifests of a migration, round by round. */
export interface ManifestSender {
  /** Sends the parts of a round, or those again that were not answered. */
  send(round: RoundJson, parts: readonly Part[]): void;
  /** Takes note of an answer, and sends the next part. */
  acknowledged(exchange: number): void;
  /** Says that this round gets no answers, so that all its parts leave at once. */
  isLast(round: number): void;
}

/** Makes a sender. @param post sends one part and gives the octets of its message. */
export function manifestSender(
  post: (round: RoundJson, part: Part) => Uint8Array | undefined,
): ManifestSender {
  let round: RoundJson | undefined;
  let parts: readonly Part[] = [];
  let last = 0;
  let sent = 0;
  let inFlight = new Map<number, number>();

  const sendPart = (index: number): void => {
    const octets = round === undefined ? undefined : post(round, parts[index]!);
    if (octets !== undefined) inFlight.set(exchangeOf(octets), index);
  };
  const sendMore = (): void => {
    const most = round?.round === last ? parts.length : partsInFlight;
    while (sent < parts.length && inFlight.size < most) {
      sendPart(sent);
      sent += 1;
    }
  };
  return {
    send(next, all) {
      if (round?.round === next.round) {
        for (const index of new Set([0, ...inFlight.values()])) sendPart(index);
        return;
      }
      round = next;
      parts = all;
      sent = 0;
      inFlight = new Map();
      sendMore();
    },
    acknowledged(exchange) {
      if (inFlight.delete(exchange)) sendMore();
    },
    isLast(number) {
      last = number;
    },
  };
}

/** The JSON form of a part. */
export function partJson({ first, chunks }: Part): PartJson {
  return { first, chunks: chunks.map((chunk) => ({ ...chunk, cid: toHex(chunk.cid) })) };
}

function exchangeOf(octets: Uint8Array): number {
  return new DataView(octets.buffer, octets.byteOffset).getUint32(headerOffsets.exchange);
}
