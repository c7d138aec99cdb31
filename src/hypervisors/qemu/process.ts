/**
 * QEMU as a process that outlives the agent: started in a session of its own, found again by its pid and its socket,
 * and ended for sure.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitError } from './exit-error.ts';
import type { QemuProgram } from './program.ts';
import { QemuError, textOf } from './qemu-error.ts';
import { connectQmp, type QmpClient } from './qmp.ts';
import { makeFolder, type RunPaths } from './run-folder.ts';

/** A QEMU that runs and can be talked to. */
export interface QemuProcess {
  readonly pid: number;
  readonly qmp: QmpClient;
}

/** Milliseconds until a QEMU that was started has to answer: to touch all memory of a large guest takes its time. */
const startWithin = 120_000;
const killWithin = 10_000;

/**
 * Starts QEMU and connects to it.
 *
 * @throws QemuError what `exitError` makes of the words with which QEMU ended; `QEMU_MISSING`, `QMP_TIMEOUT`
 */
export async function startQemu(
  program: QemuProgram,
  args: readonly string[],
  paths: RunPaths,
): Promise<QemuProcess> {
  makeFolder(paths);
  for (const path of [paths.qmp, paths.monitor, paths.pid, paths.log]) rmSync(path, { force: true });
  const log = openSync(paths.log, 'w');
  const child = spawn(program.path, args, { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  let ended: QemuError | undefined;
  child.once('error', (error) => {
    const { code } = error as NodeJS.ErrnoException;
    const text = `cannot run ${program.path}: ${code ?? textOf(error)}; install it, or say in XLMP_QEMU where it is`;
    ended ??= new QemuError('QEMU_MISSING', text, error);
  });
  child.once('exit', (code, signal) => {
    ended ??= exitError(read(paths.log), signal ?? `exit code ${code}`);
  });
  child.unref();
  const { pid } = child;
  const deadline = Date.now() + startWithin;
  for (;;) {
    if (ended !== undefined) throw ended;
    try {
      const qmp = await connectQmp(paths.qmp);
      if (pid !== undefined) return { pid, qmp };
    } catch (error) {
      if (!(error instanceof QemuError) || error.code !== 'QMP_CLOSED') throw error;
    }
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new QemuError(
        'QMP_TIMEOUT',
        `QEMU does not answer within ${startWithin} ms; look into ${paths.log}`,
      );
    }
    await sleep(10);
  }
}

/** Finds a QEMU that an earlier agent has started; undefined when it has ended. @throws QemuError `QMP_TIMEOUT` */
export async function findProcess(paths: RunPaths): Promise<QemuProcess | undefined> {
  const pid = pidOf(paths);
  if (pid === undefined) return undefined;
  try {
    return { pid, qmp: await connectQmp(paths.qmp) };
  } catch (error) {
    if (pidOf(paths) === undefined) return undefined;
    throw error;
  }
}

/**
 * Ends the QEMU of a folder, whatever it does; returns when it is gone.
 *
 * @throws QemuError `QMP_TIMEOUT` when it does not go, which only an operating system in trouble brings about.
 */
export async function endProcess(paths: RunPaths): Promise<void> {
  const deadline = Date.now() + killWithin;
  for (let pid = pidOf(paths); pid !== undefined; pid = pidOf(paths)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile; the next look sees that.
    }
    if (Date.now() > deadline)
      throw new QemuError('QMP_TIMEOUT', `process ${pid} does not end; look after it`);
    await sleep(5);
  }
}

/** The pid of the QEMU of a folder while it runs; a pid that was given to another program does not count. */
export function pidOf(paths: RunPaths): number | undefined {
  const pid = Number(read(paths.pid));
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  if (!read(`/proc/${pid}/cmdline`).split('\0').includes(paths.pid)) return undefined;
  // A zombie has ended; whoever is its parent has not looked yet.
  return /^State:\s+[ZX]/m.test(read(`/proc/${pid}/status`)) ? undefined : pid;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
