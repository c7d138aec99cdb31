/**
 * What the tests of disks need of a real QEMU and its tools: images, a machine that stands still, its monitor.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { monitorOf } from '../monitor.ts';
import { endProcess, startQemu } from '../process.ts';
import { findQemu } from '../program.ts';
import { pathsOf } from '../run-folder.ts';
import type { CopiedDisk } from './copied-disk.ts';
import type { QemuMonitor } from './monitor-port.ts';

const run = promisify(execFile);
const isHere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** The QEMU to test with. */
export const realQemu = findQemu(process.env);

/** Whether the QEMU to test with is here. */
export const haveQemu = isHere(realQemu.path);

/** Whether the tools of the Debian package qemu-utils are here. */
export const haveTools = ['qemu-img', 'qemu-io', 'qemu-nbd'].every(isHere);

/** An image of a disk. */
export interface DiskImage {
  readonly file: string;
  readonly format: string;
}

/** A folder that is gone after the test. */
export async function testFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'xlmp-disk-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Runs a tool to its end; rejects when it fails. */
export async function tool(program: string, ...args: string[]): Promise<string> {
  return (await run(program, args, { timeout: 30_000 })).stdout;
}

/** Makes an image that reads as zeroes, and writes it with commands of qemu-io. */
export async function makeImage(
  folder: string,
  name: string,
  format: string,
  size: number,
  ...commands: string[]
): Promise<DiskImage> {
  const file = join(folder, `${name}.${format}`);
  await tool('qemu-img', 'create', '-q', '-f', format, file, String(size));
  const args = commands.flatMap((text) => ['-c', text]);
  if (commands.length > 0) await tool('qemu-io', '-f', format, ...args, file);
  return { file, format };
}

/** Rejects unless two images read the same. */
export async function compareImages(a: DiskImage, b: DiskImage): Promise<void> {
  await tool('qemu-img', 'compare', '-f', a.format, '-F', b.format, a.file, b.file);
}

/** A QEMU whose machine has disks and stands still. */
export interface StandingMachine {
  readonly monitor: QemuMonitor;
  readonly disks: readonly CopiedDisk[];
  /** Runs a command of qemu-io on a disk, as if the guest wrote. */
  write(node: string, command: string): Promise<void>;
  /** Ends QEMU in good order, so that its images are whole; rejects when a command of qemu-io has failed. */
  quit(): Promise<void>;
  /** Ends QEMU as a crash would. */
  kill(): Promise<void>;
}

/** Starts a QEMU with disks of one size; it is gone after the test. */
export async function standingMachine(
  images: readonly DiskImage[],
  size: number,
  ...more: string[]
): Promise<StandingMachine> {
  const paths = pathsOf(await testFolder(), 'machine');
  const data = realQemu.data === undefined ? [] : ['-L', realQemu.data];
  const drives = images.flatMap(({ file, format }, index) => [
    '-blockdev',
    `driver=file,node-name=file${index},filename=${file}`,
    '-blockdev',
    `driver=${format},node-name=disk${index},file=file${index}`,
    '-device',
    `virtio-blk-device,drive=disk${index},id=${deviceOf(`disk${index}`)}`,
  ]);
  const plain = ['-M', 'microvm', '-m', '16', '-display', 'none', '-nodefaults', '-S'];
  const files = ['-qmp', `unix:${paths.qmp},server=on,wait=off`, '-pidfile', paths.pid];
  onTestFinished(() => endProcess(paths));
  const { qmp } = await startQemu(realQemu, [...data, ...plain, ...files, ...drives, ...more], paths);
  return {
    monitor: monitorOf(qmp),
    disks: images.map((_, index) => ({ name: `disk${index}`, node: `disk${index}`, size })),
    async write(node, command) {
      // By the device, since a write to the node itself would go below the mirror, which no guest does.
      const line = `qemu-io -d ${deviceOf(node)} "${command}"`;
      await qmp.ask('human-monitor-command', { 'command-line': line });
    },
    async quit() {
      const closed = new Promise<void>((resolve) => qmp.onClose(resolve));
      await qmp.ask('quit');
      await closed;
      await endProcess(paths);
      // qemu-io writes what went wrong to the output of QEMU.
      const said = await readFile(paths.log, 'utf8');
      if (/fail|error/i.test(said)) throw new Error(said);
    },
    kill: () => endProcess(paths),
  };
}

function deviceOf(node: string): string {
  return `device-of-${node}`;
}
