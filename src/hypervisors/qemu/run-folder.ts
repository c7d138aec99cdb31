/**
 * The folder of a machine that outlives the agent: sockets, logs, the pid of QEMU and a record of what the copy is.
 * The record needs no disk to be durable: a crash of the host ends QEMU too.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longestPath } from './disks/socket-path.ts';
import { QemuError, textOf } from './qemu-error.ts';
import { isObject } from './qmp-lines.ts';

/** What a copy of a machine is at a host. */
export type CopyState = 'running' | 'frozen' | 'reserved' | 'gone';

/** What the record says. */
export interface CopyRecord {
  readonly state: CopyState;
  /** The epoch under which the copy runs or ran last; 0 for one that has not run here. */
  readonly epoch: number;
  /** The migration that froze or reserved the copy. */
  readonly migration?: string;
}

/** The files of a machine. */
export interface RunPaths {
  readonly folder: string;
  readonly record: string;
  /** The QMP socket of the driver. */
  readonly qmp: string;
  /** A QMP socket for others. */
  readonly monitor: string;
  readonly pid: string;
  readonly serial: string;
  /** What QEMU writes to standard error. */
  readonly log: string;
  /** The stream on its way out of QEMU, and into it. */
  readonly outgoing: string;
  readonly incoming: string;
}

/** The longest name of a socket in the folder; those of disks stand beside ours. */
const longestName = 'mirror-99.sock';
const recordFormat = 1;
const states: readonly string[] = ['running', 'frozen', 'reserved', 'gone'] satisfies readonly CopyState[];

/**
 * Names the files of a machine.
 *
 * @throws QemuError `RUN_FOLDER` when the folder lies so deep that no socket fits.
 */
export function pathsOf(runFolder: string, machine: string): RunPaths {
  const folder = join(runFolder, machine);
  const paths: RunPaths = {
    folder,
    record: join(folder, 'state.json'),
    qmp: join(folder, 'qmp.sock'),
    monitor: join(folder, 'monitor.sock'),
    pid: join(folder, 'pid'),
    serial: join(folder, 'serial.log'),
    log: join(folder, 'qemu.log'),
    outgoing: join(folder, 'out.sock'),
    incoming: join(folder, 'in.sock'),
  };
  const longest = Buffer.byteLength(join(folder, longestName));
  if (longest > longestPath) {
    const most = longestPath - (longest - Buffer.byteLength(runFolder));
    throw new QemuError(
      'RUN_FOLDER',
      `${runFolder} is too long for sockets: take one of ${most} octets at most`,
    );
  }
  return paths;
}

/** Makes the folder. @throws QemuError `RUN_FOLDER` */
export function makeFolder(paths: RunPaths): void {
  try {
    mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new QemuError('RUN_FOLDER', `cannot make ${paths.folder}: ${textOf(error)}`, error);
  }
}

/** The machines that have a folder. */
export function machinesIn(runFolder: string): readonly string[] {
  try {
    return readdirSync(runFolder).filter((name) => /^[0-9a-f]{40}$/.test(name));
  } catch {
    return [];
  }
}

/** Reads the record; undefined when there is none. @throws QemuError `RUN_FOLDER` when it is damaged */
export function readRecord(paths: RunPaths): CopyRecord | undefined {
  let text: string;
  try {
    text = readFileSync(paths.record, 'utf8');
  } catch {
    return undefined;
  }
  const record = parsed(text);
  if (record === undefined)
    throw new QemuError(
      'RUN_FOLDER',
      `${paths.record} is damaged; end the QEMU of ${paths.pid} and remove it`,
    );
  return record;
}

/** Writes the record, all of it or nothing. @throws QemuError `RUN_FOLDER` */
export function writeRecord(paths: RunPaths, record: CopyRecord): void {
  const { state, epoch, migration = null } = record;
  try {
    writeFileSync(
      `${paths.record}.new`,
      `${JSON.stringify({ format: recordFormat, state, epoch, migration })}\n`,
    );
    renameSync(`${paths.record}.new`, paths.record);
  } catch (error) {
    throw new QemuError('RUN_FOLDER', `cannot write ${paths.record}: ${textOf(error)}`, error);
  }
}

function parsed(text: string): CopyRecord | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(json) || json['format'] !== recordFormat) return undefined;
  const { state, epoch, migration } = json;
  if (typeof state !== 'string' || !states.includes(state)) return undefined;
  if (typeof epoch !== 'number' || !Number.isSafeInteger(epoch) || epoch < 0) return undefined;
  return {
    state: state as CopyState,
    epoch,
    ...(typeof migration === 'string' ? { migration } : {}),
  };
}
