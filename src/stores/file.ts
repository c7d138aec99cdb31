/**
 * A store in a file. Appends are written and flushed to the medium before they are reported: a host writes a
 * dozen records in a migration, so waiting for the medium is cheaper than any cleverness about it.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Store } from '../ports/store.ts';
import { StoreError } from './store-error.ts';

/** The calls of the operating system that a store makes; replaced by tests that let them fail. */
export interface FileCalls {
  write(descriptor: number, octets: Uint8Array, position: number): number;
  sync(descriptor: number): void;
  truncate(descriptor: number, length: number): void;
}

const systemCalls: FileCalls = {
  write: (descriptor, octets, position) => writeSync(descriptor, octets, 0, octets.length, position),
  sync: fsyncSync,
  truncate: ftruncateSync,
};

/**
 * Opens a store in a file, which is created when it is not there.
 *
 * @throws StoreError (`STORE_UNREADABLE`) when the file cannot be opened for reading and writing.
 */
export function fileStore(path: string, calls: FileCalls = systemCalls): Store {
  const fresh = !existsSync(path);
  const descriptor = open(path);
  if (fresh) syncFolder(dirname(path));
  let closed = false;

  const failure = (error: unknown): StoreError => {
    const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
    return full
      ? new StoreError('STORE_FULL', `no space left for ${path}; free some, then start again`, error)
      : new StoreError('STORE_WRITE', `cannot write ${path}; check the disk, then start again`, error);
  };
  return {
    read() {
      try {
        return readAll(descriptor);
      } catch (error) {
        throw new StoreError('STORE_UNREADABLE', `cannot read ${path}; check the disk and the rights`, error);
      }
    },
    append(octets, done) {
      if (closed) {
        done(new StoreError('STORE_CLOSED', `${path} is closed; open it anew`));
        return;
      }
      let outcome: StoreError | undefined;
      try {
        let position = fstatSync(descriptor).size;
        for (let rest = octets; rest.length > 0;) {
          const written = calls.write(descriptor, rest, position);
          position += written;
          rest = rest.subarray(written);
        }
        calls.sync(descriptor);
      } catch (error) {
        outcome = failure(error);
      }
      // Outside the try block, so that what the receiver throws is not taken for a failed write.
      done(outcome);
    },
    truncate(length) {
      try {
        calls.truncate(descriptor, length);
        calls.sync(descriptor);
      } catch (error) {
        throw failure(error);
      }
    },
    close() {
      if (!closed) closeSync(descriptor);
      closed = true;
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, existsSync(path) ? 'r+' : 'wx+', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = code === 'ENOENT' ? 'create its folder first' : 'check the path and the rights';
    throw new StoreError('STORE_UNREADABLE', `cannot open the journal ${path}; ${advice}`, error);
  }
}

/** The entry of a new file in its folder has to survive a crash, too. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number): Uint8Array {
  const octets = new Uint8Array(fstatSync(descriptor).size);
  let position = 0;
  while (position < octets.length) {
    const count = readSync(descriptor, octets, position, octets.length - position, position);
    if (count === 0) break;
    position += count;
  }
  return octets.subarray(0, position);
}
