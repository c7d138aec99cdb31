import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../core/hex.ts';
import type { Chunk } from '../ports/hypervisor.ts';
import { chunksInPart, pieceOctets } from './chunk-records.ts';
import { virtualClock } from '../clocks/virtual.ts';
import { type IncomingRound, incomingRound, type WantedPiece } from './incoming-round.ts';
import { incomingState } from './incoming-state.ts';
import { transferPath } from './transfer-path.ts';
import { headerOffsets } from '../protocol/index.ts';
import { manifestSender, partsInFlight } from './manifest-sender.ts';
import { outgoingRounds } from './outgoing-rounds.ts';

/** Chunks of the sizes given, one behind the other; equal fills are equal content. */
function chunksOf(...sizes: readonly number[]): readonly Chunk[] {
  let place = 0;
  return sizes.map((size, n) => {
    const chunk = { place, octets: new Uint8Array(size).fill(n % 7) };
    place += size;
    return chunk;
  });
}

const limit = 1_000_000;
const bounds = { window: 8, limit, piece: pieceOctets };

/** All pieces that may be asked for now. */
function wanted(round: IncomingRound): readonly WantedPiece[] {
  const pieces: WantedPiece[] = [];
  for (let piece = round.next(); piece !== undefined; piece = round.next()) pieces.push(piece);
  return pieces;
}
const nobody = (): void => {};

describe('a round on its way', () => {
  it('is complete when every piece has come, in any order, and gives the chunks back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 512, max: 3500 }),
        (sizes, window, piece) => {
          const chunks = chunksOf(...sizes);
          const rounds = outgoingRounds();
          const { round, parts } = rounds.add(1, chunks);
          const incoming = incomingRound(round, { window, limit, piece });
          for (const part of parts.toReversed()) incoming.addPart(part);
          for (let pieces = wanted(incoming); pieces.length > 0; pieces = wanted(incoming)) {
            expect(new Set(pieces.map(({ cid }) => toHex(cid))).size).toBeLessThanOrEqual(window);
            for (const { cid, offset } of pieces.toReversed()) {
              incoming.addPiece(cid, offset, rounds.piece(cid, offset, piece)!, nobody);
            }
          }
          expect(incoming.isComplete()).toBe(true);
          expect(incoming.received()).toBe(chunks.length);
          expect(incoming.chunks().map(({ place, octets }) => ({ place, octets }))).toEqual(chunks);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('names each piece once, and again when it is lost, but not when it came late', () => {
    const rounds = outgoingRounds();
    const { round, parts } = rounds.add(1, chunksOf(10, 20));
    const incoming = incomingRound(round, bounds);
    expect(incoming.addPart(parts[0]!)).toBe('taken');
    const [first, second] = wanted(incoming) as [WantedPiece, WantedPiece];
    expect(wanted(incoming)).toHaveLength(0);
    expect(incoming.addPart(parts[0]!)).toBe('known');
    expect(wanted(incoming)).toHaveLength(0);
    incoming.again(first);
    incoming.again(second);
    expect(incoming.addPiece(first.cid, 0, rounds.piece(first.cid, 0, pieceOctets)!, nobody)).toBe('taken');
    expect(wanted(incoming)).toEqual([second]);
  });

  it('takes no piece that was not asked for, has another length, or other octets', () => {
    const rounds = outgoingRounds();
    const { round, parts } = rounds.add(1, chunksOf(10));
    const incoming = incomingRound(round, bounds);
    incoming.addPart(parts[0]!);
    const { cid } = parts[0]!.chunks[0]!;
    const data = rounds.piece(cid, 0, pieceOctets)!;
    expect(incoming.addPiece(cid, 0, data, nobody)).toBe('unwanted');
    expect(wanted(incoming)).toHaveLength(1);
    expect(incoming.addPiece(new Uint8Array(20), 0, data, nobody)).toBe('unwanted');
    expect(incoming.addPiece(cid, 1, data, nobody)).toBe('unwanted');
    expect(incoming.addPiece(cid, 0, data.subarray(1), nobody)).toBe('unwanted');
    expect(incoming.addPiece(cid, 0, new Uint8Array(10).fill(99), nobody)).toBe('taken');
    expect(incoming.isComplete()).toBe(false);
    expect(wanted(incoming)).toHaveLength(1);
    expect(incoming.addPiece(cid, 0, data, nobody)).toBe('taken');
    expect(incoming.addPiece(cid, 0, data, nobody)).toBe('known');
    expect(incoming.isComplete()).toBe(true);
  });

  it('refuses parts with other records than the digest, outside the round, or outside the memory', () => {
    const { round, parts } = outgoingRounds().add(1, chunksOf(10));
    const [part] = parts;
    const moved = { ...part!, chunks: part!.chunks.map((chunk) => ({ ...chunk, place: 5 })) };
    expect(incomingRound(round, bounds).addPart(moved)).toBe('bad');
    expect(incomingRound(round, bounds).addPart({ ...part!, first: 1 })).toBe('bad');
    expect(incomingRound(round, { ...bounds, limit: 9 }).addPart(part!)).toBe('bad');
  });

  it('of no chunks is complete when its digest is that of nothing', () => {
    const { round, parts } = outgoingRounds().add(1, []);
    expect(parts).toHaveLength(1);
    expect(incomingRound(round, bounds).isComplete()).toBe(true);
    const wrong = incomingRound({ ...round, digest: new Uint8Array(32) }, bounds);
    expect(wrong.isComplete()).toBe(false);
    expect(wrong.addPart(parts[0]!)).toBe('bad');
  });
});

describe('outgoing rounds', () => {
  it('split a manifest into parts and a chunk into pieces', () => {
    const rounds = outgoingRounds();
    const { parts } = rounds.add(1, chunksOf(...Array.from({ length: 50 }, () => pieceOctets + 1)));
    expect(parts.map(({ first, chunks }) => [first, chunks.length])).toEqual([
      [0, chunksInPart],
      [chunksInPart, chunksInPart],
      [2 * chunksInPart, 50 - 2 * chunksInPart],
    ]);
    const { cid } = parts[0]!.chunks[0]!;
    expect(rounds.piece(cid, 0, pieceOctets)).toHaveLength(pieceOctets);
    expect(rounds.piece(cid, pieceOctets, pieceOctets)).toHaveLength(1);
    expect(rounds.piece(cid, pieceOctets + 1, pieceOctets)).toBeUndefined();
    expect(rounds.piece(new Uint8Array(20), 0, pieceOctets)).toBeUndefined();
  });

  it('remember the last two rounds', () => {
    const rounds = outgoingRounds();
    for (let round = 1; round <= 3; round += 1) rounds.add(round, chunksOf(round));
    expect([1, 2, 3].map((round) => rounds.find(round) !== undefined)).toEqual([false, true, true]);
  });
});

describe('a state on its way in', () => {
  function rig() {
    const events: string[] = [];
    const loads: (() => void)[] = [];
    const clock = virtualClock();
    let asked = 0;
    const state = incomingState({
      fetch: (pieces) => (asked += pieces.length),
      load: (_round, _chunks, done) => loads.push(() => done({ is: 'loaded', stateDigest: 'dd' })),
      emit: (event) => events.push(event.type),
      terms: () => ({ window: 4, chunkSize: 4096, pieceSize: pieceOctets, pieces: 32 }),
      clock,
      path: transferPath(clock, {}),
      limit: () => limit,
    });
    return { state, events, loads, clock, asked: () => asked };
  }

  it('fetches nothing before the party asks for the round', () => {
    const { state, asked } = rig();
    const { round, parts } = outgoingRounds().add(1, chunksOf(10));
    state.addPart(round, parts[0]!);
    expect(asked()).toBe(0);
    state.load(round, false);
    expect(asked()).toBe(1);
  });

  it('tells the digest at once when the last round was loaded before it was known to be the last', () => {
    const { state, events, loads } = rig();
    const rounds = outgoingRounds();
    const { round, parts } = rounds.add(1, chunksOf(10));
    state.addPart(round, parts[0]!);
    state.load(round, false);
    const { cid } = parts[0]!.chunks[0]!;
    state.addPiece(cid, 0, rounds.piece(cid, 0, pieceOctets)!);
    loads[0]!();
    state.load(round, true);
    expect(events).toEqual(['transfer.progress', 'transfer.loaded', 'transfer.complete']);
    expect(loads).toHaveLength(1);
  });

  it('takes rounds in their order, and ignores the same round with another digest', () => {
    const { state, events, loads, asked } = rig();
    const rounds = outgoingRounds();
    const first = rounds.add(1, chunksOf(10));
    const second = rounds.add(2, chunksOf(20));
    state.addPart(second.round, second.parts[0]!);
    state.load(second.round, false);
    expect(asked()).toBe(0);
    state.addPart(first.round, first.parts[0]!);
    state.load(first.round, false);
    state.load({ ...first.round, digest: new Uint8Array(32) }, false);
    expect(asked()).toBe(1);
    const { cid } = first.parts[0]!.chunks[0]!;
    state.addPiece(cid, 0, rounds.piece(cid, 0, pieceOctets)!);
    loads[0]!();
    state.addPart(second.round, second.parts[0]!);
    state.load(second.round, false);
    state.addPart(first.round, first.parts[0]!);
    expect(asked()).toBe(2);
    expect(events).toEqual(['transfer.progress', 'transfer.loaded', 'transfer.progress']);
  });

  it('asks again for pieces that do not come, later and later, until it is stopped', () => {
    const { state, clock, asked } = rig();
    const { round, parts } = outgoingRounds().add(1, chunksOf(10, 20, 30, 40, 50, 60));
    state.addPart(round, parts[0]!);
    state.load(round, false);
    const after = (ms: number): number => {
      clock.advance(ms);
      return asked();
    };
    // A window of four chunks of one piece each; then one piece at a time.
    expect([after(0), after(99), after(1), after(199), after(1)]).toEqual([4, 4, 5, 5, 6]);
    state.stop();
    expect(after(60_000)).toBe(6);
  });

  it('goes on at once, and waits for the standard delay again, when a piece has come', () => {
    const { state, clock, asked } = rig();
    const rounds = outgoingRounds();
    const { round, parts } = rounds.add(1, chunksOf(10, 20));
    state.addPart(round, parts[0]!);
    state.load(round, false);
    expect(asked()).toBe(2);
    clock.advance(100);
    expect(asked()).toBe(3);
    clock.advance(50);
    const { cid } = parts[0]!.chunks[0]!;
    state.addPiece(cid, 0, rounds.piece(cid, 0, pieceOctets)!);
    expect(asked()).toBe(4);
    clock.advance(99);
    expect(asked()).toBe(4);
    clock.advance(1);
    expect(asked()).toBe(5);
  });

  it('fails when a manifest does not have the digest of its round', () => {
    const { state, events } = rig();
    const { round, parts } = outgoingRounds().add(1, chunksOf(10));
    const moved = { ...parts[0]!, chunks: parts[0]!.chunks.map((chunk) => ({ ...chunk, place: 1 })) };
    state.addPart(round, moved);
    expect(events).toEqual(['transfer.failed']);
  });
});

describe('a manifest with many parts', () => {
  const { round, parts } = outgoingRounds().add(
    1,
    chunksOf(...Array.from({ length: chunksInPart * (partsInFlight + 4) }, () => 1)),
  );
  const json = { ...round, digest: toHex(round.digest) };
  function rig() {
    const sent: number[] = [];
    const sender = manifestSender((_, part) => {
      const index = part.first / chunksInPart;
      sent.push(index);
      const octets = new Uint8Array(200);
      new DataView(octets.buffer).setUint32(headerOffsets.exchange, index + 1);
      return octets;
    });
    return { sent, sender };
  }

  it('leaves part by part as the answers come', () => {
    const { sent, sender } = rig();
    sender.send(json, parts);
    expect(sent).toHaveLength(partsInFlight);
    sender.acknowledged(3);
    sender.acknowledged(3);
    expect(sent.slice(partsInFlight)).toEqual([partsInFlight]);
  });

  it('is repeated without what was answered, but for the first part', () => {
    const { sent, sender } = rig();
    sender.send(json, parts);
    for (let exchange = 1; exchange <= 12; exchange += 1) sender.acknowledged(exchange);
    sent.length = 0;
    sender.send(json, parts);
    expect(sent).toEqual([0, 12, 13, 14, 15, 16, 17, 18, 19]);
  });

  it('leaves at once when no answers come', () => {
    const { sent, sender } = rig();
    sender.isLast(1);
    sender.send(json, parts);
    expect(sent).toHaveLength(parts.length);
  });
});

describe('a path that is broken for ten seconds', () => {
  it('costs that time and no piece twice that was there before', () => {
    const clock = virtualClock();
    const rounds = outgoingRounds();
    const chunks = Array.from({ length: 200 }, (_, n) => ({
      place: n * 4096,
      octets: new Uint8Array(4096).fill(n),
    }));
    const { round, parts } = rounds.add(1, chunks);
    const came = new Map<string, number>();
    let isBroken = false;
    let loadedAt = 0;
    const state = incomingState({
      fetch: (pieces) => {
        for (const { cid, offset } of pieces) {
          clock.schedule(20, () => {
            if (isBroken) return;
            const key = `${toHex(cid)} ${offset}`;
            came.set(key, (came.get(key) ?? 0) + 1);
            state.addPiece(cid, offset, rounds.piece(cid, offset, pieceOctets)!);
          });
        }
      },
      load: (_round, _chunks, done) => {
        loadedAt = clock.now();
        done({ is: 'loaded', stateDigest: 'dd' });
      },
      emit: () => {},
      terms: () => ({ window: 64, chunkSize: 4096, pieceSize: pieceOctets, pieces: 32 }),
      clock,
      path: transferPath(clock, {}),
      limit: () => limit,
    });
    for (const part of parts) state.addPart(round, part);
    state.load(round, false);
    clock.advance(70);
    const before = came.size;
    expect(before).toBeGreaterThan(20);
    isBroken = true;
    clock.advance(10_000);
    expect(came.size).toBe(before);
    isBroken = false;
    clock.advance(10_000);
    expect(came.size).toBe(800);
    expect(Math.max(...came.values())).toBe(1);
    expect(loadedAt).toBeGreaterThan(10_000);
    expect(loadedAt).toBeLessThan(12_000);
  });
});
