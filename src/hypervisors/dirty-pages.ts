/**
 * A model of the memory of a running machine: pages of real octets, of which a working set is written again and
 * again. Everything follows from the seed and from the time that passed.
 */
import { type SeededRandom, seededRandom } from '../core/seeded-random.ts';

/** How a machine uses its memory. */
export interface MemoryProfile {
  /** Octets; a multiple of the page size. */
  readonly memory: number;
  /** Octets of a page. */
  readonly pageSize: number;
  /** Pages written in a second while the machine runs. */
  readonly writeRate: number;
  /** The part of the pages that is written at all, from 0 to 1; the rest changes never. */
  readonly workingSet: number;
  /** The part of the pages that is zero at the start, from 0 to 1. */
  readonly zeroPages: number;
  readonly seed: number;
}

/** The memory of a machine. */
export interface DirtyMemory {
  readonly profile: MemoryProfile;
  /** Lets the machine run from `fromMs` to `untilMs`; writes are spread evenly. */
  run(fromMs: number, untilMs: number): void;
  /** The octets themselves; not to be changed. */
  readonly octets: Uint8Array;
  /** Pages written since the last call, in ascending order; all pages when `all` is asked for. */
  takeDirty(all: boolean): readonly number[];
  /** Pages written since the last `takeDirty`. */
  readonly dirtyCount: number;
}

/**
 * Makes the memory of a machine that has been up for a while.
 *
 * @param image memory that came from elsewhere; it is taken over and written into.
 */
export function dirtyMemory(profile: MemoryProfile, image?: Uint8Array): DirtyMemory {
  const pages = Math.max(1, Math.floor(profile.memory / profile.pageSize));
  const hot = Math.max(1, Math.floor(pages * profile.workingSet));
  const random = seededRandom(profile.seed);
  const octets = image ?? freshImage(profile, pages, random);
  const dirty = new Set<number>();
  let written = 0;
  return {
    profile,
    octets,
    run(fromMs, untilMs) {
      // Counted from time zero, so that many short runs write as much as one long one.
      const due = (ms: number): number => Math.floor((ms * profile.writeRate) / 1000);
      for (let n = due(untilMs) - due(fromMs); n > 0; n -= 1) {
        const page = random.below(hot);
        written += 1;
        writeWord(octets, page * profile.pageSize + (random.below(profile.pageSize) & ~3), written);
        dirty.add(page);
      }
    },
    takeDirty(all) {
      const taken = all ? Array.from({ length: pages }, (_, page) => page) : [...dirty].sort((a, b) => a - b);
      dirty.clear();
      return taken;
    },
    get dirtyCount() {
      return dirty.size;
    },
  };
}

function freshImage(profile: MemoryProfile, pages: number, random: SeededRandom): Uint8Array {
  const { pageSize, zeroPages } = profile;
  const octets = new Uint8Array(pages * pageSize);
  for (let page = 0; page < pages; page += 1) {
    if (random.fraction() >= zeroPages) octets.set(random.octets(pageSize), page * pageSize);
  }
  return octets;
}

function writeWord(octets: Uint8Array, at: number, value: number): void {
  for (let n = 0; n < 4 && at + n < octets.length; n += 1) octets[at + n] = value >>> (8 * n);
}
