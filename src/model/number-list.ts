/** A list of small numbers that grows, in a typed array. */

/** A growing list. */
export interface NumberList {
  readonly push: (value: number) => void;
  readonly at: (index: number) => number;
  readonly length: () => number;
}

/** Makes an empty list. */
export function numberList(): NumberList {
  let values = new Int32Array(1024);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const wider = new Int32Array(values.length * 2);
        wider.set(values);
        values = wider;
      }
      values[length] = value;
      length += 1;
    },
    at: (index) => values[index] as number,
    length: () => length,
  };
}
