/** Part of a stream in memory, by positions in the stream: what waits to be acknowledged, or what came too early. */

/** Octets between a lowest position that moves up and whatever was written above it. */
export interface OctetRing {
  /** Copies octets to a position at or above the lowest. @throws RangeError below it. */
  write(at: number, octets: Uint8Array): void;
  /** Octets that were written, as a copy that the caller owns. */
  read(at: number, length: number): Uint8Array;
  /** Lets go of what is below a position. */
  dropBelow(at: number): void;
  /** Octets of memory that it takes. */
  capacity(): number;
}

/** What a ring keeps when it is empty, so that a trickle does not allocate for each octet. */
const keptWhenEmpty = 4_096;

/** Makes an empty ring whose lowest position is 0. It grows to at most twice the span that is written. */
export function octetRing(): OctetRing {
  let store = new Uint8Array(0);
  let low = 0;
  let high = 0;

  const grow = (span: number): void => {
    let capacity = Math.max(1_024, store.length);
    while (capacity < span) capacity *= 2;
    if (capacity === store.length) return;
    const kept = read(low, high - low);
    store = new Uint8Array(capacity);
    put(low, kept);
  };
  const put = (at: number, octets: Uint8Array): void => {
    if (octets.length === 0) return;
    const start = at % store.length;
    const first = Math.min(octets.length, store.length - start);
    store.set(octets.subarray(0, first), start);
    store.set(octets.subarray(first), 0);
  };
  const read = (at: number, length: number): Uint8Array => {
    const octets = new Uint8Array(length);
    if (length === 0) return octets;
    const start = at % store.length;
    const first = Math.min(length, store.length - start);
    octets.set(store.subarray(start, start + first));
    octets.set(store.subarray(0, length - first), first);
    return octets;
  };

  return {
    write(at, octets) {
      if (at < low) throw new RangeError(`position ${at} is below ${low}, which is the lowest`);
      grow(Math.max(high, at + octets.length) - low);
      put(at, octets);
      high = Math.max(high, at + octets.length);
    },
    read,
    dropBelow(at) {
      low = Math.max(low, at);
      if (low < high) return;
      high = low;
      if (store.length > keptWhenEmpty) store = new Uint8Array(0);
    },
    capacity: () => store.length,
  };
}
