/** What a source host asks of QEMU: rounds, the freeze, and afterwards either to go on here or to end the copy. */
import type { HypervisorOperation, HypervisorResult } from '../../ports/hypervisor.ts';
import type { Log } from '../../ports/log.ts';
import { nodeOf } from './arguments.ts';
import type { Copies, Copy } from './copies.ts';
import type { CopiedDisk } from './disks/copied-disk.ts';
import type { Guest } from './guest.ts';
import { clearMirrors } from './disks/disk-mirror.ts';
import { endMigration, ensureRunning } from './migration-watch.ts';
import { monitorOf } from './monitor.ts';
import { QemuError } from './qemu-error.ts';
import { type SourceMigration, startSourceMigration } from './source-migration.ts';

type OperationOf<Name extends HypervisorOperation['operation']> = Extract<
  HypervisorOperation,
  { operation: Name }
>;

/** The operations of a source host. Each is called when no other of the machine is under way, but for `interrupt`. */
export interface SourceSide {
  copyRound(operation: OperationOf<'copyRound'>): Promise<HypervisorResult>;
  freeze(operation: OperationOf<'freeze'>): Promise<HypervisorResult>;
  thaw(operation: OperationOf<'thaw'>): Promise<HypervisorResult>;
  discard(operation: OperationOf<'discard'>): Promise<HypervisorResult>;
  /** Breaks off a round or a freeze that is under way. */
  interrupt(machine: string): void;
}

/** What a source side needs. */
export interface SourceSideNeeds {
  readonly copies: Copies;
  readonly sliceOctets: number;
  readonly autoConverge: boolean;
  readonly log: Log;
}

/** The disks of a guest that are carried. */
export function copiedDisks(guest: Guest): readonly CopiedDisk[] {
  return guest.disks.flatMap(({ name, size, mode }, index) =>
    mode === 'copied' ? [{ name, size, node: nodeOf(index) }] : [],
  );
}

/** Makes the operations. They throw QemuError and DiskError for what definitely did not happen. */
export function sourceSide(needs: SourceSideNeeds): SourceSide {
  const { copies, sliceOctets, autoConverge, log } = needs;

  const runningCopy = ({ machine }: HypervisorOperation): Copy => {
    const copy = copies.all.get(machine);
    if (copy?.record.state !== 'running')
      throw new QemuError(
        'GUEST_UNKNOWN',
        `${machine} does not run here: it is ${copy?.record.state ?? 'unknown'}`,
      );
    return copy;
  };
  const migrationOf = async (
    copy: Copy,
    operation: OperationOf<'copyRound' | 'freeze'>,
  ): Promise<SourceMigration> => {
    const { migration, round } = operation;
    if (copy.outgoing?.migration === migration) return copy.outgoing.flow;
    // After a restart of the agent the stream is broken; what was carried of it is worth nothing.
    if (round > 1 && operation.operation === 'copyRound')
      throw new QemuError(
        'MIGRATION_CANCELLED',
        `round ${round} cannot follow: the migration was broken off`,
      );
    await copy.outgoing?.flow.cancel();
    const { guest, paths } = copy;
    const flow = await startSourceMigration({
      qmp: await copies.qmp(copy),
      paths,
      disks: guest === undefined ? [] : copiedDisks(guest),
      sliceOctets,
      autoConverge,
      log,
    });
    copy.outgoing = { migration, flow };
    return flow;
  };
  /** Lets go of a migration; QEMU is then either completed or as if nothing had been. */
  const breakOff = async (copy: Copy): Promise<void> => {
    const flow = copy.outgoing?.flow;
    copy.outgoing = undefined;
    const qmp = await copies.qmp(copy);
    if (flow !== undefined) return flow.cancel();
    // What an agent before this one has left.
    await endMigration(qmp);
    await clearMirrors(monitorOf(qmp));
  };
  return {
    async copyRound(operation) {
      const flow = await migrationOf(runningCopy(operation), operation);
      return { is: 'copied', ...(await flow.copy(operation.chunkSize)) };
    },
    async freeze(operation) {
      const copy = runningCopy(operation);
      const { record } = copy;
      const flow = await migrationOf(copy, operation);
      try {
        const frozen = await flow.freeze(operation.chunkSize, () =>
          copies.change(copy, { state: 'frozen', epoch: record.epoch, migration: operation.migration }),
        );
        return { is: 'frozen', ...frozen };
      } catch (error) {
        // It has to run on, now, and not when somebody thaws it.
        await breakOff(copy);
        await ensureRunning(await copies.qmp(copy));
        copies.change(copy, record);
        throw error;
      }
    },
    async thaw({ machine, migration, epoch }) {
      const copy = copies.all.get(machine);
      if (copy?.record.state !== 'running' && copy?.record.state !== 'frozen')
        throw new QemuError('GUEST_UNKNOWN', `no copy of ${machine} is here to go on: ${copy?.record.state}`);
      const { record } = copy;
      if (record.state === 'frozen' && record.migration !== undefined && record.migration !== migration)
        throw new QemuError('GUEST_BUSY', `${machine} stands still for the migration ${record.migration}`);
      const isAnother = copy.outgoing !== undefined && copy.outgoing.migration !== migration;
      if (!isAnother) await breakOff(copy);
      copies.change(copy, { state: 'running', epoch: Math.max(epoch, record.epoch) });
      if (!isAnother) await ensureRunning(await copies.qmp(copy));
      return { is: 'done' };
    },
    async discard({ machine, epoch }) {
      const copy = copies.all.get(machine);
      // A late one must not touch a copy that came back under a higher epoch.
      if (copy === undefined || copy.record.state === 'gone' || copy.record.epoch >= epoch)
        return { is: 'done' };
      // Nor one that arrives here and has no epoch yet.
      if (copy.record.state === 'reserved') return { is: 'done' };
      copy.outgoing = undefined;
      await copies.end(copy);
      return { is: 'done' };
    },
    interrupt(machine) {
      const flow = copies.all.get(machine)?.outgoing?.flow;
      flow
        ?.cancel()
        .catch((error: unknown) => log('debug', `cannot cancel a migration of ${machine}: ${String(error)}`));
    },
  };
}
