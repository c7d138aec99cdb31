/** The guest of a run as its hosts are told of it: what it is made of, what it does, and its disks. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { mustRun } from './command.ts';
import { buildBareGuest } from './guests/bare-guest.ts';
import {
  bareGuestFields,
  type GuestFields,
  type GuestWork,
  linuxGuestFields,
} from './guests/guest-fields.ts';
import { buildLinuxGuest } from './guests/linux-guest.ts';
import type { LabScenario } from './scenario.ts';
import { type GuestLink, guestNetwork } from './topology.ts';

/** Where what is built once stays for later runs. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'xlmp', 'lab');
}

const mebibyte = 1_048_576;

/**
 * Builds the guest of a scenario and gives its description for a host.
 *
 * @param folder where the disks of a host are to be.
 * @param linkAt the network of the guest that may be at a host.
 * @throws LabError by rejection: MACHINE_LACKS
 */
export async function setUpGuest(
  { guest, disk }: LabScenario,
  folder: string,
  linkAt: (place: string) => GuestLink,
): Promise<(place: string) => Readonly<Record<string, unknown>>> {
  if (guest.kind === 'simulated') return () => ({});
  const workAt = (place: string): GuestWork => ({
    ip: linkAt(place).address,
    gateway: linkAt(place).routerAddress,
    mtu: guestNetwork.tunMtu,
    fillMb: guest.fill,
    dirtyMb: guest.dirty,
    dirtyRate: guest.dirtyRate,
    ...(disk === undefined ? {} : { disk: true, diskRate: disk.rate }),
  });
  const cache = cacheFolder();
  const fieldsFor = await fieldsOf(guest.kind, cache);
  return (place) => ({
    ...fieldsFor(workAt(place)),
    memory: guest.memory,
    nic: { mac: linkAt(place).mac, tap: guestNetwork.tap },
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

async function fieldsOf(kind: 'bare' | 'linux', cache: string): Promise<(work: GuestWork) => GuestFields> {
  if (kind === 'bare') {
    const guest = await buildBareGuest(cache);
    return (work) => bareGuestFields(guest, work);
  }
  const guest = await buildLinuxGuest(cache);
  return (work) => linuxGuestFields(guest, work);
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
