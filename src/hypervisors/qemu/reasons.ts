/** What is said to the other host of what went wrong in QEMU: a row of the table `reason`. */
import type { codeTables } from '../../../spec/registry/codes.ts';
import { DiskError } from './disks/disk-error.ts';
import { QemuError, type QemuErrorCode } from './qemu-error.ts';

/** A row of the table `reason`. */
export type Reason = keyof (typeof codeTables)['reason'];

/** All others are `hypervisor`. */
const reasons: Partial<Record<QemuErrorCode, Reason>> = {
  GUEST_UNKNOWN: 'no-resources',
  GUEST_BUSY: 'busy',
  MEMORY_UNAVAILABLE: 'no-resources',
  NIC_UNAVAILABLE: 'network-not-ready',
  DISK_UNAVAILABLE: 'disk-not-ready',
  MIGRATION_CANCELLED: 'cancelled',
};

/** The reason behind anything that was thrown. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof DiskError) return error.reason;
  return error instanceof QemuError ? (reasons[error.code] ?? 'hypervisor') : 'hypervisor';
}
