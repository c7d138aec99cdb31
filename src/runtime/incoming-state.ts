/**
 * The state of a machine on its way in: rounds are fetched, verified and loaded one after the other (chapter 06).
 */
import { delayOf, nextCount, type Timing } from '../machines/timing.ts';
import type { Clock, ClockEntry } from '../ports/clock.ts';
import type { Chunk, HypervisorResult } from '../ports/hypervisor.ts';
import type { Part, PieceRecord, Round } from '../protocol/index.ts';
import type { DestinationHostEvent } from '../machines/destination-host-events.ts';
import { type IncomingRound, incomingRound } from './incoming-round.ts';
import { equalOctets } from '../core/compare.ts';

/** After how many chunks the party and the source are told of progress, unasked. */
const progressEvery = 64;

/**
 * After how many milliseconds they are told of a chunk at the latest. To tell each one would cost a signature a chunk;
 * against a lease of seconds this is nothing (DST-010).
 */
const progressWithin = 20;

/** What a state on its way in asks for. */
export interface IncomingStateNeeds {
  fetch(pieces: readonly PieceRecord[]): void;
  load(round: number, chunks: readonly Chunk[], done: (result: HypervisorResult) => void): void;
  emit(event: Extract<DestinationHostEvent, { type: `transfer.${string}` }>): void;
  /** Chunks that may be asked for and not yet there. */
  window(): number;
  /** Octets of the state image at most. */
  limit(): number;
  readonly clock: Pick<Clock, 'now' | 'schedule'>;
  readonly timing: Timing;
}

/** A state on its way in. */
export interface IncomingState {
  /** Takes a part of a manifest. */
  addPart(round: Round, part: Part): void;
  /** Fetches what is missing of a round; when all is there, loads it. */
  load(round: Round, last: boolean): void;
  addPiece(cid: Uint8Array, offset: number, data: Uint8Array): void;
  /** Fetches nothing more. */
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
  let retry: ClockEntry | undefined;
  let heardAt = 0;
  let fired = 0;
  let stopped = false;

  /** Rounds come in their order: the one in hand, and when it is loaded the next one (DST-036). */
  const take = (round: Round): IncomingRound | undefined => {
    if (stopped) return undefined;
    const here = current?.round.round ?? 0;
    const next = current === undefined || phase === 'loaded' ? here + 1 : here;
    if (round.round !== here && round.round !== next) return undefined;
    if (current === undefined || round.round !== here) {
      current = incomingRound(round, needs.window(), needs.limit());
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
  /** One entry at a time: pieces are many, and each only moves the moment up to which it is waited. */
  const awaitPieces = (): void => {
    retry ??= needs.clock.schedule(
      Math.max(0, heardAt + delayOf('FETCH_RETRY', fired, needs.timing) - needs.clock.now()),
      () => {
        retry = undefined;
        if (needs.clock.now() >= heardAt + delayOf('FETCH_RETRY', fired, needs.timing)) {
          fired = nextCount('FETCH_RETRY', fired, needs.timing);
          heardAt = needs.clock.now();
          current?.askAgain();
        }
        pump();
      },
    );
  };
  /** Asks for what is missing; nobody else would notice that the last pieces of a round were lost (DST-037). */
  const pump = (): void => {
    if (stopped || current === undefined || asked === 'no' || phase !== 'fetching') return;
    if (!current.isComplete()) {
      const wanted = current.wanted();
      if (wanted.length > 0) heardAt = needs.clock.now();
      needs.fetch(wanted);
      return awaitPieces();
    }
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
    addPiece(cid, offset, data) {
      if (current === undefined || phase !== 'fetching' || !current.addPiece(cid, offset, data)) return;
      fired = 0;
      heardAt = needs.clock.now();
      pump();
      const count = current.received() - told;
      const isDue = count >= progressEvery || (count > 0 && needs.clock.now() - toldAt >= progressWithin);
      if (phase === 'fetching' && isDue) tell();
    },
    stop() {
      stopped = true;
      retry?.cancel();
    },
  };
}
