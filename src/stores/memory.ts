/**
 * A store in memory that survives the restart of an endpoint but not of the process, with faults on demand:
 * a full disk, a torn write, an unreadable file, and an append that hangs.
 */
import type { Store, StoreFailure } from '../ports/store.ts';
import { StoreError } from './store-error.ts';

/**
 * What goes wrong with appends: `full` nothing is written; `torn` the first half is written, then it fails;
 * `held` it is written and reported only by `release`.
 */
export type MemoryStoreFault = 'full' | 'torn' | 'held';

/** A store whose faults are set by hand. */
export interface MemoryStore extends Store {
  /** What goes wrong from now on; undefined for nothing. Releases what was held. */
  setFault(fault: MemoryStoreFault | undefined): void;
  /** Whether `read` fails. */
  setUnreadable(unreadable: boolean): void;
  /** What a store would hold after a crash now; a copy. */
  image(): Uint8Array;
  /** Called after every successful append, before it is reported: the point where a crash is interesting. */
  onAppended?: (appends: number) => void;
}

/** Makes a store; the octets are what it holds at the start. */
export function memoryStore(initial: Uint8Array = new Uint8Array(0)): MemoryStore {
  /** Has room to spare, so that many appends do not copy everything each time. */
  let room: Uint8Array = initial.slice();
  let held: Uint8Array = room;
  let fault: MemoryStoreFault | undefined;
  let unreadable = false;
  let closed = false;
  let appends = 0;
  let waiting: (() => void) | undefined;

  const keep = (octets: Uint8Array): void => {
    const { length } = held;
    if (length + octets.length > room.length) {
      room = new Uint8Array(2 * (length + octets.length));
      room.set(held);
    }
    room.set(octets, length);
    held = room.subarray(0, length + octets.length);
  };
  const release = (): void => {
    const report = waiting;
    waiting = undefined;
    report?.();
  };
  const store: MemoryStore = {
    read() {
      if (unreadable) throw new StoreError('STORE_UNREADABLE', 'the store in memory was made unreadable');
      return held.slice();
    },
    append(octets, done: (failure?: StoreFailure) => void) {
      if (closed) {
        done(new StoreError('STORE_CLOSED', 'the store is closed; open it anew'));
        return;
      }
      if (fault === 'full' || fault === 'torn') {
        if (fault === 'torn') keep(octets.subarray(0, octets.length >> 1));
        const code = fault === 'full' ? 'STORE_FULL' : 'STORE_WRITE';
        done(new StoreError(code, 'the store in memory was made to fail; clear its fault'));
        return;
      }
      const report = (): void => {
        keep(octets);
        appends += 1;
        store.onAppended?.(appends);
        if (!closed) done();
      };
      if (fault === 'held') waiting = report;
      else report();
    },
    truncate(length) {
      held = room.subarray(0, length);
    },
    close() {
      closed = true;
    },
    setFault(next) {
      fault = next;
      if (fault !== 'held') release();
    },
    setUnreadable(next) {
      unreadable = next;
    },
    image: () => held.slice(),
  };
  return store;
}
