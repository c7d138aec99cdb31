/** The worlds that were seen, as rows of small numbers in one block of memory, with an open hash table over them. */

/** A set of rows of numbers; a row is known by its index, in the order in which it was added. */
export interface WorldStore {
  /** The index of a row, or -1 - index when it was added just now. */
  readonly add: (row: Int32Array) => number;
  /** Copies a row out. */
  readonly read: (index: number, row: Int32Array) => void;
  /** One number of a row. */
  readonly at: (index: number, column: number) => number;
  readonly size: () => number;
}

/** Makes a store of rows of a width. */
export function worldStore(width: number): WorldStore {
  let rows = new Int32Array(width * 1024);
  let table = new Int32Array(4096).fill(-1);
  let size = 0;

  const place = (row: Int32Array, start: number): number => {
    const mask = table.length - 1;
    let slot = hashOf(row, start, width) & mask;
    for (;;) {
      const index = table[slot] as number;
      if (index < 0 || isEqual(rows, index * width, row, start, width)) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const grow = (): void => {
    table = new Int32Array(table.length * 2).fill(-1);
    for (let index = 0; index < size; index += 1) table[place(rows, index * width)] = index;
  };
  return {
    add(row) {
      if (size * 2 >= table.length) grow();
      const slot = place(row, 0);
      const known = table[slot] as number;
      if (known >= 0) return known;
      if ((size + 1) * width > rows.length) {
        const wider = new Int32Array(rows.length * 2);
        wider.set(rows);
        rows = wider;
      }
      rows.set(row, size * width);
      table[slot] = size;
      size += 1;
      return -size;
    },
    read(index, row) {
      for (let column = 0; column < width; column += 1) row[column] = rows[index * width + column] as number;
    },
    at: (index, column) => rows[index * width + column] as number,
    size: () => size,
  };
}

function hashOf(row: Int32Array, start: number, width: number): number {
  let hash = 0x811c9dc5;
  for (let column = 0; column < width; column += 1) {
    hash = Math.imul(hash ^ (row[start + column] as number), 0x01000193);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function isEqual(
  left: Int32Array,
  leftStart: number,
  right: Int32Array,
  rightStart: number,
  width: number,
): boolean {
  for (let column = 0; column < width; column += 1) {
    if (left[leftStart + column] !== right[rightStart + column]) return false;
  }
  return true;
}
