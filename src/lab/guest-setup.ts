/** The guest of a run as its hosts are told of it: what it is made of, what it does, and its disks. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { mustRun } from './command.ts';
import { buildBareGuest } from './guests/bare-guest.ts';
import { bareGuestFields, type GuestWork, linuxGuestFields } from './guests/guest-fields.ts';
import { buildLinuxGuest } from './guests/linux-guest.ts';
import type { LabScenario } from './scenario.ts';
import { guestNetwork } from './topology.ts';

/** Where what is built once stays for later runs. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'xlmp', 'lab');
}

const mebibyte = 1_048_576;

/**
 * Builds the guest of a scenario and gives its description for a host.
 *
 * @param folder where the disks of a host are to be.
 * @throws LabError by rejection: MACHINE_LACKS
 */
export async function setUpGuest(
  { guest, disk }: LabScenario,
  folder: string,
): Promise<(place: string) => Readonly<Record<string, unknown>>> {
  if (guest.kind === 'simulated') return () => ({});
  const { guestAddress, guestMac, routerAddress, tap, tunMtu } = guestNetwork;
  const work: GuestWork = {
    ip: guestAddress,
    gateway: routerAddress,
    mtu: tunMtu,
    fillMb: guest.fill,
    dirtyMb: guest.dirty,
    dirtyRate: guest.dirtyRate,
    ...(disk === undefined ? {} : { disk: true, diskRate: disk.rate }),
  };
  const cache = cacheFolder();
  const fields =
    guest.kind === 'bare'
      ? bareGuestFields(await buildBareGuest(cache), work)
      : linuxGuestFields(await buildLinuxGuest(cache), work);
  return (place) => ({
    ...fields,
    memory: guest.memory,
    nic: { mac: guestMac, tap },
    disks:
      disk === undefined
        ? []
        : [
            {
              name: 'data',
              file: diskFile(folder, place, disk.format),
              format: disk.format,
              size: disk.size * mebibyte,
              mode: 'copied',
            },
          ],
  });
}

/** Makes the disk with which the guest begins at a host; other hosts make theirs when it comes. */
export async function makeFirstDisk({ disk }: LabScenario, folder: string, place: string): Promise<void> {
  if (disk === undefined) return;
  const { format, size } = disk;
  await mustRun(['qemu-img', 'create', '-q', '-f', format, diskFile(folder, place, format), `${size}M`]);
}

/** The file of the disk at a host. */
export function diskFile(folder: string, place: string, format: string): string {
  return join(folder, place, `data.${format}`);
}
