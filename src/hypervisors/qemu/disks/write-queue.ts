/**
 * The writes to one disk that wait to be carried, in the order of their arrival. What only says again that a place
 * is zero, which has been zero since the start, is left out.
 */
import { isZero, zeroes } from './zeroes.ts';

/** Octets for a place of a disk. */
export interface DiskWrite {
  /** Octets from the start of the disk. */
  readonly offset: number;
  /** Not to be changed by anybody. */
  readonly octets: Uint8Array;
}

/** Writes that wait. */
export interface WriteQueue {
  /** Octets that {@link WriteQueue.take} would give, all together. */
  readonly waiting: number;
  /** Adds a write; the octets are the queue's from now on. */
  write(offset: number, octets: Uint8Array): void;
  /** Adds zeroes, however many. */
  zero(offset: number, length: number): void;
  /** Takes writes out, oldest first: not more octets than asked for, each write as long as `longest` at most. */
  take(maxOctets: number, longest: number): DiskWrite[];
  /** Forgets everything that waits. */
  clear(): void;
}

/** A write, or zeroes that nobody has made yet. */
interface Entry {
  readonly offset: number;
  readonly length: number;
  readonly octets?: Uint8Array;
}

/** Octets a block: the unit in which it is remembered where the disk may be other than zero. */
const blockSize = 65_536;

/**
 * Makes a queue for a disk of which the receiver has a copy that reads as zeroes.
 *
 * What makes leaving out right: once the receiver has everything that was taken and everything that waits, each block
 * that is not marked reads as zeroes there. It holds at the start. Octets other than zero mark their block; zeroes for
 * a block that is not marked change nothing there and need not be carried; only zeroes for a whole block take its
 * mark away, and these are carried.
 *
 * @param size octets of the disk; no write reaches beyond.
 */
export function writeQueue(size: number): WriteQueue {
  const entries: Entry[] = [];
  const marked = blockMarks(Math.ceil(size / blockSize));
  let head = 0;
  let waiting = 0;

  const add = (entry: Entry): void => {
    if (entry.length === 0) return;
    entries.push(entry);
    waiting += entry.length;
  };
  return {
    get waiting() {
      return waiting;
    },
    write(offset, octets) {
      let start = 0;
      const addUntil = (end: number): void => {
        add({ offset: offset + start, length: end - start, octets: octets.subarray(start, end) });
      };
      for (const { block, from, until } of blocksOf(offset, octets.length)) {
        const [first, last] = [from - offset, until - offset];
        if (isZero(octets.subarray(first, last))) {
          addUntil(first);
          this.zero(from, until - from);
          start = last;
        } else {
          marked.set(block, true);
        }
      }
      addUntil(octets.length);
    },
    zero(offset, length) {
      let run: { from: number; until: number } | undefined;
      const addRun = (): void => {
        if (run !== undefined) add({ offset: run.from, length: run.until - run.from });
        run = undefined;
      };
      for (const { block, from, until } of blocksOf(offset, length)) {
        if (!marked.has(block)) continue;
        if (until - from === blockSize) marked.set(block, false);
        if (run?.until !== from) addRun();
        run = { from: run?.from ?? from, until };
      }
      addRun();
    },
    take(maxOctets, longest) {
      const taken: DiskWrite[] = [];
      let left = maxOctets;
      while (left > 0) {
        const entry = entries[head];
        if (entry === undefined) break;
        const length = Math.min(entry.length, left, longest, zeroes.length);
        taken.push({ offset: entry.offset, octets: (entry.octets ?? zeroes).subarray(0, length) });
        left -= length;
        waiting -= length;
        if (length === entry.length) head += 1;
        else entries[head] = rest(entry, length);
      }
      entries.splice(0, head);
      head = 0;
      return taken;
    },
    clear() {
      entries.length = 0;
      waiting = 0;
    },
  };
}

/** What is left of an entry when its first octets are gone. */
function rest(entry: Entry, length: number): Entry {
  const left = { offset: entry.offset + length, length: entry.length - length };
  return entry.octets === undefined ? left : { ...left, octets: entry.octets.subarray(length) };
}

/** The blocks that a range touches, and which part of it lies in each. */
function* blocksOf(
  offset: number,
  length: number,
): Generator<{ block: number; from: number; until: number }> {
  const end = offset + length;
  for (let from = offset; from < end;) {
    const block = Math.floor(from / blockSize);
    const until = Math.min(end, (block + 1) * blockSize);
    yield { block, from, until };
    from = until;
  }
}

/** One bit a block. */
function blockMarks(blocks: number): { has(block: number): boolean; set(block: number, on: boolean): void } {
  const bits = new Uint8Array(Math.ceil(blocks / 8));
  return {
    has: (block) => ((bits[block >> 3] ?? 0) & (1 << (block & 7))) !== 0,
    set(block, on) {
      const bit = 1 << (block & 7);
      const others = (bits[block >> 3] ?? 0) & ~bit;
      bits[block >> 3] = on ? others | bit : others;
    },
  };
}
