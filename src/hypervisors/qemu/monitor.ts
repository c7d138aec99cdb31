/** The connection to QEMU in the form in which the disks want it. */
import type { MonitorData, QemuMonitor } from './disks/monitor-port.ts';
import type { QmpClient } from './qmp.ts';
import { QemuError } from './qemu-error.ts';

/** Makes the form; the connection stays the caller's. */
export function monitorOf(qmp: QmpClient): QemuMonitor {
  return {
    execute: (command, values) => qmp.ask(command, values),
    event: (name, matches) =>
      new Promise<MonitorData>((resolve, reject) => {
        const forget = qmp.onEvent(({ event, data }) => {
          if (event !== name || !matches(data)) return;
          forget();
          resolve(data);
        });
        qmp.onClose(() =>
          reject(new QemuError('QMP_CLOSED', `QEMU is gone; ${name} does not come any more`)),
        );
      }),
  };
}
