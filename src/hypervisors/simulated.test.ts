import { describe, expect, it } from 'vitest';
import { virtualClock } from '../clocks/virtual.ts';
import { dirtyMemory } from './dirty-pages.ts';
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

function rig() {
  const clock = virtualClock();
  const source = simulatedHypervisor(clock);
  source.boot(lawMachine, 1, profile);
  const destination = simulatedHypervisor(clock);
  return { clock, source, destination, memory: profile.memory, pass: (ms: number) => clock.advance(ms) };
}

hypervisorLaws('simulated', rig);

describe('simulatedHypervisor', () => {
  it('fails as it is told, and for good when a start has failed', async () => {
    const { destination, memory } = rig();
    destination.setFaults({ fail: { reserve: 'no-resources', start: 'hypervisor' } });
    const reserve = { operation: 'reserve', memory, disks: [] } as const;
    expect(await perform(destination, reserve)).toEqual({ is: 'failed', reason: 'no-resources' });
    destination.setFaults({ fail: { start: 'hypervisor' } });
    await perform(destination, reserve);
    expect(await perform(destination, { operation: 'start' })).toEqual({
      is: 'failed',
      reason: 'hypervisor',
    });
    destination.setFaults({});
    expect(await perform(destination, { operation: 'start' })).toEqual({
      is: 'failed',
      reason: 'hypervisor',
    });
    expect(destination.copyOf(lawMachine)?.state).toBe('reserved');
  });

  it('votes as it is told', async () => {
    const { destination, memory } = rig();
    destination.setFaults({ voteNo: ['network'] });
    expect(await perform(destination, { operation: 'reserve', memory, disks: [] })).toMatchObject({
      votes: { memory: 'yes', disk: 'yes', device: 'yes', network: 'no' },
    });
  });

  it('takes the time it is told, and does a thing once that is asked for twice meanwhile', () => {
    const { clock, source } = rig();
    source.setFaults({ slow: { freeze: 40 } });
    const at: number[] = [];
    const operation = {
      operation: 'freeze',
      round: 1,
      chunkSize: 4096,
      machine: lawMachine,
      migration: '00',
      epoch: 2,
    } as const;
    source.perform(operation, () => at.push(clock.now()));
    source.perform(operation, () => at.push(clock.now()));
    clock.advance(100);
    expect(at).toEqual([40, 40]);
  });

  it('does not discard a copy that came back under a higher epoch', async () => {
    const { source } = rig();
    await perform(source, { operation: 'thaw' }, 3);
    await perform(source, { operation: 'discard' }, 2);
    expect(source.copyOf(lawMachine)).toMatchObject({ state: 'running', epoch: 3 });
  });

  it('will not reserve over a copy that is there', async () => {
    const { source, memory } = rig();
    expect(await perform(source, { operation: 'reserve', memory, disks: [] })).toEqual({
      is: 'failed',
      reason: 'busy',
    });
  });

  it('tells what runs', async () => {
    const { source } = rig();
    const states: string[] = [];
    source.onChange = (_, copy) => states.push(copy.state);
    await perform(source, { operation: 'freeze', round: 1, chunkSize: 4096 });
    await perform(source, { operation: 'thaw' }, 1);
    expect(states).toEqual(['frozen', 'running']);
  });
});

describe('dirtyMemory', () => {
  it('writes as much in many short runs as in one long one, in the working set only', () => {
    const one = dirtyMemory(profile);
    one.run(0, 1000);
    const many = dirtyMemory(profile);
    for (let ms = 0; ms < 1000; ms += 1) many.run(ms, ms + 1);
    expect(many.octets).toEqual(one.octets);
    expect(Math.max(...one.takeDirty(false))).toBeLessThan(16);
  });
  it('has zero pages and pages with octets', () => {
    const memory = dirtyMemory(profile);
    const zero = Array.from({ length: 64 }, (_, n) =>
      memory.octets.subarray(n * 4096, (n + 1) * 4096),
    ).filter((page) => page.every((octet) => octet === 0)).length;
    expect(zero).toBeGreaterThan(16);
    expect(zero).toBeLessThan(48);
  });
});
