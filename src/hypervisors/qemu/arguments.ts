/** The arguments with which QEMU is started for a guest. */
import type { Accelerator } from './accelerator.ts';
import type { Guest, GuestDisk } from './guest.ts';
import type { RunPaths } from './run-folder.ts';

/** How a QEMU begins. */
export type Beginning =
  /** With a machine that stands still before its first instruction. */
  | 'stopped'
  /** Without a state, which comes from another host. */
  | 'incoming';

/** What else the arguments depend on. */
export interface ArgumentNeeds {
  readonly accelerator: Accelerator;
  readonly paths: RunPaths;
  readonly beginning: Beginning;
  /** The folder of the firmware. */
  readonly data?: string;
}

/**
 * Processors of guests that name none. Under KVM the one of the host, without a register that nested KVMs lack and at
 * which QEMU would end.
 */
const processors: Readonly<Record<Accelerator, string>> = { kvm: 'host,-arch-capabilities', tcg: 'qemu64' };

/** The name of the node of a disk in QEMU. */
export function nodeOf(index: number): string {
  return `disk${index}`;
}

/** Makes the arguments. All but the beginning and the accelerator's are the same at both hosts. */
export function qemuArguments(guest: Guest, needs: ArgumentNeeds): readonly string[] {
  const { accelerator, paths, beginning, data } = needs;
  const { machine, memory, machineType, kernel, initrd, append, bios, nic, disks, extra } = guest;
  const bus = machineType.startsWith('microvm') ? 'device' : 'pci';
  return [
    '-name',
    `xlmp-${machine.slice(0, 8)},debug-threads=on`,
    ...option('-L', data),
    '-nodefaults',
    '-no-user-config',
    '-display',
    'none',
    '-no-reboot',
    '-machine',
    machineType,
    '-accel',
    accelerator,
    '-cpu',
    guest.cpu ?? processors[accelerator],
    '-m',
    String(memory),
    '-smp',
    String(guest.processors),
    '-pidfile',
    paths.pid,
    '-chardev',
    `file,id=serial,path=${comma(paths.serial)},append=on`,
    '-serial',
    'chardev:serial',
    '-qmp',
    `unix:${comma(paths.qmp)},server=on,wait=off`,
    '-qmp',
    `unix:${comma(paths.monitor)},server=on,wait=off`,
    ...option('-kernel', kernel),
    ...option('-initrd', initrd),
    ...option('-append', append),
    ...option('-bios', bios),
    ...(nic === undefined
      ? []
      : [
          '-netdev',
          nic.tap === undefined
            ? 'hubport,id=nic,hubid=0'
            : `tap,id=nic,ifname=${nic.tap},script=no,downscript=no`,
          '-device',
          `virtio-net-${bus},netdev=nic,mac=${nic.mac}${bus === 'pci' ? ',romfile=' : ''}`,
        ]),
    ...disks.flatMap((disk, index) => diskArguments(disk, index, bus)),
    '-S',
    // Memory that is touched for the first time while it arrives costs more than the copy of it.
    ...(beginning === 'incoming' ? ['-mem-prealloc', '-incoming', 'defer'] : []),
    ...extra,
  ];
}

function diskArguments(disk: GuestDisk, index: number, bus: string): readonly string[] {
  const node = nodeOf(index);
  const file = `driver=file,node-name=${node}-file,filename=${comma(disk.file)}`;
  return [
    '-blockdev',
    `${file}${disk.mode === 'shared' ? ',cache.direct=on' : ''}`,
    '-blockdev',
    `driver=${disk.format},node-name=${node},file=${node}-file`,
    '-device',
    `virtio-blk-${bus},drive=${node},id=${node}-device,serial=${disk.name.slice(0, 20)}`,
  ];
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value];
}

/** In options of QEMU a comma is written twice. */
function comma(path: string): string {
  return path.replaceAll(',', ',,');
}
