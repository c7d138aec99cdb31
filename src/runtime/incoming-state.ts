/**
 * The state of a machine on its way in: rounds are fetched, verified and loaded one after the other (chapter 06).
 */
import type { Clock } from '../ports/clock.ts';
import type { Chunk, HypervisorResult } from '../ports/hypervisor.ts';
import type { Part, Round } from '../protocol/index.ts';
import type { DestinationHostEvent } from '../machines/destination-host-events.ts';
import { type IncomingRound, incomingRound, type WantedPiece } from './incoming-round.ts';
import type { PathShare, TransferPath } from './transfer-path.ts';
import { equalOctets } from '../core/compare.ts';

/** After how many chunks the party and the source are told of progress, unasked. */
const progressEvery = 64;

/**
 * After how many milliseconds they are told of a chunk at the latest. To tell each one would cost a signature a chunk;
 * against a lease of seconds this is nothing (DST-010).
 */
const progressWithin = 20;

/** How the pieces of a state are carried, as was agreed upon. */
export interface CarryTerms {
  /** Chunks that may be asked for and not yet there. */
  readonly window: number;
  /** Octets of a chunk. */
  readonly chunkSize: number;
  /** Octets of a piece. */
  readonly pieceSize: number;
  /** Pieces that are asked for at a time at most. */
  readonly pieces: number;
}

/** What a state on its way in asks for. */
export interface IncomingStateNeeds {
  fetch(pieces: readonly WantedPiece[]): void;
  load(round: number, chunks: readonly Chunk[], done: (result: HypervisorResult) => void): void;
  emit(event: Extract<DestinationHostEvent, { type: `transfer.${string}` }>): void;
  terms(): CarryTerms;
  /** Octets of the state image at most. */
  limit(): number;
  readonly clock: Pick<Clock, 'now'>;
  readonly path: TransferPath;
}

/** A state on its way in. */
export interface IncomingState {
  /** Takes a part of a manifest. */
  addPart(round: Round, part: Part): void;
  /** Fetches what is missing of a round; when all is there, loads it. */
  load(round: Round, last: boolean): void;
  /** @param askedAt when the Fetch left that it answers, in milliseconds of the clock, if that is known. */
  addPiece(cid: Uint8Array, offset: number, data: Uint8Array, askedAt?: number): void;
  /** Fetches nothing more, and forgets what is here. */
  stop(): void;
}

/** Makes a state of which nothing is there. */
export function incomingState(needs: IncomingStateNeeds): IncomingState {
  let current: IncomingRound | undefined;
  let asked: 'no' | 'yes' | 'last' = 'no';
  let phase: 'fetching' | 'loading' | 'loaded' = 'fetching';
  let digest = '';
  let told = 0;
  let toldAt = 0;
  let share: PathShare<WantedPiece> | undefined;
  /** As agreed upon. */
  let pieceSize = 0;
  let most = 0;
  let stopped = false;

  const shareOf = (): PathShare<WantedPiece> => {
    if (share !== undefined) return share;
    const { window, chunkSize } = needs.terms();
    ({ pieceSize, pieces: most } = needs.terms());
    share = needs.path.join<WantedPiece>({
      piece: pieceSize,
      most: window * chunkSize,
      wake: () => pump(),
      lost: (piece) => current?.again(piece),
    });
    return share;
  };
  /** Rounds come in their order: the one in hand, and when it is loaded the next one (DST-036). */
  const take = (round: Round): IncomingRound | undefined => {
    if (stopped) return undefined;
    const here = current?.round.round ?? 0;
    const next = current === undefined || phase === 'loaded' ? here + 1 : here;
    if (round.round !== here && round.round !== next) return undefined;
    if (current === undefined || round.round !== here) {
      share?.forget();
      const { window, pieceSize: piece } = needs.terms();
      current = incomingRound(round, { window, limit: needs.limit(), piece });
      asked = 'no';
      phase = 'fetching';
      told = 0;
    }
    const isSame = current.round.chunks === round.chunks && equalOctets(current.round.digest, round.digest);
    return isSame ? current : undefined;
  };
  const tell = (): void => {
    if (current === undefined || asked === 'no') return;
    told = current.received();
    toldAt = needs.clock.now();
    const { round } = current.round;
    if (phase === 'fetching') needs.emit({ type: 'transfer.progress', round, received: current.received() });
    if (phase !== 'loaded') return;
    if (asked === 'last') needs.emit({ type: 'transfer.complete', round, digest });
    else needs.emit({ type: 'transfer.loaded', round, received: current.round.chunks });
  };
  /** Asks for as much as there is room for, in requests that are worth their signature. */
  const ask = (round: IncomingRound): void => {
    const path = shareOf();
    for (;;) {
      const ready = round.ready();
      if (ready === 0) return;
      const worth = Math.min(path.worth(), round.left(), most * pieceSize);
      if (!path.isIdle()) {
        const room = path.room();
        if (room < (path.hasNone() ? Math.min(ready, pieceSize) : worth)) return path.await();
        // Chunks that come in let others be asked for, too.
        if (ready < worth && !path.hasNone()) return;
      }
      const pieces: WantedPiece[] = [];
      while (pieces.length < most && (path.isIdle() || path.room() >= pieceSize)) {
        const piece = round.next();
        if (piece === undefined) break;
        path.ask(piece);
        pieces.push(piece);
      }
      if (pieces.length === 0) return;
      needs.fetch(pieces);
    }
  };
  const pump = (): void => {
    if (stopped || current === undefined || asked === 'no' || phase !== 'fetching') return;
    if (!current.isComplete()) return ask(current);
    const loading = current;
    phase = 'loading';
    needs.load(loading.round.round, loading.chunks(), (result) => {
      if (current !== loading) return;
      if (result.is !== 'loaded') return needs.emit({ type: 'transfer.failed', reason: 'hypervisor' });
      phase = 'loaded';
      digest = result.stateDigest;
      tell();
    });
  };
  return {
    addPart(round, part) {
      const incoming = take(round);
      if (incoming === undefined || incoming !== current || phase !== 'fetching') return;
      if (incoming.addPart(part) === 'bad') {
        share?.forget();
        needs.emit({ type: 'transfer.failed', reason: 'transfer-integrity' });
      }
    },
    load(round, last) {
      const incoming = take(round);
      if (incoming === undefined) return;
      asked = last ? 'last' : asked === 'last' ? 'last' : 'yes';
      if (phase === 'loaded') return tell();
      if (!incoming.isComplete()) tell();
      pump();
    },
    addPiece(cid, offset, data, askedAt) {
      const round = current;
      if (round === undefined) return;
      const became = round.addPiece(cid, offset, data, (piece) => shareOf().arrived(piece, askedAt));
      if (became === 'known') shareOf().cameTwice();
      if (became !== 'taken' || phase !== 'fetching') return;
      pump();
      const count = round.received() - told;
      const isDue = count >= progressEvery || (count > 0 && needs.clock.now() - toldAt >= progressWithin);
      if (phase === 'fetching' && isDue) tell();
    },
    stop() {
      stopped = true;
      share?.forget();
      current = undefined;
    },
  };
}
