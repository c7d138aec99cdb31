/**
 * Asks QEMU's monitor, with errors of our own, and reads lists in its answers.
 */
import { asDiskError } from './disk-error.ts';
import type { MonitorData, QemuMonitor } from './monitor-port.ts';

/**
 * Gives what the command returned.
 *
 * @throws DiskError (by rejection) `MONITOR_FAILED` when QEMU refuses it or is gone.
 */
export async function ask(monitor: QemuMonitor, command: string, args?: MonitorData): Promise<unknown> {
  try {
    return await monitor.execute(command, args);
  } catch (error) {
    throw asDiskError(error, 'MONITOR_FAILED', `QEMU refused ${command}`);
  }
}

/** The objects in a list; none for anything else. */
export function recordsOf(value: unknown): MonitorData[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is MonitorData => typeof item === 'object' && item !== null);
}
