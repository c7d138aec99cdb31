/** What holds for every hypervisor, as a host sees it. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { Chunk, Hypervisor, HypervisorResult, HypervisorTask } from '../ports/hypervisor.ts';

/** Two hypervisors; the machine of the laws runs on the first one under epoch 1. */
export interface HypervisorFixture {
  readonly source: Hypervisor;
  readonly destination: Hypervisor;
  /** Octets of the machine's memory. */
  readonly memory: number;
  /** Lets time pass so that the machine writes. */
  pass(ms: number): void | Promise<void>;
  /**
   * What the image is: `flat`, of fixed length, each octet of the machine at its place, or a `stream`, in which rounds
   * follow each other and what is at a place stays. By default flat.
   */
  readonly image?: 'flat' | 'stream';
  /** The state digest of chunks in the order in which they were copied; by default that of the memory that they make. */
  digestOf?(chunks: readonly Chunk[]): string;
  /** Called when a law is done with it. */
  dispose?(): Promise<void>;
}

/** The machine of the laws: the id of its HID. */
export const lawMachine = '0d'.repeat(20);

const migration = '77'.repeat(16);
const chunkSize = 4096;

/** Performs an operation and waits for its result. */
export function perform(on: Hypervisor, task: HypervisorTask, epoch = 2): Promise<HypervisorResult> {
  return new Promise((resolve) => on.perform({ ...task, machine: lawMachine, migration, epoch }, resolve));
}

/**
 * Checks the laws on fresh fixtures.
 *
 * @param notRun why these cannot be made on this machine.
 */
export function hypervisorLaws(
  name: string,
  make: () => HypervisorFixture | Promise<HypervisorFixture>,
  notRun = '',
): void {
  let made: HypervisorFixture | undefined;
  const setup = async (): Promise<HypervisorFixture> => {
    made = await make();
    return made;
  };
  const copyRound = (round: number): HypervisorTask => ({ operation: 'copyRound', round, chunkSize });
  const freeze = (round: number): HypervisorTask => ({ operation: 'freeze', round, chunkSize });
  const reserve = (memory: number): HypervisorTask => ({ operation: 'reserve', memory, disks: [] });

  describe.skipIf(notRun !== '')(`${name} as a hypervisor${notRun && ` (not run: ${notRun})`}`, () => {
    afterEach(async () => {
      const fixture = made;
      made = undefined;
      await fixture?.dispose?.();
    });

    it('describes the machine it has, and no other', async () => {
      const { source, memory } = await setup();
      expect(source.describe(lawMachine)?.profile.memory).toBe(memory);
      expect(source.describe('00'.repeat(20))).toBeUndefined();
    });

    it('copies all memory first, and then what was written', async () => {
      const { source, memory, pass, image = 'flat' } = await setup();
      const rounds = [await perform(source, copyRound(1))];
      if (image === 'flat') expect(lengthOf(chunksOf(rounds[0]!))).toBe(memory);
      while (leftOf(rounds.at(-1)!) > memory / 8) {
        expect(rounds.length).toBeLessThan(64);
        rounds.push(await perform(source, copyRound(rounds.length + 1)));
      }
      await pass(100);
      const next = await perform(source, copyRound(rounds.length + 1));
      expect(lengthOf(chunksOf(next))).toBeGreaterThan(0);
      expect(lengthOf(chunksOf(next))).toBeLessThan(memory);
      if (image === 'stream') expectOneAfterTheOther([...rounds, next].flatMap(chunksOf));
    });

    it('answers a round that is asked for again with the same chunks', async () => {
      const { source, pass } = await setup();
      const first = await perform(source, copyRound(1));
      await pass(100);
      expect(await perform(source, copyRound(1))).toEqual(first);
    });

    it('stands still after freeze and has the digest of its image', async () => {
      const { source, pass } = await setup();
      await perform(source, copyRound(1));
      await pass(50);
      const frozen = await perform(source, freeze(2));
      await pass(500);
      expect(await perform(source, freeze(2))).toEqual(frozen);
      expect(frozen).toMatchObject({ is: 'frozen' });
    });

    it('makes the same image at the destination out of the rounds', async () => {
      const { source, destination, memory, pass, digestOf = flatDigest(memory) } = await setup();
      const rounds = [chunksOf(await perform(source, copyRound(1)))];
      await pass(200);
      rounds.push(chunksOf(await perform(source, copyRound(2))));
      await pass(20);
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
      const { source, destination, memory } = await setup();
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
      const { source } = await setup();
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

/** Octets that are left behind a round; none where a round has everything. */
function leftOf(result: HypervisorResult): number {
  return result.is === 'copied' ? (result.left ?? 0) : 0;
}

function expectOneAfterTheOther(chunks: readonly Chunk[]): void {
  let next = chunks[0]?.place ?? 0;
  for (const { place, octets } of chunks) {
    expect(place).toBe(next);
    next += octets.length;
  }
}

function lengthOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.octets.length, 0);
}
