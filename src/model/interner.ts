/** Small numbers for values: equal values get the same number, so that worlds are tuples of numbers. */

/** Numbers from 0 upwards for values of one kind. */
export interface Interner<T> {
  /** The number of a value; a new one when no equal value was seen. The value must not be changed afterwards. */
  readonly idOf: (value: T) => number;
  /** The value of a number. @throws RangeError for a number that was never given out. */
  readonly valueOf: (id: number) => T;
  /** How many values were seen. */
  readonly size: () => number;
}

/**
 * Makes an interner.
 *
 * @param keyOf what makes two values equal; JSON, which distinguishes the order of the fields, when absent.
 */
export function interner<T>(keyOf: (value: T) => string = JSON.stringify): Interner<T> {
  const ids = new Map<string, number>();
  const values: T[] = [];
  return {
    idOf(value) {
      const key = keyOf(value);
      const known = ids.get(key);
      if (known !== undefined) return known;
      ids.set(key, values.length);
      values.push(value);
      return values.length - 1;
    },
    valueOf(id) {
      if (id < 0 || id >= values.length) throw new RangeError(`no value has number ${id}`);
      return values[id] as T;
    },
    size: () => values.length,
  };
}

/** Remembers the results of a function of two small numbers. */
export function remembered<R>(
  compute: (first: number, second: number) => R,
): (first: number, second: number) => R {
  const rows: Map<number, R>[] = [];
  return (first, second) => {
    const row = (rows[first] ??= new Map<number, R>());
    const known = row.get(second);
    if (known !== undefined) return known;
    const result = compute(first, second);
    row.set(second, result);
    return result;
  };
}
