/**
 * Routes of one type of identifier: exact match over 20 octets, and a default (chapter 03).
 * Open addressing in one array of 32-octet buckets, so that a look-up among 100 000 routes touches one cache line.
 */
import { xidSizes } from '../../spec/registry/identifiers.ts';
import type { Xid } from './xid.ts';

/** What a route can say besides a port, which is a number from 0 on. */
export const routeAction = {
  discard: -1,
  local: -2,
  dhcp: -3,
  broadcast: -4,
  redirect: -5,
  unreachable: -6,
  /** Try the next edge. */
  fallback: -7,
} as const;

/** What {@link RouteTable.lookup} gives when there is neither a route nor a default. */
export const noRoute = -100;

const keyWords = xidSizes.id / 4;
const bucketWords = 8;
const actionWord = keyWords;
const nextHopWord = keyWords + 1;
const stateWord = keyWords + 2;
const smallest = 16;

/** Routes of one type of identifier. */
export class RouteTable {
  /** What happens to identifiers without a route: a port, a {@link routeAction}, or {@link noRoute}. */
  defaultAction: number = noRoute;
  /** A disabled table sends every identifier to the next edge. */
  enabled = true;
  #buckets = new Int32Array(smallest * bucketWords);
  #mask = smallest - 1;
  #size = 0;
  #nextHops: Xid[] = [];
  #hit = -1;

  /** How many routes there are, the default not counted. */
  get size(): number {
    return this.#size;
  }

  /** The next hop of the route found last, when it has one. */
  get nextHop(): Xid | undefined {
    const index = this.#hit < 0 ? 0 : this.#buckets[this.#hit + nextHopWord]!;
    return index === 0 ? undefined : this.#nextHops[index - 1];
  }

  /** Adds or replaces the route of an identifier. */
  set(id: Uint8Array, action: number, nextHop?: Xid): void {
    if (id.length !== xidSizes.id) throw new RangeError('an id has 20 octets');
    if (2 * (this.#size + 1) > this.#mask + 1) this.#grow();
    const at = this.#find(id, 0);
    const buckets = this.#buckets;
    if (buckets[at + stateWord] === 0) {
      for (let word = 0; word < keyWords; word += 1) buckets[at + word] = wordAt(id, 4 * word);
      buckets[at + stateWord] = 1;
      this.#size += 1;
    }
    buckets[at + actionWord] = action;
    buckets[at + nextHopWord] = nextHop === undefined ? 0 : this.#nextHops.push(nextHop);
  }

  /** Removes the route of an identifier; tells whether there was one. */
  delete(id: Uint8Array): boolean {
    const buckets = this.#buckets;
    let hole = this.#find(id, 0);
    if (buckets[hole + stateWord] === 0) return false;
    this.#size -= 1;
    this.#hit = -1;
    // Later members of the same run move up, or a look-up would stop at the hole before it finds them.
    for (let at = this.#after(hole); buckets[at + stateWord] !== 0; at = this.#after(at)) {
      const home = this.#homeOf(at);
      const distanceToHole = (at - hole) & (buckets.length - 1);
      const distanceToHome = (at - home) & (buckets.length - 1);
      if (distanceToHome < distanceToHole) continue;
      buckets.copyWithin(hole, at, at + bucketWords);
      hole = at;
    }
    buckets.fill(0, hole, hole + bucketWords);
    return true;
  }

  /** Finds what to do with the 20 octets at `offset`: a port, a {@link routeAction}, or {@link noRoute}. */
  lookup(octets: Uint8Array, offset: number): number {
    const at = this.#find(octets, offset);
    if (this.#buckets[at + stateWord] === 0) {
      this.#hit = -1;
      return this.defaultAction;
    }
    this.#hit = at;
    return this.#buckets[at + actionWord]!;
  }

  #find(octets: Uint8Array, offset: number): number {
    const a = wordAt(octets, offset);
    const b = wordAt(octets, offset + 4);
    const c = wordAt(octets, offset + 8);
    const d = wordAt(octets, offset + 12);
    const e = wordAt(octets, offset + 16);
    const buckets = this.#buckets;
    let at = (hash(a, b, c, d, e) & this.#mask) * bucketWords;
    while (
      buckets[at + stateWord] !== 0 &&
      (buckets[at] !== a ||
        buckets[at + 1] !== b ||
        buckets[at + 2] !== c ||
        buckets[at + 3] !== d ||
        buckets[at + 4] !== e)
    ) {
      at = this.#after(at);
    }
    return at;
  }

  #after(at: number): number {
    return (at + bucketWords) & (this.#buckets.length - 1);
  }

  #homeOf(at: number): number {
    const k = this.#buckets;
    return (hash(k[at]!, k[at + 1]!, k[at + 2]!, k[at + 3]!, k[at + 4]!) & this.#mask) * bucketWords;
  }

  #grow(): void {
    const old = this.#buckets;
    this.#buckets = new Int32Array(2 * old.length);
    this.#mask = 2 * (this.#mask + 1) - 1;
    this.#hit = -1;
    for (let at = 0; at < old.length; at += bucketWords) {
      if (old[at + stateWord] === 0) continue;
      let to =
        (hash(old[at]!, old[at + 1]!, old[at + 2]!, old[at + 3]!, old[at + 4]!) & this.#mask) * bucketWords;
      while (this.#buckets[to + stateWord] !== 0) to = this.#after(to);
      this.#buckets.set(old.subarray(at, at + bucketWords), to);
    }
  }
}

function wordAt(octets: Uint8Array, at: number): number {
  return (octets[at]! << 24) | (octets[at + 1]! << 16) | (octets[at + 2]! << 8) | octets[at + 3]!;
}

/** Mixes all five words: ids that people choose by hand differ in few of them. */
function hash(a: number, b: number, c: number, d: number, e: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h ^= Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f) ^ Math.imul(e, 0x165667b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
