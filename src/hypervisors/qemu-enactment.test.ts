import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Enactment } from '../ports/enactment.ts';
import type { HypervisorResult, HypervisorTask } from '../ports/hypervisor.ts';
import { lawMachine } from './hypervisor.laws.ts';
import { qemuEnactment } from './qemu-enactment.ts';
import { openGuestMemory } from './qemu/guest-memory.ts';
import { whyNoPair } from './qemu/qemu-pair.laws.ts';

const migration = '77'.repeat(16);
const chunkSize = 512;
const stateDigest = '00'.repeat(32);
const chunks = [{ place: 0, octets: new Uint8Array(512).fill(0x5a) }];
const done = { is: 'done' } as const;
const yes = { memory: 'yes', disk: 'yes', device: 'yes', network: 'yes' } as const;
const estimate = { memory: 1, device: 1, fence: 1, network: 1, rebind: 1, gap: 1 };
const reserved = { is: 'reserved', votes: yes, estimate } as const;
const copied = { is: 'copied', chunks, dirtyRate: 0 } as const;
const frozen = { is: 'frozen', chunks: [], stateDigest } as const;
const reserve = { operation: 'reserve', memory: 512, disks: [] } as const;

let folder = '';
let enactment: Enactment;
const failures: string[] = [];

function enact(task: HypervisorTask, said: HypervisorResult, epoch = 2): Promise<HypervisorResult> {
  return enactment.enact({ ...task, machine: lawMachine, migration, epoch }, said);
}
const runs = [{ machine: lawMachine, epoch: 1 }];

describe.skipIf(whyNoPair !== '')(`a play that QEMU enacts${whyNoPair && ` (not run: ${whyNoPair})`}`, () => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xlmp-e-'));
    failures.length = 0;
    enactment = await qemuEnactment({ folder, log: (_, text) => failures.push(text) });
  });
  afterEach(async () => {
    await enactment.close();
    rmSync(folder, { recursive: true });
  });

  it('takes a machine away, and the machine outlives a restart', async () => {
    await enactment.begin(runs, false);
    expect(await enact({ operation: 'copyRound', round: 1, chunkSize }, copied, 1)).toBe(copied);
    expect(await enactment.look(lawMachine)).toEqual({ state: 'running', epoch: 1 });
    expect(await enact({ operation: 'freeze', round: 2, chunkSize }, frozen, 1)).toBe(frozen);
    await enactment.begin(runs, true);
    expect(await enactment.look(lawMachine)).toEqual({ state: 'frozen', epoch: 1 });
    expect(await enact({ operation: 'thaw' }, done, 3)).toBe(done);
    expect(await enactment.look(lawMachine)).toEqual({ state: 'running', epoch: 3 });
  });

  it('brings a machine, with what was loaded in its memory', async () => {
    await enactment.begin([], false);
    expect(await enact(reserve, reserved)).toBe(reserved);
    expect(await enactment.look(lawMachine)).toMatchObject({ state: 'none' });
    const loaded = { is: 'loaded', stateDigest } as const;
    expect(await enact({ operation: 'load', round: 1, chunks }, loaded)).toBe(loaded);
    expect(await enact({ operation: 'start' }, done)).toBe(done);
    expect(await enactment.look(lawMachine)).toEqual({ state: 'running', epoch: 2 });
  });

  it('does not start a machine that lacks what was loaded', async () => {
    await enactment.begin([], false);
    await enact(reserve, reserved);
    await enact({ operation: 'load', round: 1, chunks }, { is: 'loaded', stateDigest });
    const memory = await openGuestMemory(join(folder, '1', lawMachine, 'memory.sock'));
    await memory.write(4 * 1_048_576, Uint8Array.of(1));
    memory.close();
    expect(await enact({ operation: 'start' }, done)).toEqual({ is: 'failed', reason: 'hypervisor' });
    expect(failures).toEqual([`the memory of ${lawMachine} lacks what was loaded`]);
  });

  it('says what QEMU says when that cannot do what is said', async () => {
    await enactment.begin([], false);
    await enact(reserve, reserved);
    expect(await enact({ operation: 'start' }, done)).toEqual({ is: 'failed', reason: 'hypervisor' });
    expect(await enact({ operation: 'freeze', round: 1, chunkSize }, frozen)).toMatchObject({ is: 'failed' });
    expect(await enactment.look(lawMachine)).toMatchObject({ state: 'none' });
  });

  it('leaves undone what is said to have failed, or is not to be had', async () => {
    await enactment.begin(runs, false);
    const failed = { is: 'failed', reason: 'hypervisor' } as const;
    expect(await enact({ operation: 'freeze', round: 1, chunkSize }, failed, 1)).toBe(failed);
    expect(await enactment.look(lawMachine)).toEqual({ state: 'running', epoch: 1 });
    const refused = { ...reserved, votes: { ...yes, disk: 'no' } } as const;
    await enactment.begin([], false);
    expect(await enact(reserve, refused)).toBe(refused);
    expect(await enactment.look(lawMachine)).toBeUndefined();
  });
});
