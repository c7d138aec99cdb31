/** A guest as offers describe it. */
import type { codeTables } from '../../../spec/registry/codes.ts';
import type { DiskNeed, MachineDescription } from '../../ports/hypervisor.ts';
import { type Guest, type GuestDisk, memoryOf } from './guest.ts';

/** Octets of a page of the machines that QEMU runs here. */
const pageSize = 4096;

const modes: Readonly<Record<GuestDisk['mode'], keyof (typeof codeTables)['diskMode']>> = {
  copied: 'copied',
  // QEMU's locks keep others off a file, but no storage knows of epochs.
  shared: 'shared-unfenced',
};

/** Describes a disk. */
export function needOf({ name, mode, size }: GuestDisk): DiskNeed {
  return { name, mode: modes[mode], size };
}

/** Describes a machine. */
export function descriptionOf(guest: Guest): MachineDescription {
  return {
    profile: { memory: memoryOf(guest), pageSize, processors: guest.processors, hypervisor: 'qemu' },
    disks: guest.disks.map(needOf),
  };
}
