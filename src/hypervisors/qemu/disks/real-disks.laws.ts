/**
 * What the tests of disks need of a real QEMU and its tools: images, a machine that stands still, its monitor.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { findQemu } from '../program.ts';
import type { CopiedDisk } from './copied-disk.ts';
import { type MonitorClient, monitorOfClient } from './monitor-of-client.ts';
import type { MonitorData, QemuMonitor } from './monitor-port.ts';

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
  // QEMU connects to us, so that nobody has to guess when its socket is there.
  const path = join(await testFolder(), 'qmp');
  const server = createServer();
  const connected = once(server, 'connection') as Promise<[Socket]>;
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const data = realQemu.data === undefined ? [] : ['-L', realQemu.data];
  const drives = images.flatMap(({ file, format }, index) => [
    '-blockdev',
    `driver=file,node-name=file${index},filename=${file}`,
    '-blockdev',
    `driver=${format},node-name=disk${index},file=file${index}`,
    '-device',
    `virtio-blk-device,drive=disk${index},id=${deviceOf(`disk${index}`)}`,
  ]);
  const plain = [
    '-M',
    'microvm',
    '-m',
    '16',
    '-display',
    'none',
    '-nodefaults',
    '-S',
    '-qmp',
    `unix:${path}`,
  ];
  const child = spawn(realQemu.path, [...data, ...plain, ...drives, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  const exited = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  const [connection] = await Promise.race([
    connected,
    exited.then(() => Promise.reject(new Error('no QEMU'))),
  ]);
  server.close();
  const client = lineClient(connection);
  await client.ask('qmp_capabilities');
  return {
    monitor: monitorOfClient(client),
    disks: images.map((_, index) => ({ name: `disk${index}`, node: `disk${index}`, size })),
    async write(node, command) {
      // By the device, since a write to the node itself would go below the mirror, which no guest does.
      const line = `qemu-io -d ${deviceOf(node)} "${command}"`;
      await client.ask('human-monitor-command', { 'command-line': line });
    },
    async quit() {
      await client.ask('quit');
      await exited;
      // qemu-io writes what went wrong to the output of QEMU.
      if (/fail|error/i.test(said)) throw new Error(said);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function deviceOf(node: string): string {
  return `device-of-${node}`;
}

/** A client of QEMU's monitor over a socket. */
function lineClient(socket: Socket): MonitorClient {
  interface Line extends MonitorData {
    readonly id?: number;
    readonly return?: unknown;
    readonly error?: { readonly desc: string };
    readonly event?: string;
    readonly data?: MonitorData;
  }
  const asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const hearers: ((event: { event: string; data: MonitorData }) => void)[] = [];
  const closers: (() => void)[] = [];
  let last = 0;
  let closed = false;
  const lines = createInterface({ input: socket });
  lines.on('line', (text) => {
    const line = JSON.parse(text) as Line;
    if (line.event !== undefined) {
      for (const hear of hearers) hear({ event: line.event, data: line.data ?? {} });
    }
    const waiting = asked.get(line.id ?? 0);
    if (line.error === undefined) waiting?.resolve(line.return);
    else waiting?.reject(new Error(line.error.desc));
  });
  lines.on('error', () => {});
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
    for (const { reject } of asked.values()) reject(new Error('QEMU is gone'));
    for (const close of closers) close();
  });
  return {
    ask: (command, values) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('QEMU is gone'));
        last += 1;
        asked.set(last, { resolve, reject });
        socket.write(`${JSON.stringify({ execute: command, arguments: values ?? {}, id: last })}\n`);
      }),
    onEvent: (hear) => hearers.push(hear),
    onClose: (close) => closers.push(close),
  };
}
