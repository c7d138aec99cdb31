/** Where QEMU is and which version it has. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { QemuError, textOf } from './qemu-error.ts';
import type { QemuVersion } from './qmp-lines.ts';

/** A QEMU that is installed. */
export interface QemuProgram {
  /** The program; a name without a slash is looked up on PATH. */
  readonly path: string;
  /** The folder of its firmware, when it would not find that itself. */
  readonly data?: string;
  /** Its version, where somebody has asked already. */
  readonly version?: QemuVersion;
}

const name = 'qemu-system-x86_64';
const ownFolder = '.xlmp/debian/usr';
const run = promisify(execFile);

/** Finds QEMU: as the environment says, then under `.xlmp/debian` here, then on PATH. It may still be missing. */
export function findQemu(
  env: Readonly<Record<string, string | undefined>>,
  exists = existsSync,
): QemuProgram {
  const { XLMP_QEMU: path, XLMP_QEMU_DATA: data } = env;
  if (path !== undefined && path !== '') return { path, ...(data === undefined ? {} : { data }) };
  const own = join(ownFolder, 'bin', name);
  return exists(own) ? { path: own, data: join(ownFolder, 'share/qemu') } : { path: name };
}

/**
 * Asks a QEMU for its version, unless it is known.
 *
 * @throws QemuError `QEMU_MISSING` when it is not there or does not run, `QEMU_VERSION` when it does not say.
 */
export async function versionOf(program: QemuProgram): Promise<QemuVersion> {
  if (program.version !== undefined) return program.version;
  const text = await output(program.path, ['--version']);
  const found = /version (\d+)\.(\d+)/.exec(text);
  if (found === null)
    throw new QemuError('QEMU_VERSION', `${program.path} --version names no version: ${text.slice(0, 80)}`);
  return { major: Number(found[1]), minor: Number(found[2]) };
}

/**
 * Makes a new disk of zeroes; a file that is there is emptied, unless a QEMU has it open.
 *
 * @throws QemuError `QEMU_MISSING` when qemu-img is not there, `DISK_UNAVAILABLE` when the disk cannot be made.
 */
export async function makeDisk(
  program: QemuProgram,
  file: string,
  format: string,
  size: number,
): Promise<void> {
  const beside = join(dirname(program.path), 'qemu-img');
  const image = program.path.includes('/') && existsSync(beside) ? beside : 'qemu-img';
  try {
    await output(image, ['create', '-q', '-f', format, file, String(size)]);
  } catch (error) {
    if (error instanceof QemuError && error.code === 'QEMU_MISSING')
      throw new QemuError('QEMU_MISSING', `${error.message} (Debian: apt-get install qemu-utils)`, error);
    throw new QemuError('DISK_UNAVAILABLE', `cannot make the disk ${file}: ${textOf(error)}`, error);
  }
}

async function output(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(program, args, { encoding: 'utf8', timeout: 60_000 })).stdout;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === 'ENOENT' || code === 'EACCES')
      throw new QemuError(
        'QEMU_MISSING',
        `cannot run ${program}: ${code}; install it, or say in XLMP_QEMU where it is`,
        error,
      );
    throw error;
  }
}
