/** Two hosts with a real QEMU each, and a bare guest that moves between them, for tests. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach } from 'vitest';
import { buildBareGuest } from '../../lab/guests/bare-guest.ts';
import { bareGuestFields, type GuestWork } from '../../lab/guests/guest-fields.ts';
import { readSerial, type SerialReport } from '../../lab/guests/serial.ts';
import type { Chunk, HypervisorResult, HypervisorTask } from '../../ports/hypervisor.ts';
import { lawMachine } from '../hypervisor.laws.ts';
import { qemuHypervisor, type QemuHypervisor, type QemuOptions } from '../qemu.ts';
import { type Guest, readGuest } from './guest.ts';
import { findQemu, makeDisk } from './program.ts';

/** A host of the pair. */
export type Side = 'here' | 'there';

/** Two hosts; the machine of the laws runs here under epoch 1. */
export interface QemuPair {
  readonly here: QemuHypervisor;
  readonly there: QemuHypervisor;
  /** Octets. */
  readonly memory: number;
  /** Ends the driver of a side as a crash of its agent would, and makes a new one. */
  restart(side: Side): Promise<QemuHypervisor>;
  /** What the guest has said at a side, once that fits. */
  serial(side: Side, fits: (report: SerialReport) => boolean): Promise<SerialReport>;
  /** A raw image of the disk of a side. */
  rawDisk(side: Side): Promise<string>;
  /** The run folder of a side. */
  runFolder(side: Side): string;
  /** What was told of copies, in order. */
  readonly told: string[];
  dispose(): Promise<void>;
}

/** What a pair is made of. */
export interface PairOptions extends Partial<QemuOptions> {
  readonly work?: GuestWork;
  /** Octets and format of a disk that is copied. */
  readonly disk?: { readonly size: number; readonly format: 'raw' | 'qcow2' };
}

/** What is built stays there from one run to the next. */
const folder = join(process.cwd(), '.xlmp/lab/guests');
const memoryMib = 64;

/** Why there can be no pair on this machine; empty when there can. */
export const whyNoPair = ((): string => {
  for (const program of ['gcc', 'qemu-img']) {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
    } catch {
      return `no ${program}`;
    }
  }
  try {
    const text = execFileSync(findQemu(process.env).path, ['--version'], { encoding: 'utf8' });
    const major = Number(/version (\d+)/.exec(text)?.[1]);
    return major >= 10 || (existsSync('/dev/kvm') && major >= 7) ? '' : `QEMU ${major} without KVM`;
  } catch {
    return 'no QEMU';
  }
})();

/** Makes a pair and boots the guest. */
export async function qemuPair(options: PairOptions = {}): Promise<QemuPair> {
  const { work = { fillMb: 16, dirtyMb: 4, dirtyRate: 10 }, disk, ...rest } = options;
  const base = mkdtempSync(join(tmpdir(), 'xlmp-q-'));
  const kernel = await buildBareGuest(folder);
  const told: string[] = [];
  const diskOf = (side: Side): string => join(base, `${side}.${disk?.format ?? 'raw'}`);
  const guestOf = (side: Side): Guest =>
    readGuest(
      {
        ...bareGuestFields(kernel, { ...work, disk: disk !== undefined }),
        machine: lawMachine,
        memory: memoryMib,
        nic: { mac: '52:54:00:09:00:02' },
        disks: disk === undefined ? [] : [{ name: 'data', file: diskOf(side), mode: 'copied', ...disk }],
      },
      base,
    );
  const driverOf = (side: Side): QemuHypervisor => {
    const driver = qemuHypervisor({
      runFolder: join(base, side),
      guests: [guestOf(side)],
      log: () => {},
      ...rest,
    });
    driver.onChange = (_, { state, epoch }) => told.push(`${side} ${state} ${epoch}`);
    return driver;
  };
  const sides = { here: driverOf('here'), there: driverOf('there') };
  const pair: QemuPair = {
    get here() {
      return sides.here;
    },
    get there() {
      return sides.there;
    },
    memory: memoryMib * 1_048_576,
    told,
    runFolder: (side) => join(base, side),
    async rawDisk(side) {
      const raw = join(base, `${side}.copy`);
      const format = disk?.format ?? 'raw';
      await promisify(execFile)('qemu-img', ['convert', '-f', format, '-O', 'raw', diskOf(side), raw]);
      return raw;
    },
    async restart(side) {
      await sides[side].close();
      sides[side] = driverOf(side);
      await sides[side].attach();
      return sides[side];
    },
    async serial(side, fits) {
      const path = join(base, side, lawMachine, 'serial.log');
      let report: SerialReport;
      await changes(dirname(path), async () => {
        report = readSerial(existsSync(path) ? readFileSync(path, 'latin1') : '');
        if (fits(report)) return true;
        if ((await sides[side].copyOf(lawMachine))?.state === 'gone') throw new Error(`ended ${side}`);
        return false;
      });
      return report!;
    },
    async dispose() {
      for (const driver of Object.values(sides)) {
        await driver.kill(lawMachine);
        await driver.close();
      }
      rmSync(base, { recursive: true, force: true });
    },
  };
  try {
    for (const driver of Object.values(sides)) await driver.attach();
    if (disk !== undefined) await makeDisk(findQemu(process.env), diskOf('here'), disk.format, disk.size);
    await sides.here.boot(lawMachine, 1);
    await pair.serial('here', ({ ticks }) => ticks.length > 0);
  } catch (error) {
    await pair.dispose();
    throw error;
  }
  return pair;
}

/** Looks at a folder now and whenever something in it has changed, until what is looked for is so. */
export async function changes(folder: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  let wake = (): void => {};
  const watcher = watch(folder, () => wake());
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (await isSo()) return;
      await changed;
    }
  } finally {
    watcher.close();
  }
}

/** Makes pairs for the tests of a file, one at a time, and ends each when its test has ended. */
export function freshPairs(): (options?: PairOptions) => Promise<QemuPair> {
  let pair: QemuPair | undefined;
  afterEach(async () => {
    await pair?.dispose();
    pair = undefined;
  });
  return async (options) => {
    pair = await qemuPair(options);
    return pair;
  };
}

/** What the copies of a pair are: here, and there. */
export async function states({ here, there }: QemuPair): Promise<readonly (string | undefined)[]> {
  return [(await here.copyOf(lawMachine))?.state, (await there.copyOf(lawMachine))?.state];
}

/** The id of the migration that leads to an epoch. */
export function migrationTo(epoch: number): string {
  return epoch.toString(16).padStart(32, '7');
}

/** Octets of a chunk in these tests. */
export const chunkSize = 65_536;

/** Asks a driver for something in a migration that is known by the epoch it leads to. */
export function ask(
  on: QemuHypervisor,
  task: HypervisorTask,
  epoch: number,
  migration = migrationTo(epoch),
): Promise<HypervisorResult> {
  return new Promise((resolve) => on.perform({ ...task, machine: lawMachine, migration, epoch }, resolve));
}

/** A migration up to its freeze, which is not done yet. */
export interface Approach {
  /** The next round. */
  readonly round: number;
  /** Octets in all. */
  readonly octets: number;
}

/** Reserves, and carries rounds until little is left. */
export async function approach(
  from: QemuHypervisor,
  to: QemuHypervisor,
  epoch: number,
  enough = 2_000_000,
): Promise<Approach> {
  const { profile, disks } = from.describe(lawMachine)!;
  mustBe(await ask(to, { operation: 'reserve', memory: profile.memory, disks }, epoch), 'reserved');
  let octets = 0;
  for (let round = 1; ; round += 1) {
    const migration = migrationTo(epoch);
    const copied = await ask(from, { operation: 'copyRound', round, chunkSize }, epoch - 1, migration);
    mustBe(copied, 'copied');
    const { chunks, left = 0 } = copied as Extract<HypervisorResult, { is: 'copied' }>;
    octets += lengthOf(chunks);
    mustBe(await ask(to, { operation: 'load', round, chunks }, epoch), 'loaded');
    if (left < enough) return { round: round + 1, octets };
    if (round > 200) throw new Error(`${left} octets are left after ${round} rounds`);
  }
}

/** Freezes, and gives the last chunks. */
export async function freeze(
  from: QemuHypervisor,
  round: number,
  epoch: number,
): Promise<Extract<HypervisorResult, { is: 'frozen' }>> {
  const migration = migrationTo(epoch);
  const frozen = await ask(from, { operation: 'freeze', round, chunkSize }, epoch - 1, migration);
  mustBe(frozen, 'frozen');
  return frozen as Extract<HypervisorResult, { is: 'frozen' }>;
}

/** Moves the machine, as two hosts would that agree on everything. */
export async function move(from: QemuHypervisor, to: QemuHypervisor, epoch: number): Promise<Approach> {
  const before = await approach(from, to, epoch);
  const { chunks, stateDigest } = await freeze(from, before.round, epoch);
  const loaded = await ask(to, { operation: 'load', round: before.round, chunks }, epoch);
  if (loaded.is !== 'loaded' || loaded.stateDigest !== stateDigest)
    throw new Error(`load: ${JSON.stringify(loaded)}`);
  mustBe(await ask(to, { operation: 'start' }, epoch), 'done');
  mustBe(await ask(from, { operation: 'discard' }, epoch), 'done');
  return before;
}

function mustBe(result: HypervisorResult, is: HypervisorResult['is']): void {
  if (result.is !== is) throw new Error(`not ${is}: ${result.is === 'failed' ? result.reason : result.is}`);
}

function lengthOf(chunks: readonly Chunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.octets.length, 0);
}
