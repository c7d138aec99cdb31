/** The copies of machines at this host: their records, their QEMUs, and who is told when one begins or ceases to run. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../ports/log.ts';
import { chooseAccelerator } from './accelerator.ts';
import { type Beginning, qemuArguments } from './arguments.ts';
import type { Guest } from './guest.ts';
import type { IncomingMigration } from './incoming-migration.ts';
import { endProcess, findProcess, pidOf, type QemuProcess, startQemu } from './process.ts';
import { type QemuProgram, versionOf } from './program.ts';
import { QemuError } from './qemu-error.ts';
import type { QemuVersion } from './qmp-lines.ts';
import type { QmpClient } from './qmp.ts';
import {
  type CopyRecord,
  type CopyState,
  machinesIn,
  pathsOf,
  readRecord,
  type RunPaths,
  writeRecord,
} from './run-folder.ts';
import type { SourceMigration } from './source-migration.ts';

/** A copy of a machine. */
export interface Copy {
  readonly machine: string;
  readonly paths: RunPaths;
  /** Undefined for a machine that is not described any more. */
  readonly guest: Guest | undefined;
  record: CopyRecord;
  process: QemuProcess | undefined;
  outgoing: { readonly migration: string; readonly flow: SourceMigration } | undefined;
  incoming: { readonly migration: string; readonly flow: IncomingMigration } | undefined;
}

/** The copies at a host. */
export interface Copies {
  readonly all: ReadonlyMap<string, Copy>;
  /** What a machine is that may be here. */
  guest(machine: string): Guest | undefined;
  /**
   * Starts a QEMU that stands still, and then writes the record: one without a record is ended by whoever finds it.
   *
   * @throws QemuError
   */
  start(guest: Guest, beginning: Beginning, record: CopyRecord): Promise<Copy>;
  /** Changes the record of a copy, durably. */
  change(copy: Copy, record: CopyRecord): void;
  /** The connection to the QEMU of a copy; after a break it is made again. @throws QemuError `QMP_CLOSED` */
  qmp(copy: Copy): Promise<QmpClient>;
  /** Ends the QEMU of a copy for sure. */
  end(copy: Copy): Promise<void>;
  /** Finds the copies of an earlier agent. @throws QemuError */
  find(): Promise<readonly Copy[]>;
  /** Lets go of all QEMUs; migrations that are under way are broken off. */
  close(): Promise<void>;
}

/** What the copies need. */
export interface CopiesNeeds {
  readonly runFolder: string;
  readonly guests: readonly Guest[];
  readonly program: QemuProgram;
  readonly log: Log;
  changed(machine: string, state: CopyState, epoch: number): void;
}

/** How often and after how many milliseconds it is looked whether a QEMU that closed its sockets has ended. */
const looksAtEnd = 100;
const lookEvery = 20;

/** Makes an empty book of copies. */
export function copiesAt(needs: CopiesNeeds): Copies {
  const { runFolder, program, log, changed } = needs;
  const guests = new Map(needs.guests.map((guest) => [guest.machine, guest]));
  const all = new Map<string, Copy>();
  let isClosed = false;
  let version: Promise<QemuVersion> | undefined;

  const change = (copy: Copy, record: CopyRecord): void => {
    const { state, epoch } = copy.record;
    writeRecord(copy.paths, record);
    copy.record = record;
    if (record.state !== state || record.epoch !== epoch) changed(copy.machine, record.state, record.epoch);
  };
  const hasEnded = (copy: Copy): void => {
    copy.process = undefined;
    if (copy.record.state !== 'gone') change(copy, { ...copy.record, state: 'gone' });
  };
  const keep = (copy: Copy, process: QemuProcess): void => {
    copy.process = process;
    process.qmp.onClose(() => void lookAfter(copy, process));
  };
  /** QEMU closes its sockets some time before it has ended. */
  const lookAfter = async (copy: Copy, process: QemuProcess): Promise<void> => {
    for (let look = 0; look < looksAtEnd && !isClosed; look += 1) {
      if (copy.process !== process) return;
      if (pidOf(copy.paths) === undefined) {
        log('warn', `the QEMU of ${copy.machine} has ended; see ${copy.paths.log}`);
        return hasEnded(copy);
      }
      await sleep(lookEvery);
    }
    if (copy.process === process) copy.process = undefined;
  };
  const copyWith = (machine: string, record: CopyRecord): Copy => ({
    machine,
    paths: pathsOf(runFolder, machine),
    guest: guests.get(machine),
    record,
    process: undefined,
    outgoing: undefined,
    incoming: undefined,
  });
  return {
    all,
    guest: (machine) => guests.get(machine),
    change,
    async start(guest, beginning, record) {
      version ??= versionOf(program);
      const accelerator = chooseAccelerator(guest.accelerator, await version.catch(forgetVersion), log);
      const copy = copyWith(guest.machine, { state: 'gone', epoch: record.epoch });
      const { data } = program;
      const args = qemuArguments(guest, {
        accelerator,
        paths: copy.paths,
        beginning,
        ...(data === undefined ? {} : { data }),
      });
      await endProcess(copy.paths);
      const process = await startQemu(program, args, copy.paths);
      all.set(guest.machine, copy);
      keep(copy, process);
      change(copy, record);
      return copy;
    },
    async qmp(copy) {
      if (copy.process === undefined) {
        const found = await findProcess(copy.paths);
        if (found === undefined) {
          hasEnded(copy);
          throw new QemuError('QMP_CLOSED', `the QEMU of ${copy.machine} has ended; see ${copy.paths.log}`);
        }
        keep(copy, found);
        return found.qmp;
      }
      return copy.process.qmp;
    },
    async end(copy) {
      const { process } = copy;
      copy.process = undefined;
      await endProcess(copy.paths);
      process?.qmp.close();
      hasEnded(copy);
    },
    async find() {
      for (const machine of machinesIn(runFolder)) {
        const paths = pathsOf(runFolder, machine);
        const record = readRecord(paths);
        if (all.has(machine)) continue;
        // Started and not recorded: nobody knows of it, and it does not run yet.
        if (record === undefined || record.state === 'gone') await endProcess(paths);
        if (record === undefined) continue;
        const copy = copyWith(machine, record);
        const process = await findProcess(paths);
        all.set(machine, copy);
        if (process === undefined) hasEnded(copy);
        else keep(copy, process);
      }
      return [...all.values()];
    },
    async close() {
      isClosed = true;
      for (const { process, outgoing, incoming } of all.values()) {
        await outgoing?.flow.cancel().catch(() => {});
        await incoming?.flow.cancel();
        process?.qmp.close();
      }
    },
  };

  function forgetVersion(error: unknown): never {
    version = undefined;
    throw error;
  }
}
