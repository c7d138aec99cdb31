/**
 * Time that moves only when told to. Entries run in the order of their deadlines, entries of one deadline in the
 * order of arming, and `now` is each entry's deadline while it runs.
 */
import type { Clock, ClockEntry } from '../ports/clock.ts';

interface Entry extends ClockEntry {
  readonly deadline: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/** A clock whose hands are moved by hand. */
export interface VirtualClock extends Clock {
  /** Moves time on by so many milliseconds, running what falls due, also what is armed meanwhile. */
  advance(ms: number): void;
  /** The deadline of the next entry, or undefined when nothing waits. */
  nextDeadline(): number | undefined;
  /**
   * Moves from deadline to deadline until `condition` holds.
   *
   * @returns false when nothing waits any more, or time would pass `untilMs`, before it holds.
   */
  runUntil(condition: () => boolean, untilMs?: number): boolean;
}

/** Makes a clock at 0 ms; `wallStart` is the time of day then, in seconds since 1970. */
export function virtualClock(wallStart = 1_800_000_000): VirtualClock {
  const heap: Entry[] = [];
  let now = 0;
  let armed = 0;

  const runNext = (): void => {
    const entry = pop(heap);
    if (entry?.callback === undefined) return;
    const { callback } = entry;
    entry.callback = undefined;
    now = Math.max(now, entry.deadline);
    callback();
  };
  const nextDeadline = (): number | undefined => {
    while (heap.length > 0 && heap[0]!.callback === undefined) pop(heap);
    return heap[0]?.deadline;
  };

  return {
    now: () => now,
    wallSeconds: () => wallStart + Math.floor(now / 1000),
    schedule(delayMs, callback) {
      if (!(delayMs >= 0)) throw new RangeError(`a delay is not negative: ${delayMs}`);
      armed += 1;
      const entry: Entry = {
        deadline: now + delayMs,
        order: armed,
        callback,
        cancel() {
          entry.callback = undefined;
        },
      };
      push(heap, entry);
      return entry;
    },
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`time does not go back: ${ms}`);
      const end = now + ms;
      for (let next = nextDeadline(); next !== undefined && next <= end; next = nextDeadline()) runNext();
      now = end;
    },
    nextDeadline,
    runUntil(condition, untilMs = Number.POSITIVE_INFINITY) {
      while (!condition()) {
        const next = nextDeadline();
        if (next === undefined || next > untilMs) return false;
        runNext();
      }
      return true;
    },
  };
}

function before(a: Entry, b: Entry): boolean {
  return a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(entry, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return first;
}
