/** What holds for every hypervisor, as a host sees it. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Chunk, Hypervisor, HypervisorResult, HypervisorTask } from '../ports/hypervisor.ts';

/** Two hypervisors; the machine of the laws runs on the first one under epoch 1. */
export interface HypervisorFixture {
  readonly source: Hypervisor;
  readonly destination: Hypervisor;
  /** Octets of the machine's memory. */
  readonly memory: number;
  /** Lets time pass so that the machine writes. */
  pass(ms: number): void;
  /** The state digest of chunks in the order in which they were copied; by default that of the memory that they make. */
  digestOf?(chunks: readonly Chunk[]): string;
}

/** The machine of the laws: the id of its HID. */
export const lawMachine = '0d'.repeat(20);

const migration = '77'.repeat(16);
const chunkSize = 4096;

/** Performs an operation and waits for its result. */
export function perform(on: Hypervisor, task: HypervisorTask, epoch = 2): Promise<HypervisorResult> {
  return new Promise((resolve) => on.perform({ ...task, machine: lawMachine, migration, epoch }, resolve));
}

/** Checks the laws on fresh fixtures. */
export function hypervisorLaws(name: string, setup: () => HypervisorFixture): void {
  const copyRound = (round: number): HypervisorTask => ({ operation: 'copyRound', round, chunkSize });
  const freeze = (round: number): HypervisorTask => ({ operation: 'freeze', round, chunkSize });
  const reserve = (memory: number): HypervisorTask => ({ operation: 'reserve', memory, disks: [] });

  describe(`${name} as a hypervisor`, () => {
    it('describes the machine it has, and no other', () => {
      const { source, memory } = setup();
      expect(source.describe(lawMachine)?.profile.memory).toBe(memory);
      expect(source.describe('00'.repeat(20))).toBeUndefined();
    });

    it('copies all memory in the first round and less in the next', async () => {
      const { source, memory, pass } = setup();
      const first = chunksOf(await perform(source, copyRound(1)));
      expect(lengthOf(first)).toBe(memory);
      pass(100);
      const second = chunksOf(await perform(source, copyRound(2)));
      expect(lengthOf(second)).toBeGreaterThan(0);
      expect(lengthOf(second)).toBeLessThan(memory);
    });

    it('answers a round that is asked for again with the same chunks', async () => {
      const { source, pass } = setup();
      const first = await perform(source, copyRound(1));
      pass(100);
      expect(await perform(source, copyRound(1))).toEqual(first);
    });

    it('stands still after freeze and has the digest of its image', async () => {
      const { source, pass } = setup();
      await perform(source, copyRound(1));
      pass(50);
      const frozen = await perform(source, freeze(2));
      pass(500);
      expect(await perform(source, freeze(2))).toEqual(frozen);
      expect(frozen).toMatchObject({ is: 'frozen' });
    });

    it('makes the same image at the destination out of the rounds', async () => {
      const { source, destination, memory, pass, digestOf = flatDigest(memory) } = setup();
      const rounds = [chunksOf(await perform(source, copyRound(1)))];
      pass(200);
      rounds.push(chunksOf(await perform(source, copyRound(2))));
      pass(20);
      const frozen = await perform(source, freeze(3));
      rounds.push(chunksOf(frozen));
      expect(await perform(destination, reserve(memory))).toMatchObject({ is: 'reserved' });
      let last: HypervisorResult | undefined;
      for (const [n, chunks] of rounds.entries()) {
        last = await perform(destination, { operation: 'load', round: n + 1, chunks });
      }
      const digest = digestOf(rounds.flat());
      expect(frozen).toMatchObject({ stateDigest: digest });
      expect(last).toEqual({ is: 'loaded', stateDigest: digest });
    });

    it('starts, thaws, releases and discards once or twice alike', async () => {
      const { source, destination, memory } = setup();
      const frozen = await perform(source, freeze(1));
      await perform(destination, reserve(memory));
      await perform(destination, { operation: 'load', round: 1, chunks: chunksOf(frozen) });
      for (let n = 0; n < 2; n += 1) {
        expect(await perform(destination, { operation: 'start' })).toEqual({ is: 'done' });
        expect(await perform(source, { operation: 'discard' })).toEqual({ is: 'done' });
        expect(await perform(destination, { operation: 'release' })).toEqual({ is: 'done' });
      }
    });

    it('thaws a machine that was frozen, and one that was not', async () => {
      const { source } = setup();
      await perform(source, freeze(1));
      expect(await perform(source, { operation: 'thaw' }, 1)).toEqual({ is: 'done' });
      expect(await perform(source, { operation: 'thaw' }, 1)).toEqual({ is: 'done' });
    });
  });
}

function flatDigest(memory: number): (chunks: readonly Chunk[]) => string {
  return (chunks) => {
    const image = new Uint8Array(memory);
    for (const chunk of chunks) image.set(chunk.octets, chunk.place);
    return createHash('sha256').update(image).digest('hex');
  };
}

function chunksOf(result: HypervisorResult): readonly Chunk[] {
  return 'chunks' in result ? result.chunks : [];
}

function lengthOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.octets.length, 0);
}
