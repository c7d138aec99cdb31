/**
 * What QEMU has to be told to boot a guest of the lab, as fields of the driver's description of a guest; machine, memory,
 * network card and disks are for whoever describes the guest. Accelerator and processor are left to the driver.
 */
import type { BareGuest } from './bare-guest.ts';
import type { LinuxGuest } from './linux-guest.ts';

/** What a guest does; both guests understand it all, except where it says otherwise. */
export interface GuestWork {
  /** Its IPv4 address, with a prefix of 24 bits; by default 10.9.0.2. */
  readonly ip?: string;
  /** The Linux guest's router; by default 10.9.0.1. The bare guest needs none. */
  readonly gateway?: string;
  /** The Linux guest's largest packet; by default 1500 octets. */
  readonly mtu?: number;
  /** Memory filled with octets that do not compress, and checked. MiB; by default 0. */
  readonly fillMb?: number;
  /** How much of it is written again and again. MiB; by default 0. */
  readonly dirtyMb?: number;
  /** How fast. MiB a second; 0, the default, is as fast as it can. */
  readonly dirtyRate?: number;
  /** Whether the first disk is written all the time. */
  readonly disk?: boolean;
  /** How often. Blocks of 4 KiB a second; by default 200. */
  readonly diskRate?: number;
  /** Whether the bare guest sleeps when it has nothing to do, and so answers up to 1 ms later; by default it does. */
  readonly idle?: boolean;
}

/** Fields of a guest's description. */
export interface GuestFields {
  readonly machineType: string;
  readonly kernel: string;
  readonly append: string;
  readonly initrd?: string;
  readonly bios?: string;
  readonly extra: readonly string[];
}

/** The bare guest: a machine without firmware to speak of, devices behind memory-mapped registers. */
export function bareGuestFields({ kernel }: BareGuest, work: GuestWork = {}): GuestFields {
  return {
    machineType: 'microvm,x-option-roms=off,isa-serial=on,rtc=on,pit=off,pic=off',
    bios: 'qboot.rom',
    kernel,
    append: workLine(work),
    extra: ['-global', 'virtio-mmio.force-legacy=false'],
  };
}

/** The Linux guest: an ordinary PC, since Linux hangs on microvm under TCG. It needs 128 MiB. */
export function linuxGuestFields({ kernel, initrd }: LinuxGuest, work: GuestWork = {}): GuestFields {
  const { gateway = '10.9.0.1', mtu = 1500 } = work;
  const linux = 'console=ttyS0 quiet panic=-1 reboot=t no_timer_check';
  return {
    machineType: 'pc',
    kernel,
    initrd,
    append: `${linux} gateway=${gateway} mtu=${mtu} ${workLine(work)}`,
    extra: [],
  };
}

function workLine(work: GuestWork): string {
  const {
    ip = '10.9.0.2',
    fillMb = 0,
    dirtyMb = 0,
    dirtyRate = 0,
    disk = false,
    diskRate = 200,
    idle = true,
  } = work;
  return [
    `ip=${ip} fill_mb=${fillMb} dirty_mb=${dirtyMb} dirty_rate=${dirtyRate}`,
    `disk=${disk ? 1 : 0} disk_rate=${diskRate} idle=${idle ? 1 : 0}`,
  ].join(' ');
}
