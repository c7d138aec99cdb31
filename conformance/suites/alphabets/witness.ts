/** What the suite of a witness gives to it: reads, and swaps on both sides of each of its rules. */
import { epoch, otherMigration } from '../../cast.ts';
import { type SwapParts, witnessRead, witnessSwap } from '../../octets/from-others.ts';
import { type Alphabet, journalFaults, restart, says, type Stimulus, wait } from '../stimulus.ts';

function swap(name: string, parts: SwapParts = {}): Stimulus {
  return says(name, () => witnessSwap(parts));
}

const onwards: SwapParts = { from: 'destination', owner: 'source', expected: epoch, exchange: 0x35000002 };

/** The alphabet of a witness. */
export const witness: Alphabet = {
  name: 'witness',
  about: 'The register of one machine: reads, swaps on both sides of each rule, and a journal that fails.',
  role: 'witness',
  needs: ['keep-journal', 'journal-faults'],
  stimuli: [
    says('read', () => witnessRead()),
    swap('first swap'),
    swap('first swap of a stranger', { from: 'stranger' }),
    swap('first swap with a forged ticket', { ticket: { signer: 'stranger' } }),
    swap('first swap below the ticket', { ticket: { epochFirst: epoch + 1 } }),
    swap('first swap to the last epoch of the ticket', { ticket: { epochLast: epoch } }),
    swap('first swap above the ticket', { ticket: { epochFirst: epoch - 1, epochLast: epoch - 1 } }),
    swap('first swap of two steps', { set: epoch + 1 }),
    swap('first swap with another digest', { digest: 'd2'.repeat(32) }),
    swap('first swap of another migration', { migration: otherMigration }),
    swap('next swap', onwards),
    swap('next swap of the former owner', { ...onwards, from: 'source' }),
    swap('next swap of no step', { ...onwards, set: epoch }),
    swap('next swap that expects a later epoch', { ...onwards, expected: epoch + 1 }),
    ...journalFaults,
    restart,
    wait,
  ],
};
