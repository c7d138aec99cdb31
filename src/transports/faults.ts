/**
 * What a bad network does to packets: loss, repetition, reordering, delay, corruption. Everything follows from a
 * seed, so that a run can be repeated.
 */
import type { SeededRandom } from '../core/seeded-random.ts';
import type { Clock } from '../ports/clock.ts';
import type { Transport } from '../ports/transport.ts';

/** How bad a network is; every probability is from 0 to 1 and applies to each packet by itself. */
export interface Faults {
  readonly loss?: number;
  /** A second copy arrives, with a delay of its own. */
  readonly duplicate?: number;
  /** The packet is held back by up to `reorderMs` more, so that later ones overtake it. */
  readonly reorder?: number;
  /** By default 50 ms. */
  readonly reorderMs?: number;
  /** One bit of the packet is turned over. */
  readonly corrupt?: number;
  /** The shortest and the longest delay in milliseconds; by default none. */
  readonly delayMs?: readonly [least: number, most: number];
}

/** What arrives of a packet, and after how many milliseconds. */
export interface Arrival {
  readonly afterMs: number;
  /** A copy of its own. */
  readonly packet: Uint8Array;
}

/** Decides what becomes of a packet; an empty list means that it is lost. */
export function arrivalsOf(packet: Uint8Array, faults: Faults, random: SeededRandom): readonly Arrival[] {
  const happens = (probability = 0): boolean => probability > 0 && random.fraction() < probability;
  if (happens(faults.loss)) return [];
  const copies = happens(faults.duplicate) ? 2 : 1;
  const [least, most] = faults.delayMs ?? [0, 0];
  return Array.from({ length: copies }, () => {
    const delay = least + random.fraction() * (most - least);
    const held = happens(faults.reorder) ? random.fraction() * (faults.reorderMs ?? 50) : 0;
    return {
      afterMs: delay + held,
      packet: happens(faults.corrupt) ? turnBit(packet, random) : packet.slice(),
    };
  });
}

/** Wraps a transport so that what it sends suffers the faults on the way. */
export function faultyTransport(
  inner: Transport,
  clock: Clock,
  random: SeededRandom,
  faults: Faults,
): Transport {
  return {
    send(packet, next) {
      for (const arrival of arrivalsOf(packet, faults, random)) {
        if (arrival.afterMs === 0) inner.send(arrival.packet, next);
        else clock.schedule(arrival.afterMs, () => inner.send(arrival.packet, next));
      }
    },
    onPacket: (receiver) => inner.onPacket(receiver),
    close: () => inner.close(),
  };
}

function turnBit(packet: Uint8Array, random: SeededRandom): Uint8Array {
  const copy = packet.slice();
  const bit = random.below(copy.length * 8);
  if (copy.length > 0) copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
