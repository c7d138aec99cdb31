/**
 * What the disks need of a connection to QEMU's monitor (QMP).
 */

/** An object of QMP. */
export type MonitorData = Readonly<Record<string, unknown>>;

/** A connection to the monitor of one QEMU. */
export interface QemuMonitor {
  /** Gives what the command returned; rejects when QEMU answers with an error or the connection is gone. */
  execute(command: string, args?: MonitorData): Promise<unknown>;
  /**
   * Gives the data of the next event of that name for which `matches` holds, counted from this call;
   * rejects when the connection is gone.
   */
  event(name: string, matches: (data: MonitorData) => boolean): Promise<MonitorData>;
}
