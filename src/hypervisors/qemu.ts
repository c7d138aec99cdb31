/**
 * Machines under QEMU. Their QEMUs outlive the agent: what they are is kept in a run folder, and found again. A machine
 * never runs twice by this driver's doing: a copy starts only when all of it has arrived, and goes on at its source
 * only while it was not discarded.
 */
import type { Hypervisor, HypervisorOperation, HypervisorResult } from '../ports/hypervisor.ts';
import type { Log } from '../ports/log.ts';
import { answersOf } from './qemu/answers.ts';
import { copiesAt, type Copy } from './qemu/copies.ts';
import { descriptionOf } from './qemu/description.ts';
import { destinationSide } from './qemu/destination-side.ts';
import type { Guest } from './qemu/guest.ts';
import { checkFiles } from './qemu/guest-files.ts';
import { endMigration, ensureRunning } from './qemu/migration-watch.ts';
import { pidOf } from './qemu/process.ts';
import { findQemu, type QemuProgram } from './qemu/program.ts';
import { QemuError, textOf } from './qemu/qemu-error.ts';
import { reasonOf } from './qemu/reasons.ts';
import type { CopyState } from './qemu/run-folder.ts';
import { sourceSide } from './qemu/source-side.ts';
import { endRecordOctets } from './qemu/state-image.ts';

/** What a QEMU driver is made of. */
export interface QemuOptions {
  /** An absolute folder of this host alone, in which the QEMUs of its machines are found again. */
  readonly runFolder: string;
  /** Every machine that may run here or come here. */
  readonly guests: readonly Guest[];
  readonly log: Log;
  /** By default what `findQemu` finds. */
  readonly program?: QemuProgram;
  /** Lets QEMU slow down the processors of a machine that writes faster than it is carried; by default not. */
  readonly autoConverge?: boolean;
  /** Octets of a round at most; by default 8 MiB. The last round may have more. */
  readonly sliceOctets?: number;
  /** How often the memory of a machine may be carried at most; by default 64 times. */
  readonly streamPasses?: number;
}

/** A copy of a machine, as QEMU says. */
export interface QemuCopyView {
  readonly state: CopyState;
  readonly epoch: number;
  /** The migration that froze, reserved or brought it. */
  readonly migration?: string;
  /** Of QEMU, while it runs. */
  readonly pid?: number;
}

/** Machines under QEMU. */
export interface QemuHypervisor extends Hypervisor {
  /**
   * Finds the machines that an agent before this one has left; to be called before anything else.
   *
   * @returns the machines, each with what it is now.
   * @throws QemuError
   */
  attach(): Promise<ReadonlyMap<string, QemuCopyView>>;
  /**
   * Starts a machine that is described here under an epoch.
   *
   * @throws QemuError with a code and what to do about it.
   */
  boot(machine: string, epoch: number): Promise<void>;
  /** What the copy of a machine is, asked of QEMU; undefined when there never was one. */
  copyOf(machine: string): Promise<QemuCopyView | undefined>;
  /** Ends the QEMU of a machine, whatever it does. For tests, and for operators who know what they do. */
  kill(machine: string): Promise<void>;
  /** Lets go of the QEMUs, which go on. A migration that is under way is broken off by that. */
  close(): Promise<void>;
  /** Called when a copy begins or ceases to run. */
  onChange?: (machine: string, copy: { readonly state: CopyState; readonly epoch: number }) => void;
}

const defaultSlice = 8 * 1_048_576;
const defaultPasses = 64;
/** Octets of devices, and of QEMU's own words in the stream. */
const besidesMemory = 64 * 1_048_576;

/** Makes a driver; it does nothing before `attach`. */
export function qemuHypervisor(options: QemuOptions): QemuHypervisor {
  const { runFolder, guests, log, program = findQemu(process.env) } = options;
  const { autoConverge = false, sliceOctets = defaultSlice, streamPasses = defaultPasses } = options;
  const answers = answersOf();
  const copies = copiesAt({
    runFolder,
    guests,
    program,
    log,
    changed: (machine, state, epoch) => hypervisor.onChange?.(machine, { state, epoch }),
  });
  const source = sourceSide({ copies, sliceOctets, autoConverge, log });
  const destination = destinationSide({ copies, program, log });

  const carryOut = (operation: HypervisorOperation): Promise<HypervisorResult | undefined> => {
    switch (operation.operation) {
      case 'copyRound':
        return source.copyRound(operation);
      case 'freeze':
        return source.freeze(operation);
      case 'thaw':
        return source.thaw(operation);
      case 'discard':
        return source.discard(operation);
      case 'reserve':
        return destination.reserve(operation);
      case 'load':
        return destination.load(operation);
      case 'start':
        return destination.start(operation);
      case 'release':
        return destination.release(operation);
    }
  };
  const attempt = async (operation: HypervisorOperation): Promise<HypervisorResult | undefined> => {
    const { machine, operation: name } = operation;
    try {
      const result = await carryOut(operation);
      if (name === 'thaw' || name === 'discard' || name === 'release') answers.forget(machine);
      return result;
    } catch (error) {
      const reason = reasonOf(error);
      log(reason === 'cancelled' ? 'info' : 'warn', `${name} of ${machine}: ${textOf(error)}`);
      return { is: 'failed', reason };
    }
  };
  const interrupt = ({ operation, machine, migration }: HypervisorOperation): void => {
    if (operation === 'thaw' && copies.all.get(machine)?.outgoing?.migration === migration)
      source.interrupt(machine);
    if (operation === 'release') destination.interrupt(machine, migration);
  };
  const viewOf = async (copy: Copy): Promise<QemuCopyView> => {
    const { epoch, migration } = copy.record;
    const pid = pidOf(copy.paths);
    const state = pid === undefined ? 'gone' : await stateOf(copy);
    return {
      state,
      epoch,
      ...(migration === undefined ? {} : { migration }),
      ...(pid === undefined ? {} : { pid }),
    };
  };
  const stateOf = async (copy: Copy): Promise<CopyState> => {
    const { running } = await (await copies.qmp(copy)).execute('query-status');
    if (running) return 'running';
    return copy.record.state === 'reserved' ? 'reserved' : 'frozen';
  };
  /** A machine that was to run when the agent ended runs on: nobody but it can have the right to. */
  const mend = async (copy: Copy): Promise<void> => {
    if (copy.record.state !== 'running' || copy.process === undefined) return;
    await endMigration(copy.process.qmp);
    await ensureRunning(copy.process.qmp);
  };

  const hypervisor: QemuHypervisor = {
    describe(machine) {
      const copy = copies.all.get(machine);
      const isHere = copy?.record.state === 'running' || copy?.record.state === 'frozen';
      return isHere && copy.guest !== undefined ? descriptionOf(copy.guest) : undefined;
    },
    imageLimit: (memory, disks) =>
      disks.reduce((sum, { mode, size }) => sum + (mode === 'copied' ? size : 0), endRecordOctets) +
      memory * streamPasses +
      besidesMemory,
    perform(operation, done) {
      interrupt(operation);
      answers.answer(operation, () => attempt(operation), done);
    },
    async attach() {
      const views = new Map<string, QemuCopyView>();
      for (const copy of await copies.find()) {
        await mend(copy);
        views.set(copy.machine, await viewOf(copy));
      }
      return views;
    },
    boot: (machine, epoch) =>
      answers.alone(machine, async () => {
        const guest = copies.guest(machine);
        if (guest === undefined)
          throw new QemuError(
            'GUEST_UNKNOWN',
            `no guest is described for ${machine}: add its file to the host`,
          );
        const copy = copies.all.get(machine);
        if (copy !== undefined && copy.record.state !== 'gone')
          throw new QemuError('GUEST_BUSY', `a copy of ${machine} is here already: ${copy.record.state}`);
        checkFiles(guest);
        const started = await copies.start(guest, 'stopped', { state: 'running', epoch });
        await ensureRunning(await copies.qmp(started));
      }),
    async copyOf(machine) {
      const copy = copies.all.get(machine);
      return copy === undefined ? undefined : viewOf(copy);
    },
    async kill(machine) {
      const copy = copies.all.get(machine);
      if (copy !== undefined) await copies.end(copy);
    },
    close: () => copies.close(),
  };
  return hypervisor;
}
