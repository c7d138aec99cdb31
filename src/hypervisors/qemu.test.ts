import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../ports/hypervisor.ts';
import { readDiskImage } from '../lab/guests/disk-image.ts';
import { hypervisorLaws, lawMachine } from './hypervisor.laws.ts';
import {
  approach,
  ask,
  changes,
  chunkSize,
  freeze,
  freshPairs,
  migrationTo,
  move,
  qemuPair,
  states,
  whyNoPair,
} from './qemu/qemu-pair.laws.ts';
import { connectQmp } from './qemu/qmp.ts';
import { pathsOf } from './qemu/run-folder.ts';
import { stateDigest } from './qemu/state-image.ts';

hypervisorLaws(
  'QEMU',
  async () => {
    const { here, there, memory, serial, dispose } = await qemuPair();
    return {
      source: here,
      destination: there,
      memory,
      image: 'stream',
      async pass() {
        if ((await here.copyOf(lawMachine))?.state !== 'running') return;
        const { ticks } = await serial('here', () => true);
        await serial('here', (report) => report.ticks.length > ticks.length);
      },
      digestOf(chunks: readonly Chunk[]) {
        const digest = stateDigest();
        for (const chunk of chunks) digest.add(chunk);
        return digest.value();
      },
      dispose,
    };
  },
  whyNoPair,
);

const start = freshPairs();

describe.skipIf(whyNoPair !== '')(`a machine of QEMU${whyNoPair && ` (not run: ${whyNoPair})`}`, () => {
  it('moves there and back and has lost nothing of its memory', async () => {
    const { here, there, serial, told } = await start();
    await move(here, there, 2);
    const ticks = (await serial('there', (report) => report.ticks.length > 3)).ticks;
    await move(there, here, 3);
    const last = ticks.at(-1)!.tick;
    const report = await serial('here', ({ ticks: [...all] }) => (all.at(-1)?.tick ?? 0) > last + 3);
    expect(report.faults).toEqual([]);
    expect(report.ticks.at(-1)?.corrupt).toBe(0);
    expect(told).toEqual([
      'here running 1',
      'there reserved 0',
      'here frozen 1',
      'there running 2',
      'here gone 1',
      'here reserved 0',
      'there frozen 2',
      'here running 3',
      'there gone 2',
    ]);
  });

  it('goes on where it was when the migration is given up in a round', async () => {
    const now = await start();
    await approach(now.here, now.there, 2);
    expect(await ask(now.here, { operation: 'thaw' }, 1, migrationTo(2))).toEqual({ is: 'done' });
    expect(await ask(now.there, { operation: 'release' }, 2)).toEqual({ is: 'done' });
    expect(await states(now)).toEqual(['running', 'gone']);
    await move(now.here, now.there, 3);
    expect(await states(now)).toEqual(['gone', 'running']);
  });

  it('goes on where it was when the migration is given up after the freeze', async () => {
    const now = await start();
    const { round } = await approach(now.here, now.there, 2);
    await freeze(now.here, round, 2);
    expect(await states(now)).toEqual(['frozen', 'reserved']);
    expect(await ask(now.here, { operation: 'thaw' }, 3, migrationTo(2))).toEqual({ is: 'done' });
    expect(await now.here.copyOf(lawMachine)).toMatchObject({ state: 'running', epoch: 3 });
    const { ticks } = await now.serial('here', () => true);
    await now.serial('here', (report) => report.ticks.length > ticks.length + 2);
    expect(await ask(now.here, { operation: 'discard' }, 2)).toEqual({ is: 'done' });
    expect(await states(now)).toEqual(['running', 'reserved']);
  });

  it('is thawed while it is being frozen', async () => {
    const now = await start();
    const freezing = ask(now.here, { operation: 'freeze', round: 1, chunkSize }, 1, migrationTo(2));
    const { folder, outgoing } = pathsOf(now.runFolder('here'), lawMachine);
    await changes(folder, () => existsSync(outgoing));
    expect(await ask(now.here, { operation: 'thaw' }, 1, migrationTo(2))).toEqual({ is: 'done' });
    expect(['frozen', 'failed']).toContain((await freezing).is);
    expect(await now.here.copyOf(lawMachine)).toMatchObject({ state: 'running', epoch: 1 });
  });

  it('never starts before all of it is there', async () => {
    const now = await start();
    const { round } = await approach(now.here, now.there, 2);
    const { chunks } = await freeze(now.here, round, 2);
    const most = chunks.slice(0, -1);
    expect(await ask(now.there, { operation: 'load', round, chunks: most }, 2)).toMatchObject({
      is: 'failed',
    });
    expect(await ask(now.there, { operation: 'start' }, 2)).toEqual({ is: 'failed', reason: 'hypervisor' });
    expect(await states(now)).toEqual(['frozen', 'gone']);
    expect(await ask(now.there, { operation: 'start' }, 2)).toEqual({ is: 'failed', reason: 'hypervisor' });
  });

  it('does not take a stream with a hole', async () => {
    const now = await start();
    await ask(now.there, { operation: 'reserve', memory: now.memory, disks: [] }, 2);
    const first = await ask(now.here, { operation: 'copyRound', round: 1, chunkSize }, 1, migrationTo(2));
    const { chunks } = first as { chunks: readonly Chunk[] };
    const holed = [...chunks.slice(0, 3), ...chunks.slice(4)];
    expect(await ask(now.there, { operation: 'load', round: 1, chunks: holed }, 2)).toEqual({
      is: 'failed',
      reason: 'hypervisor',
    });
  });

  it('runs on when its destination dies', async () => {
    const now = await start();
    const { round } = await approach(now.here, now.there, 2);
    await now.there.kill(lawMachine);
    const { chunks } = await freeze(now.here, round, 2);
    expect(await ask(now.there, { operation: 'load', round, chunks }, 2)).toMatchObject({ is: 'failed' });
    await ask(now.here, { operation: 'thaw' }, 3, migrationTo(2));
    expect(await states(now)).toEqual(['running', 'gone']);
  });

  it('is gone when its QEMU ends by itself', async () => {
    const now = await start();
    const { pid } = (await now.here.copyOf(lawMachine))!;
    const gone = new Promise<void>((resolve) => {
      now.here.onChange = (_, { state }) => state === 'gone' && resolve();
    });
    process.kill(pid!, 'SIGKILL');
    await gone;
    expect(now.here.describe(lawMachine)).toBeUndefined();
    expect(await ask(now.here, { operation: 'thaw' }, 1)).toMatchObject({ is: 'failed' });
  });

  it('is described, booted and reserved for once only', async () => {
    const { here, memory } = await start();
    await expect(here.boot(lawMachine, 1)).rejects.toMatchObject({ code: 'GUEST_BUSY' });
    await expect(here.boot('00'.repeat(20), 1)).rejects.toMatchObject({ code: 'GUEST_UNKNOWN' });
    expect(await ask(here, { operation: 'reserve', memory, disks: [] }, 2)).toEqual({
      is: 'failed',
      reason: 'busy',
    });
  });

  it('is not reserved for when it is another machine than described', async () => {
    const { there, memory } = await start();
    expect(await ask(there, { operation: 'reserve', memory: memory / 2, disks: [] }, 2)).toMatchObject({
      votes: { memory: 'no', disk: 'yes' },
    });
    const disks = [{ name: 'x', mode: 'copied', size: 512 }];
    expect(await ask(there, { operation: 'reserve', memory, disks }, 2)).toMatchObject({
      votes: { memory: 'yes', disk: 'no' },
    });
    expect(await there.copyOf(lawMachine)).toBeUndefined();
  });

  it.each(['raw', 'qcow2'] as const)('takes its disk along, %s, while it writes on it', async (format) => {
    const now = await start({ disk: { size: 8 * 1_048_576, format } });
    await now.serial('here', ({ lastDisk }) => lastDisk > 20);
    await move(now.here, now.there, 2);
    await now.serial('there', ({ ticks }) => ticks.length > 2);
    await move(now.there, now.here, 3);
    const { ticks } = await now.serial('here', () => true);
    const { lastDisk, faults } = await now.serial('here', (report) => report.ticks.length > ticks.length + 2);
    expect(faults).toEqual([]);
    await now.here.kill(lawMachine);
    const image = await readDiskImage(await now.rawDisk('here'));
    expect(image.faults).toEqual([]);
    expect(image.last).toBeGreaterThanOrEqual(lastDisk);
  });

  it('is slowed down when it writes faster than it is carried, where that is allowed, and moves', async () => {
    const now = await start({ autoConverge: true, work: { fillMb: 16, dirtyMb: 16, dirtyRate: 0 } });
    const qmp = await connectQmp(pathsOf(now.runFolder('here'), lawMachine).monitor);
    await ask(now.there, { operation: 'reserve', memory: now.memory, disks: [] }, 2);
    let throttle: number | undefined;
    let round = 0;
    while (throttle === undefined) {
      round += 1;
      expect(round).toBeLessThan(64);
      const copied = await ask(now.here, { operation: 'copyRound', round, chunkSize }, 1, migrationTo(2));
      const { chunks } = copied as { chunks: readonly Chunk[] };
      await ask(now.there, { operation: 'load', round, chunks }, 2);
      throttle = (await qmp.execute('query-migrate'))['cpu-throttle-percentage'];
    }
    qmp.close();
    expect(throttle).toBeGreaterThan(0);
    const { chunks } = await freeze(now.here, round + 1, 2);
    expect(await ask(now.there, { operation: 'load', round: round + 1, chunks }, 2)).toMatchObject({
      is: 'loaded',
    });
    expect(await ask(now.there, { operation: 'start' }, 2)).toEqual({ is: 'done' });
    expect((await now.serial('there', ({ ticks }) => ticks.length > 1)).faults).toEqual([]);
  });

  it('may be carried more often than its memory is large', async () => {
    const { here, memory } = await start();
    expect(here.imageLimit!(memory, [])).toBeGreaterThan(2 * memory);
  });
});
