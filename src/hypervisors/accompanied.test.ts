import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import type { Chunk } from '../ports/hypervisor.ts';
import { accompanied, companionOctets, type Companions } from './accompanied.ts';
import { hypervisorLaws, lawMachine, perform } from './hypervisor.laws.ts';
import { simulatedHypervisor } from './simulated.ts';

const profile = {
  memory: 64 * 4096,
  pageSize: 4096,
  writeRate: 100,
  workingSet: 0.25,
  zeroPages: 0.5,
  seed: 7,
} as const;

const sha256 = (...parts: readonly Uint8Array[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** Agents that note what they are told. */
function noted(leaves: Uint8Array | null) {
  const calls: string[] = [];
  const companions: Companions = {
    freeze(_, done) {
      calls.push('freeze');
      done(leaves ?? undefined);
    },
    received: (_, octets) => calls.push(`received ${octets.length}`),
    start: (_, octets, epoch) => calls.push(`start ${octets.length} ${epoch}`),
    thaw: (_, epoch) => calls.push(`thaw ${epoch}`),
    gone: (_, epoch) => calls.push(`gone ${epoch}`),
  };
  return { calls, companions };
}

/** @param leaves what the agent beside the machine leaves; empty for a machine without one, null when it cannot travel. */
function rig(leaves: Uint8Array | null = new Uint8Array(0)) {
  const clock = virtualClock();
  const [from, to] = [simulatedHypervisor(clock), simulatedHypervisor(clock)];
  from.boot(lawMachine, 1, profile);
  const [here, there] = [noted(leaves), noted(null)];
  return {
    source: accompanied(from, here.companions),
    destination: accompanied(to, there.companions),
    from,
    to,
    here: here.calls,
    there: there.calls,
    memory: profile.memory,
    pass: (ms: number) => clock.advance(ms),
    digestOf(chunks: readonly Chunk[]) {
      const image = new Uint8Array(profile.memory);
      for (const { place, octets } of chunks)
        if (place >= companionOctets) image.set(octets, place - companionOctets);
      return sha256(Buffer.from(sha256(image), 'hex'), leaves ?? new Uint8Array(0));
    },
  };
}

hypervisorLaws('simulated, with nothing beside the machine', () => rig());

const state = Uint8Array.from({ length: 10_000 }, (_, at) => at % 251);

async function frozen(leaves: Uint8Array | null) {
  const made = rig(leaves);
  await perform(made.source, { operation: 'copyRound', round: 1, chunkSize: 4096 });
  return { ...made, result: await perform(made.source, { operation: 'freeze', round: 1, chunkSize: 4096 }) };
}

const chunksOf = (result: object): readonly Chunk[] => ('chunks' in result ? (result.chunks as Chunk[]) : []);

describe('accompanied', () => {
  it('lets the state of the agent travel before the image of the machine', async () => {
    const { source, destination, to, from, memory, result, there } = await frozen(state);
    const first = await perform(source, { operation: 'copyRound', round: 1, chunkSize: 4096 });
    const chunks = chunksOf(result);
    const ours = chunks.filter(({ place }) => place < companionOctets);
    expect(ours.map(({ place, octets }) => [place, octets.length])).toEqual([
      [0, 4096],
      [4096, 4096],
      [8192, 1808],
    ]);
    expect(chunksOf(first).every(({ place }) => place >= companionOctets)).toBe(true);
    await perform(destination, { operation: 'reserve', memory, disks: [] });
    await perform(destination, { operation: 'load', round: 1, chunks: chunksOf(first) });
    const loaded = await perform(destination, { operation: 'load', round: 2, chunks });
    expect(loaded).toMatchObject({
      is: 'loaded',
      stateDigest: (result as { stateDigest: string }).stateDigest,
    });
    expect(to.copyOf(lawMachine)!.image).toEqual(from.copyOf(lawMachine)!.image);
    expect(await perform(destination, { operation: 'start' })).toEqual({ is: 'done' });
    expect(await perform(destination, { operation: 'start' })).toEqual({ is: 'done' });
    expect(there).toEqual(['received 10000', 'start 10000 2']);
  });

  it('begins anew with another migration', async () => {
    const { destination, memory, result, there } = await frozen(state);
    const [first] = chunksOf(result);
    await perform(destination, { operation: 'reserve', memory, disks: [] });
    const load = { operation: 'load', round: 1 } as const;
    await perform(destination, { ...load, chunks: chunksOf(result) });
    await new Promise((done) =>
      destination.perform(
        { ...load, chunks: [first!], machine: lawMachine, migration: '88'.repeat(16), epoch: 3 },
        done,
      ),
    );
    expect(there).toEqual(['received 10000', 'received 4096']);
  });

  it('is not frozen when its agent cannot travel, or wants too much', async () => {
    expect((await frozen(null)).result).toEqual({ is: 'failed', reason: 'hypervisor' });
    expect((await frozen(new Uint8Array(companionOctets + 1))).result).toMatchObject({ is: 'failed' });
    expect((await frozen(new Uint8Array(companionOctets))).result).toMatchObject({ is: 'frozen' });
  });

  it('does not load a chunk that is in both regions', async () => {
    const { destination, memory } = rig(state);
    await perform(destination, { operation: 'reserve', memory, disks: [] });
    const chunk = (place: number): Chunk => ({ place, octets: new Uint8Array(2) });
    const load = (place: number) =>
      perform(destination, { operation: 'load', round: 1, chunks: [chunk(place)] });
    expect(await load(companionOctets - 1)).toMatchObject({ is: 'failed' });
    expect(await load(companionOctets - 2)).toMatchObject({ is: 'loaded' });
  });

  it('tells the agent that the machine goes on, or is gone', async () => {
    const { source, here } = await frozen(state);
    await perform(source, { operation: 'thaw' }, 1);
    await perform(source, { operation: 'discard' });
    await perform(source, { operation: 'release' });
    expect(here).toEqual(['freeze', 'thaw 1', 'gone 2', 'gone 2']);
  });

  it('tells nothing that has failed', async () => {
    const { destination, there } = rig(state);
    expect(await perform(destination, { operation: 'start' })).toMatchObject({ is: 'failed' });
    expect(there).toEqual([]);
  });

  it('has a longer image than the hypervisor below', () => {
    const { source, from } = rig();
    const disks = [{ name: 'root', mode: 'copied', size: 100 }] as const;
    expect(source.imageLimit?.(1000, disks)).toBe(companionOctets + 1100);
    const limited = accompanied({ ...from, imageLimit: () => 5 }, noted(null).companions);
    expect(limited.imageLimit?.(1000, disks)).toBe(companionOctets + 5);
  });
});
