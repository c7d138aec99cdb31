/** The QEMUs of a host, as `xlmp agent --qemu FOLDER --guest FILE` names them. */
import { resolve } from 'node:path';
import type { SimulatedMachine } from '../agent/index.ts';
import { type QemuHypervisor, qemuHypervisor } from '../hypervisors/qemu.ts';
import { type Guest, readGuestFile } from '../hypervisors/qemu/guest.ts';
import { QemuError } from '../hypervisors/qemu/qemu-error.ts';
import type { Log } from '../ports/log.ts';
import { environmentError, usageError } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** The options of a host whose machines are guests of QEMU. */
export interface QemuHostOptions {
  /** The folder in which QEMUs are found again. */
  readonly qemu?: string;
  /** Descriptions of the guests that may run here or come here. */
  readonly guest?: readonly string[];
  /** Lets QEMU slow down a machine that writes faster than it is carried. */
  readonly autoConverge?: boolean;
}

/**
 * Finds the QEMUs of an earlier agent, and boots the machines that are to begin here and do not run already.
 *
 * @returns undefined when the host has a simulated hypervisor.
 * @throws CommandError
 */
export async function openQemu(
  terminal: Terminal,
  { qemu: folder, guest: files = [], autoConverge = false }: QemuHostOptions,
  machines: readonly SimulatedMachine[],
  log: Log,
): Promise<QemuHypervisor | undefined> {
  if (folder === undefined) {
    if (files.length > 0) throw usageError('--guest without --qemu', 'Give --qemu FOLDER.');
    if (autoConverge) throw usageError('--auto-converge without --qemu', 'Give --qemu FOLDER.');
    return undefined;
  }
  if (files.length === 0)
    throw usageError('--qemu without --guest', 'Describe the guests with --guest FILE.');
  try {
    const guests: Guest[] = [];
    for (const file of files) guests.push(await readGuestFile(file));
    const qemu = qemuHypervisor({ runFolder: resolve(folder), guests, log, autoConverge });
    qemu.onChange = (machine, { state, epoch }) =>
      terminal.out(`machine HID:${machine} ${state}${state === 'running' ? ` under epoch ${epoch}` : ''}\n`);
    const found = await qemu.attach();
    for (const { machine, epoch } of machines) {
      const copy = found.get(machine);
      if (copy === undefined || copy.state === 'gone') await qemu.boot(machine, epoch);
    }
    return qemu;
  } catch (error) {
    if (error instanceof QemuError) throw environmentError(error.message, undefined, error);
    throw error;
  }
}
