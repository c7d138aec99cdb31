/** Ranges of positions that were received beyond a gap; few, apart from each other, in ascending order. */

/** The positions from `start` up to, but without, `end`. */
export interface PositionRange {
  readonly start: number;
  readonly end: number;
}

/** A set of positions as ranges. */
export interface RangeList {
  /** Adds a range; false when it would be one range too many, and nothing was added then. */
  add(range: PositionRange): boolean;
  /** Takes out everything below a position that some range may reach over; the end of that range, or the position. */
  takeFrom(position: number): number;
  /** All of them. */
  all(): readonly PositionRange[];
}

/** Makes an empty list of at most so many ranges. */
export function rangeList(most: number): RangeList {
  let ranges: readonly PositionRange[] = [];
  return {
    add(range) {
      if (range.end <= range.start) return true;
      const below = ranges.filter(({ end }) => end < range.start);
      const above = ranges.filter(({ start }) => start > range.end);
      const touched = ranges.slice(below.length, ranges.length - above.length);
      if (touched.length === 0 && ranges.length >= most) return false;
      const start = Math.min(range.start, ...touched.map((one) => one.start));
      const end = Math.max(range.end, ...touched.map((one) => one.end));
      ranges = [...below, { start, end }, ...above];
      return true;
    },
    takeFrom(position) {
      const reached = ranges.filter(({ start }) => start <= position);
      if (reached.length === 0) return position;
      ranges = ranges.slice(reached.length);
      return Math.max(position, reached.at(-1)!.end);
    },
    all: () => ranges,
  };
}
