/**
 * Routes for identifiers of all types: exact match, and a default for each type (chapter 03).
 * Open addressing in one array of 32-octet buckets, so that a look-up among 100 000 routes touches one cache line.
 */
import { xidSizes } from '../../spec/registry/identifiers.ts';
import { encodeXid, type Xid } from './xid.ts';

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

// Constants of this module are folded into the compiled code, imported ones are not: hence the short names here.
const { imul } = Math;
const ID_IN_XID = xidSizes.type;
const BUCKET_SHIFT = 3;
const BUCKET_WORDS = 1 << BUCKET_SHIFT;
// Five words of a bucket hold the id; the others stand behind. All begin with their least octet, as packets are read.
const TYPE_WORD = 5;
const ACTION_WORD = 6;
const NEXT_HOP_WORD = 7;
/** What is left of a shifted hash: the first word of a bucket, never negative, which spares the compiler checks. */
const FIRST_WORDS = 0x7ffffff8;
const SMALLEST = 16;
const DIRECT_TYPES = 256;
/** Stands in the table of defaults for a type without routes, or one that is switched off. */
const FALLBACK = routeAction.fallback;
/** Routes, and what a look-up among them gives. */
export class RouteTable {
  #buckets = new Int32Array(SMALLEST * BUCKET_WORDS);
  /** So far a hash is shifted down for its upper bits to tell the bucket. */
  #shift = Math.clz32(SMALLEST * BUCKET_WORDS - 1);
  #size = 0;
  #hit = -1;
  readonly #nextHops: (Xid | undefined)[] = [undefined];
  readonly #types = new Map<number, TypeRoutes>();
  /** How many types are switched off. */
  #disabled = 0;
  /** What a look-up gives for types below 256 when no route is found. */
  readonly #defaults: number[] = Array.from({ length: DIRECT_TYPES }, () => FALLBACK);

  /** How many routes there are, defaults not counted. */
  get size(): number {
    return this.#size;
  }

  /** The next hop of the route that the last look-up found, when it has one. */
  get nextHop(): Xid | undefined {
    return this.#hit < 0 ? undefined : this.#nextHops[this.#buckets[this.#hit | NEXT_HOP_WORD]!];
  }

  /** What is known of a type; undefined when the type is unknown here. */
  typeRoutes(type: number): Readonly<TypeRoutes> | undefined {
    return this.#types.get(type);
  }

  /** Makes a type known and sets its default, and whether it is switched on. */
  setType(type: number, change: Partial<TypeRoutes>): void {
    const routes = { defaultAction: FALLBACK as number, enabled: true, ...this.#types.get(type), ...change };
    this.#types.set(type, routes);
    this.#disabled = [...this.#types.values()].filter(({ enabled }) => !enabled).length;
    if (type < DIRECT_TYPES) this.#defaults[type] = this.#defaultOf(type);
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
    if (2 * (this.#size + 1) * BUCKET_WORDS > this.#buckets.length) this.#grow();
    const octets = viewOf(encodeXid(xid));
    const found = this.#find(octets, 0);
    const bucket = found < 0 ? ~found : found;
    const buckets = this.#buckets;
    if (found < 0) {
      buckets[bucket | TYPE_WORD] = octets.getInt32(0, true);
      for (let word = 0; word < TYPE_WORD; word += 1)
        buckets[bucket | word] = octets.getInt32(ID_IN_XID + 4 * word, true);
      this.#size += 1;
    }
    buckets[bucket | ACTION_WORD] = action;
    buckets[bucket | NEXT_HOP_WORD] = nextHop === undefined ? 0 : this.#nextHops.push(nextHop) - 1;
  }

  /** Removes the route of an identifier; tells whether there was one. */
  delete(xid: Xid): boolean {
    const buckets = this.#buckets;
    let hole = this.#find(viewOf(encodeXid(xid)), 0);
    if (hole < 0) return false;
    this.#nextHops[buckets[hole | NEXT_HOP_WORD]!] = undefined;
    this.#size -= 1;
    this.#hit = -1;
    const wrap = buckets.length - 1;
    // Later members of the same run move up, or a look-up would stop at the hole before it finds them.
    for (let at = after(hole, wrap); buckets[at | TYPE_WORD] !== 0; at = after(at, wrap)) {
      const home = homeOf(buckets, at, this.#shift);
      if (((at - home) & wrap) < ((at - hole) & wrap)) continue;
      buckets.copyWithin(hole, at, at + BUCKET_WORDS);
      hole = at;
    }
    buckets.fill(0, hole, hole + BUCKET_WORDS);
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
    const bucket = this.#find(octets, at);
    this.#hit = bucket;
    if (bucket < 0) {
      const type = octets.getUint32(at);
      return type < DIRECT_TYPES ? this.#defaults[type]! : this.#defaultOf(type);
    }
    if (this.#disabled > 0 && this.#isDisabled(octets.getUint32(at))) return FALLBACK;
    return this.#buckets[bucket | ACTION_WORD]!;
  }

  #defaultOf(type: number): number {
    const routes = this.#types.get(type);
    return routes?.enabled === true ? routes.defaultAction : FALLBACK;
  }

  #isDisabled(type: number): boolean {
    return this.#types.get(type)?.enabled === false;
  }

  /** The bucket of the identifier at `at`; when there is none, the complement of the free one where it would stand. */
  #find(octets: DataView, at: number): number {
    const type = octets.getInt32(at, true);
    const a = octets.getInt32(at + 4, true);
    const b = octets.getInt32(at + 8, true);
    const c = octets.getInt32(at + 12, true);
    const d = octets.getInt32(at + 16, true);
    const e = octets.getInt32(at + 20, true);
    const k = this.#buckets;
    let bucket = (hash(a, b, c, d, e) >>> this.#shift) & FIRST_WORDS;
    for (;;) {
      const stored = k[bucket | TYPE_WORD]!;
      if (stored === 0) return ~bucket;
      if (
        stored === type &&
        k[bucket] === a &&
        k[bucket | 1] === b &&
        k[bucket | 2] === c &&
        k[bucket | 3] === d &&
        k[bucket | 4] === e
      )
        return bucket;
      bucket = (bucket + BUCKET_WORDS) & (k.length - 1);
    }
  }

  #grow(): void {
    const old = this.#buckets;
    const grown = new Int32Array(2 * old.length);
    const wrap = grown.length - 1;
    this.#buckets = grown;
    this.#shift -= 1;
    this.#hit = -1;
    for (let at = 0; at < old.length; at += BUCKET_WORDS) {
      if (old[at | TYPE_WORD] === 0) continue;
      let to = homeOf(old, at, this.#shift);
      while (grown[to | TYPE_WORD] !== 0) to = after(to, wrap);
      grown.set(old.subarray(at, at + BUCKET_WORDS), to);
    }
  }
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}

function after(bucket: number, wrap: number): number {
  return (bucket + BUCKET_WORDS) & wrap;
}

/** Where the member of a bucket would stand if no other stood there. */
function homeOf(k: Int32Array, at: number, shift: number): number {
  return (hash(k[at]!, k[at | 1]!, k[at | 2]!, k[at | 3]!, k[at | 4]!) >>> shift) & FIRST_WORDS;
}

/**
 * Mixes the five words of an id, each times an odd number without a pattern. The upper bits of a product depend on all
 * bits of the word, and they choose the bucket: ids that people choose by hand may differ in any octets.
 */
function hash(a: number, b: number, c: number, d: number, e: number): number {
  const sum = imul(a, 0x9e3779b1) + imul(b, 0x85ebca6b) + imul(c, 0xc2b2ae35);
  return (sum + imul(d, 0x27d4eb2f) + imul(e, 0x165667b1)) | 0;
}
