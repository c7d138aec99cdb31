/** Where a migration stands in QEMU, followed by its events, and how it is brought to an end. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MigrationInfo, MigrationStatus } from './qmp-commands.ts';
import type { QmpClient } from './qmp.ts';
import { QemuError } from './qemu-error.ts';

/** A migration that is followed. */
export interface MigrationWatch {
  readonly status: MigrationStatus;
  /** How often the log of dirty pages was taken since the watch began. */
  readonly passes: number;
  /**
   * Waits for a status.
   *
   * @throws QemuError `MIGRATION_FAILED` with QEMU's reason, `QMP_CLOSED`
   */
  reach(wanted: MigrationStatus): Promise<void>;
  /** Throws when it has failed, or QEMU is gone. */
  check(): void;
  stop(): void;
}

const over: ReadonlySet<MigrationStatus> = new Set(['none', 'completed', 'failed', 'cancelled']);
const pollEvery = 20;

/**
 * Follows the events of a migration that is about to begin.
 *
 * @param changed called whenever something has changed.
 */
export function watchMigration(qmp: QmpClient, changed: () => void): MigrationWatch {
  let status: MigrationStatus = 'none';
  let passes = 0;
  let isGone = false;
  let waiters: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiters;
    waiters = [];
    for (const waiter of woken) waiter();
    changed();
  };
  const forget = qmp.onEvent(({ event, data }) => {
    if (event === 'MIGRATION') status = data['status'] as MigrationStatus;
    else if (event === 'MIGRATION_PASS') passes += 1;
    else return;
    wake();
  });
  qmp.onClose(() => {
    isGone = true;
    wake();
  });
  const check = (): void => {
    if (isGone) throw new QemuError('QMP_CLOSED', 'QEMU has ended during the migration; see its qemu.log');
    if (status === 'failed' || status === 'cancelled' || status === 'cancelling')
      throw new QemuError('MIGRATION_FAILED', `the migration ended in QEMU: ${status}`);
  };
  return {
    get status() {
      return status;
    },
    get passes() {
      return passes;
    },
    check,
    async reach(wanted) {
      while (status !== wanted) {
        check();
        await new Promise<void>((resolve) => waiters.push(resolve));
      }
    },
    stop: forget,
  };
}

/** Why QEMU gave up a migration, in its words. */
export async function failureOf(qmp: QmpClient): Promise<string> {
  const info = await qmp.execute('query-migrate').catch((): MigrationInfo => ({}));
  return info['error-desc'] ?? 'QEMU gives no reason';
}

/**
 * Ends a migration, however far it has come, and returns how it ended. QEMU lets the machine run again if it had
 * stopped it; after `completed` it stands still.
 *
 * @throws QemuError what talking to QEMU throws.
 */
export async function endMigration(qmp: QmpClient): Promise<MigrationStatus> {
  for (let asked = false; ; await sleep(pollEvery)) {
    const { status = 'none' } = await qmp.execute('query-migrate');
    if (over.has(status)) return status;
    if (!asked) await qmp.execute('migrate_cancel');
    asked = true;
  }
}

/**
 * Sees to it that the processors of a machine run.
 *
 * @throws QemuError `QMP_REFUSED` when QEMU will not.
 */
export async function ensureRunning(qmp: QmpClient): Promise<void> {
  if ((await qmp.execute('query-status')).running) return;
  await qmp.execute('cont');
  const { running, status } = await qmp.execute('query-status');
  if (!running) throw new QemuError('QMP_REFUSED', `QEMU was told to go on and stands still: ${status}`);
}
