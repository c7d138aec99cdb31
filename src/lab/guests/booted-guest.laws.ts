/** Boots a guest in a real QEMU for tests, its network card on a socket of the test: needs no rights and no tap. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findQemu, type QemuProgram, versionOf } from '../../hypervisors/qemu/program.ts';
import { readSerial, type SerialReport } from './serial.ts';
import type { GuestFields } from './guest-fields.ts';

/** The stream network that frames go over came with this version. */
const leastVersion = { major: 8, minor: 2 };

async function suitableQemu(): Promise<QemuProgram | undefined> {
  const program = findQemu(process.env);
  try {
    const { major, minor } = await versionOf(program);
    const isNewer =
      major > leastVersion.major || (major === leastVersion.major && minor >= leastVersion.minor);
    return isNewer ? program : undefined;
  } catch {
    return undefined;
  }
}

/** The QEMU of this machine, if it is of version 8.2 or later. */
export const qemu = await suitableQemu();

/** A guest that runs. */
export interface BootedGuest {
  /** Sends a frame to the guest's network card. */
  send(frame: Buffer): void;
  /** The next frame that the guest sends and that fits. */
  frame(fits: (frame: Buffer) => boolean): Promise<Buffer>;
  /** What the guest has reported, once that fits. @throws Error by rejection when QEMU ends before */
  report(fits: (report: SerialReport) => boolean): Promise<SerialReport>;
  /** Kills QEMU and removes its files; may be called again. */
  dispose(): Promise<void>;
}

/** The network card's address. */
export const guestMac = '525400090002';

/** Boots a guest of the lab under TCG. @param disk a raw image, if it is to have one */
export async function bootGuest(fields: GuestFields, memory: number, disk?: string): Promise<BootedGuest> {
  const folder = mkdtempSync(join(tmpdir(), 'xlmp-guest-'));
  const frames = frameServer(join(folder, 'network'));
  await frames.listening;
  const bus = fields.machineType.startsWith('microvm') ? 'device' : 'pci';
  const card = `virtio-net-${bus},netdev=n0,mac=${guestMac.match(/../g)!.join(':')}`;
  const child = spawn(qemu!.path, [
    ...(qemu!.data === undefined ? [] : ['-L', qemu!.data]),
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-no-reboot',
    '-accel',
    'tcg',
    '-cpu',
    'qemu64',
    '-M',
    fields.machineType,
    '-m',
    String(memory),
    '-serial',
    'stdio',
    '-kernel',
    fields.kernel,
    '-append',
    fields.append,
    ...(fields.initrd === undefined ? [] : ['-initrd', fields.initrd]),
    ...(fields.bios === undefined ? [] : ['-bios', fields.bios]),
    '-netdev',
    `stream,id=n0,server=off,addr.type=unix,addr.path=${join(folder, 'network')}`,
    '-device',
    bus === 'pci' ? `${card},romfile=` : card,
    ...(disk === undefined ? [] : ['-drive', `if=none,id=d0,format=raw,file=${disk}`]),
    ...(disk === undefined ? [] : ['-device', `virtio-blk-${bus},drive=d0`]),
    ...fields.extra,
  ]);
  const serial = serialOf(child);
  return {
    send: frames.send,
    frame: frames.next,
    report: serial.report,
    async dispose() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended;
      frames.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serialOf(child: ChildProcess): Pick<BootedGuest, 'report'> {
  let text = '';
  let errors = '';
  const waiting = new Set<() => void>();
  const look = (): void => waiting.forEach((check) => check());
  child.stdout!.on('data', (octets: Buffer) => {
    text += octets.toString('latin1');
    look();
  });
  child.stderr!.on('data', (octets: Buffer) => (errors += octets.toString('utf8')));
  child.once('exit', look);
  return {
    report: (fits) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const report = readSerial(text);
          const ended = child.exitCode !== null || child.signalCode !== null;
          if (!fits(report) && !ended) return;
          waiting.delete(check);
          if (fits(report)) resolve(report);
          else reject(new Error(`QEMU ended: ${errors}${text}`));
        };
        waiting.add(check);
        check();
      }),
  };
}

interface Frames {
  readonly listening: Promise<void>;
  send(frame: Buffer): void;
  next(fits: (frame: Buffer) => boolean): Promise<Buffer>;
  close(): void;
}

/** QEMU's stream network: each frame after its length in four octets. */
function frameServer(path: string): Frames {
  let peer: Socket | undefined;
  let pending = Buffer.alloc(0);
  const waiting: { fits: (frame: Buffer) => boolean; resolve: (frame: Buffer) => void }[] = [];
  const take = (octets: Buffer): void => {
    pending = Buffer.concat([pending, octets]);
    while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32BE(0)) {
      const end = 4 + pending.readUInt32BE(0);
      const frame = Buffer.from(pending.subarray(4, end));
      pending = pending.subarray(end);
      const at = waiting.findIndex(({ fits }) => fits(frame));
      if (at >= 0) waiting.splice(at, 1)[0]!.resolve(frame);
    }
  };
  const server: Server = createServer((socket) => {
    peer = socket.on('data', take);
    socket.on('error', () => socket.destroy());
  });
  return {
    listening: new Promise((resolve) => server.listen(path, resolve)),
    send(frame) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(frame.length);
      peer!.write(Buffer.concat([length, frame]));
    },
    next: (fits) => new Promise((resolve) => waiting.push({ fits, resolve })),
    close() {
      peer?.destroy();
      server.close();
    },
  };
}

/** Whether this machine has a program, by its name. */
export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, name)));
}
