/** What a destination host asks of QEMU: to make room for a machine, to load it, and then to start it or let it go. */
import type { HypervisorOperation, HypervisorResult } from '../../ports/hypervisor.ts';
import type { Log } from '../../ports/log.ts';
import type { Copies, Copy } from './copies.ts';
import { type Guest, memoryOf } from './guest.ts';
import { startIncomingMigration } from './incoming-migration.ts';
import { makeDisk, type QemuProgram } from './program.ts';
import { QemuError, textOf } from './qemu-error.ts';
import { reasonOf } from './reasons.ts';
import { needOf } from './description.ts';
import { copiedDisks } from './source-side.ts';

type OperationOf<Name extends HypervisorOperation['operation']> = Extract<
  HypervisorOperation,
  { operation: Name }
>;
type Votes = Extract<HypervisorResult, { is: 'reserved' }>['votes'];

/** The operations of a destination host. Each is called when no other of the machine is under way, but for `interrupt`. */
export interface DestinationSide {
  reserve(operation: OperationOf<'reserve'>): Promise<HypervisorResult>;
  load(operation: OperationOf<'load'>): Promise<HypervisorResult>;
  /** Gives undefined when it is not known whether the machine has run. */
  start(operation: OperationOf<'start'>): Promise<HypervisorResult | undefined>;
  release(operation: OperationOf<'release'>): Promise<HypervisorResult>;
  /** Breaks off a load that is under way. */
  interrupt(machine: string, migration: string): void;
}

/** What a destination side needs. */
export interface DestinationSideNeeds {
  readonly copies: Copies;
  readonly program: QemuProgram;
  readonly log: Log;
}

/** Microseconds, as guests of 64 to 512 MiB took on two cores with other work. */
const estimate = { memory: 20_000, device: 5_000, fence: 0, network: 2_000, rebind: 10_000, gap: 60_000 };

const allYes: Votes = { memory: 'yes', disk: 'yes', device: 'yes', network: 'yes' };

/** Makes the operations. They throw QemuError and DiskError for what definitely did not happen. */
export function destinationSide({ copies, program, log }: DestinationSideNeeds): DestinationSide {
  const begin = async (guest: Guest, migration: string): Promise<void> => {
    for (const { file, format, size, mode } of guest.disks) {
      // What the machine left here on an earlier stay is old: nothing is carried for places that are zero.
      if (mode === 'copied') await makeDisk(program, file, format, size);
    }
    const copy = await copies.start(guest, 'incoming', { state: 'reserved', epoch: 0, migration });
    try {
      const flow = await startIncomingMigration(await copies.qmp(copy), copy.paths, copiedDisks(guest));
      copy.incoming = { migration, flow };
    } catch (error) {
      await copies.end(copy);
      throw error;
    }
  };
  const isLoaded = async (copy: Copy): Promise<boolean> => {
    const { status } = await (await copies.qmp(copy)).execute('query-migrate');
    return status === 'completed';
  };
  const drop = async (copy: Copy): Promise<void> => {
    const flow = copy.incoming?.flow;
    copy.incoming = undefined;
    await flow?.cancel();
    await copies.end(copy);
  };
  const reservedCopy = ({ machine, migration }: HypervisorOperation): Copy => {
    const copy = copies.all.get(machine);
    if (copy?.record.state !== 'reserved' || copy.record.migration !== migration)
      throw new QemuError('MIGRATION_FAILED', `nothing is reserved here for ${machine} in this migration`);
    return copy;
  };
  return {
    async reserve({ machine, migration, memory, disks }) {
      const guest = copies.guest(machine);
      if (guest === undefined)
        throw new QemuError(
          'GUEST_UNKNOWN',
          `${machine} wants to come and is not described here: add its guest file`,
        );
      const copy = copies.all.get(machine);
      if (copy?.record.state === 'running' || copy?.record.state === 'frozen')
        throw new QemuError('GUEST_BUSY', `a copy of ${machine} is here already: ${copy.record.state}`);
      if (copy?.record.state === 'reserved') {
        if (copy.record.migration === migration && copy.incoming !== undefined)
          return { is: 'reserved', votes: allYes, estimate };
        // One that has arrived may have the right to run by now.
        if (await isLoaded(copy).catch(() => false))
          throw new QemuError(
            'GUEST_BUSY',
            `${machine} has arrived here in migration ${copy.record.migration}`,
          );
        await drop(copy);
      }
      const votes: Votes = {
        ...allYes,
        memory: memory === memoryOf(guest) ? 'yes' : 'no',
        disk: JSON.stringify(disks) === JSON.stringify(guest.disks.map(needOf)) ? 'yes' : 'no',
      };
      if (votes.memory === 'no' || votes.disk === 'no') {
        log('warn', `${machine} has other memory or disks than its description here`);
        return { is: 'reserved', votes, estimate };
      }
      try {
        await begin(guest, migration);
        return { is: 'reserved', votes, estimate };
      } catch (error) {
        const part = partOf(error);
        if (part === undefined) throw error;
        log('warn', `cannot reserve for ${machine}: ${textOf(error)}`);
        return { is: 'reserved', votes: { ...votes, [part]: 'no' }, estimate };
      }
    },
    async load(operation) {
      const copy = reservedCopy(operation);
      if (copy.incoming === undefined)
        throw new QemuError('MIGRATION_FAILED', 'the stream was broken off by a restart of this host');
      return { is: 'loaded', stateDigest: await copy.incoming.flow.load(operation.chunks) };
    },
    async start(operation) {
      const { machine, migration, epoch } = operation;
      const copy = copies.all.get(machine);
      if (copy?.record.state === 'running' && copy.record.epoch > epoch) return { is: 'done' };
      // It runs here and is about to leave again.
      if (copy?.record.state === 'running' && copy.outgoing !== undefined) return { is: 'done' };
      const isAgain = copy?.record.migration === migration && copy.record.epoch === epoch;
      if (copy !== undefined && isAgain && copy.record.state === 'gone') {
        log('error', `${machine} was started here and its QEMU has ended since`);
        return { is: 'done' };
      }
      if (copy === undefined || !isAgain || copy.record.state !== 'running') {
        const reserved = reservedCopy(operation);
        const isWhole =
          reserved.incoming?.flow.isLoaded === true || (await isLoaded(reserved).catch(() => false));
        if (!isWhole) {
          await drop(reserved);
          throw new QemuError('MIGRATION_FAILED', `${machine} cannot start: not all of it has arrived`);
        }
        // First the record: whoever finds it lets the machine run, since the right to run was given.
        copies.change(reserved, { state: 'running', epoch, migration });
        reserved.incoming = undefined;
        return letRun(reserved);
      }
      return letRun(copy, true);
    },
    async release({ machine, migration }) {
      const copy = copies.all.get(machine);
      if (copy?.record.state === 'reserved' && copy.record.migration === migration) await drop(copy);
      return { is: 'done' };
    },
    interrupt(machine, migration) {
      const copy = copies.all.get(machine);
      if (copy?.incoming?.migration === migration) void copy.incoming.flow.cancel().catch(() => {});
    },
  };

  /** Lets a copy run; one that may run already is asked first. */
  async function letRun(copy: Copy, mayRun = false): Promise<HypervisorResult | undefined> {
    try {
      const qmp = await copies.qmp(copy);
      if (!mayRun || !(await qmp.execute('query-status')).running) await qmp.execute('cont');
      return { is: 'done' };
    } catch (error) {
      log('error', `cannot start ${copy.machine}: ${textOf(error)}`);
      // Refused by QEMU: it did not run, and is not to run later. Anything else leaves that open.
      if (!(error instanceof QemuError) || error.code !== 'QMP_REFUSED') return undefined;
      await copies.end(copy);
      return { is: 'failed', reason: reasonOf(error) };
    }
  }
}

/** The part that votes no because of an error. */
function partOf(error: unknown): keyof Votes | undefined {
  switch (reasonOf(error)) {
    case 'no-resources':
      return 'memory';
    case 'network-not-ready':
      return 'network';
    case 'disk-not-ready':
      return 'disk';
    default:
      return undefined;
  }
}
