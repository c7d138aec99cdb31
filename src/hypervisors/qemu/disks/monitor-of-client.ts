/**
 * Makes the monitor that the disks need of a client of QEMU's monitor that tells every event.
 */
import { DiskError } from './disk-error.ts';
import type { MonitorData, QemuMonitor } from './monitor-port.ts';

/** A client of QEMU's monitor, as far as the disks need it. */
export interface MonitorClient {
  /** Runs any command. */
  ask(command: string, values?: object): Promise<unknown>;
  /** Hears each event from now on. */
  onEvent(hear: (event: { readonly event: string; readonly data: MonitorData }) => void): unknown;
  /** Called once when the connection has ended; at once when it has ended already. */
  onClose(closed: () => void): void;
}

/** Makes one monitor for the whole life of a client. */
export function monitorOfClient(client: MonitorClient): QemuMonitor {
  interface Waiter {
    readonly name: string;
    matches(data: MonitorData): boolean;
    resolve(data: MonitorData): void;
    reject(error: DiskError): void;
  }
  const waiters = new Set<Waiter>();
  let closed = false;
  const gone = (): DiskError => new DiskError('MONITOR_FAILED', 'The connection to QEMU has ended.');

  client.onEvent(({ event, data }) => {
    for (const waiter of waiters) {
      if (waiter.name !== event || !waiter.matches(data)) continue;
      waiters.delete(waiter);
      waiter.resolve(data);
    }
  });
  client.onClose(() => {
    closed = true;
    for (const waiter of waiters) waiter.reject(gone());
    waiters.clear();
  });
  return {
    execute: (command, args) => client.ask(command, args),
    event: (name, matches) =>
      new Promise((resolve, reject) => {
        if (closed) reject(gone());
        else waiters.add({ name, matches, resolve, reject });
      }),
  };
}
