/**
 * The Linux guest: Debian's kernel, busybox and unmodified Debian programs, in memory only. linux/init says what it
 * starts; linux/responder.c does the same work as the bare guest.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LabError } from '../lab-error.ts';
import { buildProbe } from '../probe/probe.ts';
import { compile } from './compile.ts';
import { archive, type ArchiveEntry } from './cpio.ts';
import { debianPackages, type DebianPackages } from './debian-packages.ts';
import { sharedLibraries } from './shared-libraries.ts';
import { labSource } from './sources.ts';

/** The Linux guest, ready to be booted. */
export interface LinuxGuest {
  /** For QEMU's `-kernel`. */
  readonly kernel: string;
  /** For QEMU's `-initrd`. */
  readonly initrd: string;
}

/** Packages whose programs the guest may have, with these programs. */
const programsOf = {
  iperf3: ['usr/bin/iperf3'],
  'netcat-openbsd': ['bin/nc.openbsd'],
  'dropbear-bin': ['usr/sbin/dropbear', 'usr/bin/dbclient'],
  curl: ['usr/bin/curl'],
} as const;

/** A package whose programs the guest may have. */
export type GuestPackage = keyof typeof programsOf;

const kernelPackage = 'linux-image-cloud-amd64';
const busyboxPackage = 'busybox-static';

/** In the order in which they are loaded; a kernel that has one built in has no file of it. */
const modules = [
  'virtio/virtio_ring',
  'virtio/virtio',
  'virtio/virtio_pci_modern_dev',
  'virtio/virtio_pci_legacy_dev',
  'virtio/virtio_pci',
  'virtio/virtio_mmio',
  '../net/core/failover',
  'net/net_failover',
  'net/virtio_net',
  'block/virtio_blk',
];

const accounts = {
  'etc/passwd': 'root::0:0:root:/root:/bin/sh\n',
  'etc/group': 'root:x:0:\n',
  'etc/shells': '/bin/sh\n',
};

/**
 * Builds the Linux guest into a folder; packages that are there are not fetched again.
 * @param programs what it has besides busybox, kernel and the lab's own work; by default all but curl
 * @throws LabError by rejection: MACHINE_LACKS names what the machine has not
 */
export async function buildLinuxGuest(
  folder: string,
  { programs = ['iperf3', 'netcat-openbsd', 'dropbear-bin'] }: { programs?: readonly GuestPackage[] } = {},
): Promise<LinuxGuest> {
  const place = resolve(folder);
  mkdirSync(place, { recursive: true });
  const debian = debianPackages(join(place, 'debian'));
  const kernels = (await debian.dependencies(kernelPackage)).filter((name) =>
    name.startsWith('linux-image-'),
  );
  await debian.fetch([...kernels, busyboxPackage, ...programs]);
  const release = newest(join(debian.root, 'lib/modules'));
  const entries = [
    ...(await ownEntries(place)),
    entry('bin/busybox', join(debian.root, 'bin/busybox')),
    ...moduleEntries(join(debian.root, 'lib/modules', release, 'kernel/drivers')),
    ...(await programEntries(debian, programs)),
    ...Object.entries(accounts).map(([path, text]) => ({ path, octets: Buffer.from(text) })),
  ];
  const initrd = join(place, `initrd-${['linux', ...programs].join('-')}`);
  writeFileSync(`${initrd}.${process.pid}`, archive(entries));
  renameSync(`${initrd}.${process.pid}`, initrd);
  return { kernel: join(debian.root, `boot/vmlinuz-${release}`), initrd };
}

async function ownEntries(folder: string): Promise<readonly ArchiveEntry[]> {
  const flags = ['-std=gnu11', '-O2', '-static', '-pthread', '-s'];
  const own = (name: string): Promise<string> =>
    compile(folder, { name, sources: [`guests/linux/${name}.c`], includes: ['guests/workload'], flags });
  const [responder, octets, probe] = await Promise.all([
    own('responder'),
    own('octets'),
    buildProbe(folder, ['-static', '-s']),
  ]);
  return [
    entry('init', labSource('guests/linux/init')),
    entry('usr/local/bin/responder', responder),
    entry('usr/local/bin/probe', probe),
    entry('www/cgi-bin/octets', octets),
    { path: 'www/index.html', octets: Buffer.from('The Linux guest of the XLMP lab.\n') },
  ];
}

function moduleEntries(drivers: string): readonly ArchiveEntry[] {
  const files = modules.map((name) => join(drivers, `${name}.ko`)).filter((path) => existsSync(path));
  const names = files.map((path) => path.slice(path.lastIndexOf('/') + 1));
  return [
    ...files.map((path, i) => ({ path: `modules/${names[i]!}`, octets: readFileSync(path) })),
    { path: 'modules/order', octets: Buffer.from(names.map((name) => `${name}\n`).join('')) },
  ];
}

async function programEntries(
  debian: DebianPackages,
  packages: readonly GuestPackage[],
): Promise<readonly ArchiveEntry[]> {
  const programs = packages.flatMap((name) =>
    programsOf[name].map((path) => entry(path, join(debian.root, path))),
  );
  if (programs.length === 0) return [];
  const files = packages.flatMap((name) => programsOf[name].map((path) => join(debian.root, path)));
  const libraries = await sharedLibraries(debian, packages, files);
  return [...programs, ...libraries.map(({ path, file }) => entry(path, file))];
}

function entry(path: string, file: string): ArchiveEntry {
  return { path, octets: readFileSync(file), executable: true };
}

/** The newest kernel, should the folder have been in use since an older one. */
function newest(folder: string): string {
  const [last] = readdirSync(folder)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .slice(-1);
  if (last === undefined) throw new LabError('MACHINE_LACKS', `${kernelPackage} brought no kernel`);
  return last;
}
