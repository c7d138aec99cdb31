/**
 * What a guest is: the fields of its description, and a strict reader of the JSON file with errors that name the field.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { QemuError, textOf } from './qemu-error.ts';
import { fieldsOf } from './guest-fields.ts';

/** A disk of a guest. */
export interface GuestDisk {
  /** What the disk is called in offers; letters, digits, `-` and `_`. */
  readonly name: string;
  readonly file: string;
  readonly format: 'raw' | 'qcow2';
  /** Octets. */
  readonly size: number;
  /** `copied`: carried with the memory. `shared`: both hosts reach the same file. */
  readonly mode: 'copied' | 'shared';
}

/** A network card. */
export interface GuestNic {
  readonly mac: string;
  /** The tap that it is joined to; without one it is not connected. */
  readonly tap?: string;
}

/** What a guest is; files are absolute, but a `bios` without a slash is looked up by QEMU. */
export interface Guest {
  /** The id of the HID of the machine, in hexadecimal. */
  readonly machine: string;
  /** MiB. */
  readonly memory: number;
  readonly processors: number;
  readonly accelerator: 'auto' | 'kvm' | 'tcg';
  readonly machineType: string;
  /** The processor; by default one that fits the accelerator. */
  readonly cpu?: string;
  readonly kernel?: string;
  readonly initrd?: string;
  readonly append?: string;
  readonly bios?: string;
  readonly nic?: GuestNic;
  readonly disks: readonly GuestDisk[];
  /** Arguments of QEMU that stand behind all others. */
  readonly extra: readonly string[];
}

/** The type that a machine has when its description names none. */
export const defaultMachineType = 'q35';

/**
 * Reads the description of a guest.
 *
 * @param folder where relative files of it are.
 * @throws QemuError `GUEST_INVALID`; the message names the field.
 */
export function readGuest(json: unknown, folder: string): Guest {
  const { text, optionalText, whole, oneOf, list, object, file, end } = fieldsOf(json, 'the guest', folder);
  const machine = text('machine', /^(HID:)?[0-9a-f]{40}$/i, '40 hexadecimal digits');
  const bios = optionalText('bios');
  const nic = object('nic');
  const guest: Guest = {
    machine: machine.replace(/^HID:/i, '').toLowerCase(),
    memory: whole('memory', 1, 1_048_576),
    processors: whole('processors', 1, 255, 1),
    accelerator: oneOf('accelerator', ['auto', 'kvm', 'tcg'], 'auto'),
    machineType: optionalText('machineType') ?? defaultMachineType,
    disks: list('disks').map((disk, n) => readDisk(disk, `disks[${n}]`, folder)),
    extra: list('extra').map((value, n) => {
      if (typeof value !== 'string') throw new QemuError('GUEST_INVALID', `extra[${n}] is no text`);
      return value;
    }),
    ...present({
      cpu: optionalText('cpu'),
      kernel: file('kernel'),
      initrd: file('initrd'),
      append: optionalText('append'),
      bios: bios?.includes('/') === true ? resolve(folder, bios) : bios,
      nic: nic === undefined ? undefined : readNic(nic, folder),
    }),
  };
  end();
  const names = guest.disks.map(({ name }) => name);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) throw new QemuError('GUEST_INVALID', `disks: two are called ${twice}`);
  return guest;
}

/**
 * Reads the description of a guest from a file.
 *
 * @throws QemuError `GUEST_FILE` when it cannot be read, `GUEST_INVALID` when it is wrong; the message names the file.
 */
export async function readGuestFile(path: string): Promise<Guest> {
  let octets: string;
  try {
    octets = await readFile(path, 'utf8');
  } catch (error) {
    throw new QemuError('GUEST_FILE', `cannot read the guest ${path}: ${textOf(error)}`, error);
  }
  try {
    return readGuest(JSON.parse(octets), dirname(resolve(path)));
  } catch (error) {
    throw new QemuError('GUEST_INVALID', `${path}: ${textOf(error)}`, error);
  }
}

/** Octets of the memory of a guest. */
export function memoryOf(guest: Guest): number {
  return guest.memory * 1_048_576;
}

function readNic(json: unknown, folder: string): GuestNic {
  const { text, optionalText, end } = fieldsOf(json, 'nic', folder);
  const mac = text('mac', /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i, 'six octets such as 52:54:00:12:34:56');
  const tap = optionalText('tap', /^[^\s/,]{1,15}$/, 'the name of a device, up to 15 characters');
  end();
  return { mac, ...present({ tap }) };
}

function readDisk(json: unknown, where: string, folder: string): GuestDisk {
  const { text, whole, oneOf, file, end } = fieldsOf(json, where, folder);
  const disk: GuestDisk = {
    name: text('name', /^[\w-]{1,32}$/, '1 to 32 letters, digits, - and _'),
    file: file('file') ?? missing(where, 'file'),
    format: oneOf('format', ['raw', 'qcow2']),
    size: whole('size', 512, 2 ** 50),
    mode: oneOf('mode', ['copied', 'shared']),
  };
  if (disk.size % 512 !== 0) throw new QemuError('GUEST_INVALID', `${where}.size is not a multiple of 512`);
  end();
  return disk;
}

function missing(where: string, field: string): never {
  throw new QemuError('GUEST_INVALID', `${where}.${field} is missing`);
}

function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
