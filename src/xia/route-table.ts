/**
 * Routes for identifiers of all types: exact match, and a default for each type (chapter 03).
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

/** What is known of a type of identifier. */
export interface TypeRoutes {
  /** What happens to identifiers of the type without a route: a port or a {@link routeAction}. */
  defaultAction: number;
  /** Switched off, all identifiers of the type have fallback. */
  enabled: boolean;
}

const BUCKET_SHIFT = 3;
const bucketWords = 1 << BUCKET_SHIFT;
const typeWord = 5;
const actionWord = 6;
const nextHopWord = 7;
const smallest = 16;
const directTypes = 256;
/** Stands in the table of defaults for a type without routes, or one that is switched off. */
const FALLBACK = routeAction.fallback;
const ID_IN_XID = xidSizes.type;
/** Odd numbers without a pattern, as signed words. */
const MIX_A = 0x9e3779b1 | 0;
const MIX_B = 0x85ebca6b | 0;

/** Routes, and what a look-up among them gives. */
export class RouteTable {
  #buckets = new Int32Array(smallest * bucketWords);
  #mask = smallest - 1;
  #size = 0;
  #hit = -1;
  readonly #nextHops: (Xid | undefined)[] = [undefined];
  readonly #types = new Map<number, TypeRoutes>();
  #anyDisabled = false;
  /** What a look-up gives for types below 256 when no route is found. */
  readonly #defaults = new Int32Array(directTypes).fill(FALLBACK);

  /** How many routes there are, defaults not counted. */
  get size(): number {
    return this.#size;
  }

  /** The next hop of the route that the last look-up found, when it has one. */
  get nextHop(): Xid | undefined {
    return this.#hit < 0 ? undefined : this.#nextHops[this.#buckets[this.#hit + nextHopWord]!];
  }

  /** What is known of a type; undefined when the type is unknown here. */
  typeRoutes(type: number): Readonly<TypeRoutes> | undefined {
    return this.#types.get(type);
  }

  /** Makes a type known and sets its default, and whether it is switched on. */
  setType(type: number, change: Partial<TypeRoutes>): void {
    const routes = { defaultAction: FALLBACK as number, enabled: true, ...this.#types.get(type), ...change };
    this.#types.set(type, routes);
    this.#anyDisabled = [...this.#types.values()].some(({ enabled }) => !enabled);
    if (type >= directTypes) return;
    this.#defaults[type] = this.#defaultOf(type);
  }

  /**
   * Adds or replaces the route of an identifier, and makes its type known.
   *
   * @throws RangeError when the type is 0, which is no type, or the id is not 20 octets.
   */
  set(xid: Xid, action: number, nextHop?: Xid): void {
    const { type, id } = xid;
    if (id.length !== xidSizes.id || type === 0)
      throw new RangeError('not an identifier that can have a route');
    if (!this.#types.has(type)) this.setType(type, {});
    if (2 * (this.#size + 1) > this.#mask + 1) this.#grow();
    const view = viewOf(id);
    const at = this.#find(view, 0, type | 0);
    const buckets = this.#buckets;
    if (buckets[at + typeWord] === 0) {
      for (let word = 0; word < typeWord; word += 1) buckets[at + word] = view.getInt32(4 * word);
      buckets[at + typeWord] = type;
      this.#size += 1;
    }
    buckets[at + actionWord] = action;
    buckets[at + nextHopWord] = nextHop === undefined ? 0 : this.#nextHops.push(nextHop) - 1;
  }

  /** Removes the route of an identifier; tells whether there was one. */
  delete({ type, id }: Xid): boolean {
    const buckets = this.#buckets;
    let hole = this.#find(viewOf(id), 0, type | 0);
    if (buckets[hole + typeWord] === 0) return false;
    this.#nextHops[buckets[hole + nextHopWord]!] = undefined;
    this.#size -= 1;
    this.#hit = -1;
    const wrap = buckets.length - 1;
    // Later members of the same run move up, or a look-up would stop at the hole before it finds them.
    for (let at = (hole + bucketWords) & wrap; buckets[at + typeWord] !== 0; at = (at + bucketWords) & wrap) {
      const home = (hashOf(buckets, at) & this.#mask) << BUCKET_SHIFT;
      if (((at - home) & wrap) < ((at - hole) & wrap)) continue;
      buckets.copyWithin(hole, at, at + bucketWords);
      hole = at;
    }
    buckets.fill(0, hole, hole + bucketWords);
    return true;
  }

  /**
   * Finds what to do with the identifier whose 24 octets stand at `at`: a port or a {@link routeAction}; fallback
   * also when its type is unknown or switched off.
   */
  lookup(octets: Uint8Array, at: number): number {
    return this.lookupView(viewOf(octets), at);
  }

  /** Does what {@link lookup} does, for a caller that has a view. */
  lookupView(octets: DataView, at: number): number {
    const type = octets.getInt32(at);
    const bucket = this.#find(octets, at + ID_IN_XID, type);
    this.#hit = bucket;
    if (this.#buckets[bucket + typeWord] === 0) {
      return type >= 0 && type < directTypes ? this.#defaults[type]! : this.#defaultOf(type >>> 0);
    }
    if (this.#anyDisabled && !this.#types.get(type >>> 0)!.enabled) return FALLBACK;
    return this.#buckets[bucket + actionWord]!;
  }

  #defaultOf(type: number): number {
    const routes = this.#types.get(type);
    return routes?.enabled === true ? routes.defaultAction : FALLBACK;
  }

  /** The bucket of the id at `at` with a type, or the free one where it would stand. */
  #find(octets: DataView, at: number, key: number): number {
    const a = octets.getInt32(at);
    const b = octets.getInt32(at + 4);
    const c = octets.getInt32(at + 8);
    const d = octets.getInt32(at + 12);
    const e = octets.getInt32(at + 16);
    const k = this.#buckets;
    let bucket = (hash(a, b, c, d, e) & this.#mask) << BUCKET_SHIFT;
    for (;;) {
      const stored = k[bucket + typeWord]!;
      if (stored === 0) return bucket;
      const sameEnds = k[bucket] === a && k[bucket + 4] === e && stored === key;
      if (sameEnds && k[bucket + 1] === b && k[bucket + 2] === c && k[bucket + 3] === d) return bucket;
      bucket = (bucket + bucketWords) & (k.length - 1);
    }
  }

  #grow(): void {
    const old = this.#buckets;
    const grown = new Int32Array(2 * old.length);
    this.#buckets = grown;
    this.#mask = 2 * (this.#mask + 1) - 1;
    this.#hit = -1;
    for (let at = 0; at < old.length; at += bucketWords) {
      if (old[at + typeWord] === 0) continue;
      let to = (hashOf(old, at) & this.#mask) << BUCKET_SHIFT;
      while (grown[to + typeWord] !== 0) to = (to + bucketWords) & (grown.length - 1);
      grown.set(old.subarray(at, at + bucketWords), to);
    }
  }
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}

function hashOf(words: Int32Array, at: number): number {
  return hash(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!, words[at + 4]!);
}

/** Mixes all five words of an id, cheaply: ids that people choose by hand differ in few of them. */
function hash(a: number, b: number, c: number, d: number, e: number): number {
  const h = Math.imul(a ^ (b >>> 3), MIX_A) + Math.imul(e ^ (d >>> 5), MIX_B) + c;
  const folded = h ^ (h >> 16);
  return folded ^ (folded >> 7);
}
