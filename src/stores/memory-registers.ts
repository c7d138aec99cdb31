/** Shared registers in memory, for tests and the simulator: any number of witnesses of one process may hold them. */
import type { Registers } from '../ports/registers.ts';
import { StoreError } from './store-error.ts';

/** What goes wrong: `silent` nothing is done; `lost` a swap is done and reported as failed. */
export type MemoryRegistersFault = 'silent' | 'lost';

/** Registers whose faults are set by hand. */
export interface MemoryRegisters extends Registers {
  /** What goes wrong from now on; undefined for nothing. */
  setFault(fault: MemoryRegistersFault | undefined): void;
}

/** Makes registers that hold nothing. */
export function memoryRegisters(): MemoryRegisters {
  const held = new Map<string, { readonly octets: Uint8Array; readonly version: string }>();
  let fault: MemoryRegistersFault | undefined;
  let swaps = 0;
  const failure = (): StoreError =>
    new StoreError('STORE_UNREACHABLE', 'the registers in memory were made to fail; clear their fault');
  return {
    read(key, done) {
      if (fault === 'silent') return done(failure());
      const found = held.get(key);
      done({ octets: found?.octets.slice(), version: found?.version ?? '' });
    },
    swap(key, version, octets, done) {
      if (fault === 'silent') return done({ is: 'failed', failure: failure() });
      if ((held.get(key)?.version ?? '') !== version) return done({ is: 'conflict' });
      swaps += 1;
      held.set(key, { octets: octets.slice(), version: String(swaps) });
      done(fault === 'lost' ? { is: 'failed', failure: failure() } : { is: 'swapped' });
    },
    close() {
      held.clear();
    },
    setFault(next) {
      fault = next;
    },
  };
}
