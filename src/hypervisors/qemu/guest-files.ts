/** Whether the files that a guest names are there, asked before QEMU says it in its own words. */
import { accessSync, constants } from 'node:fs';
import type { Guest } from './guest.ts';
import { QemuError, textOf } from './qemu-error.ts';

/** Checks them. @throws QemuError `GUEST_FILE` or `DISK_UNAVAILABLE`; the message names the field and the file. */
export function checkFiles(guest: Guest): void {
  const { kernel, initrd, bios, disks } = guest;
  check('GUEST_FILE', 'kernel', kernel, constants.R_OK);
  check('GUEST_FILE', 'initrd', initrd, constants.R_OK);
  // A bare name is one that QEMU looks up in its own folder.
  if (bios?.includes('/') === true) check('GUEST_FILE', 'bios', bios, constants.R_OK);
  for (const { name, file } of disks)
    check('DISK_UNAVAILABLE', `disk ${name}`, file, constants.R_OK | constants.W_OK);
}

function check(
  code: 'GUEST_FILE' | 'DISK_UNAVAILABLE',
  what: string,
  file: string | undefined,
  mode: number,
): void {
  if (file === undefined) return;
  try {
    accessSync(file, mode);
  } catch (error) {
    throw new QemuError(code, `the ${what} of the guest cannot be opened: ${textOf(error)}`, error);
  }
}
