import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseAccelerator } from './accelerator.ts';
import { qemuArguments } from './arguments.ts';
import { descriptionOf } from './description.ts';
import { exitError } from './exit-error.ts';
import { checkFiles } from './guest-files.ts';
import { readGuest, readGuestFile } from './guest.ts';
import { findQemu, versionOf } from './program.ts';
import { pathsOf } from './run-folder.ts';

const machine = '0d'.repeat(20);
const least = { machine, memory: 64 };
const disk = { name: 'data', file: 'data.qcow2', format: 'qcow2', size: 1_048_576, mode: 'copied' };

describe('readGuest', () => {
  it('fills in what is not said', () => {
    expect(readGuest({ machine: `HID:${machine.toUpperCase()}`, memory: 64 }, '/g')).toEqual({
      machine,
      memory: 64,
      processors: 1,
      accelerator: 'auto',
      machineType: 'q35',
      disks: [],
      extra: [],
    });
  });

  it('finds files beside the description, and leaves a bare bios to QEMU', () => {
    const guest = readGuest({ ...least, kernel: 'k', initrd: '/i', bios: 'qboot.rom', disks: [disk] }, '/g');
    expect(guest).toMatchObject({ kernel: '/g/k', initrd: '/i', bios: 'qboot.rom' });
    expect(guest.disks[0]?.file).toBe('/g/data.qcow2');
  });

  it.each([
    [{ memory: 64 }, 'machine is missing'],
    [{ machine: 'me', memory: 64 }, 'machine is "me"; it has to be 40 hexadecimal digits'],
    [{ machine }, 'memory is missing'],
    [{ machine, memory: 0 }, 'memory is 0; it has to be a whole number from 1'],
    [{ ...least, processors: 1.5 }, 'processors is 1.5'],
    [{ ...least, accelerator: 'xen' }, 'accelerator is "xen"; it has to be one of auto, kvm, tcg'],
    [{ ...least, memroy: 1 }, 'there is no field memroy'],
    [{ ...least, nic: { mac: '52:54' } }, 'nic: mac is "52:54"'],
    [{ ...least, nic: { mac: '52:54:00:00:00:01', tap: 'a,b' } }, 'nic: tap is "a,b"'],
    [{ ...least, disks: [{ ...disk, size: 1000 }] }, 'disks[0].size is not a multiple of 512'],
    [{ ...least, disks: [{ ...disk, format: 'vmdk' }] }, 'disks[0]: format is "vmdk"'],
    [{ ...least, disks: [disk, disk] }, 'two are called data'],
    [{ ...least, extra: [1] }, 'extra[0] is no text'],
    [[], 'the guest is no object'],
  ])('names what is wrong with %j', (json, words) => {
    expect(() => readGuest(json, '/')).toThrow(
      expect.objectContaining({ code: 'GUEST_INVALID', message: expect.stringContaining(words) as string }),
    );
  });

  it('names the file that is wrong or not there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xlmp-guest-'));
    const path = join(folder, 'guest.json');
    await expect(readGuestFile(path)).rejects.toMatchObject({ code: 'GUEST_FILE' });
    writeFileSync(path, '{');
    await expect(readGuestFile(path)).rejects.toThrow(path);
    writeFileSync(path, JSON.stringify(least));
    expect(await readGuestFile(path)).toMatchObject(least);
    rmSync(folder, { recursive: true });
  });

  it('describes the guest for an offer', () => {
    expect(descriptionOf(readGuest({ ...least, disks: [disk] }, '/'))).toEqual({
      profile: { memory: 67_108_864, pageSize: 4096, processors: 1, hypervisor: 'qemu' },
      disks: [{ name: 'data', mode: 'copied', size: 1_048_576 }],
    });
  });
});

describe('qemuArguments', () => {
  const paths = pathsOf('/run', machine);
  const argumentsOf = (json: object, beginning: 'stopped' | 'incoming' = 'stopped') =>
    qemuArguments(readGuest({ ...least, ...json }, '/g'), { accelerator: 'tcg', paths, beginning }).join(' ');

  it('are the same at both hosts but for what comes from outside', () => {
    const here = argumentsOf({ disks: [disk] });
    expect(argumentsOf({ disks: [disk] }, 'incoming')).toBe(
      here.replace(' -S', ' -S -mem-prealloc -incoming defer'),
    );
  });

  it('join devices to the bus of the machine', () => {
    const nic = { mac: '52:54:00:00:00:01', tap: 'tap0' };
    expect(argumentsOf({ nic, disks: [disk] })).toContain(
      '-netdev tap,id=nic,ifname=tap0,script=no,downscript=no -device virtio-net-pci,netdev=nic,mac=52:54:00:00:00:01,romfile=',
    );
    const micro = argumentsOf({ nic: { mac: nic.mac }, disks: [disk], machineType: 'microvm,rtc=on' });
    expect(micro).toContain('-netdev hubport,id=nic,hubid=0 -device virtio-net-device,netdev=nic');
    expect(micro).toContain('-device virtio-blk-device,drive=disk0');
  });

  it('write commas in paths twice, and say the rest of the guest as it is', () => {
    const text = argumentsOf({ disks: [{ ...disk, file: 'a,b' }], cpu: 'max', append: 'a b', extra: ['-x'] });
    expect(text).toContain('filename=/g/a,,b');
    expect(text).toMatch(/-cpu max .*-append a b .*-x$/);
  });
});

describe('chooseAccelerator', () => {
  const ten = { major: 10, minor: 0 };
  const old = { major: 7, minor: 2 };
  const said: string[] = [];
  const log = (_: string, text: string): void => void said.push(text);

  it('takes KVM where it can, and says when it cannot', () => {
    expect(chooseAccelerator('auto', old, log, () => undefined)).toBe('kvm');
    expect(said).toEqual([]);
    expect(chooseAccelerator('auto', ten, log, () => 'no device')).toBe('tcg');
    expect(said.join()).toContain('no device');
    expect(chooseAccelerator('tcg', ten, log, () => undefined)).toBe('tcg');
  });

  it('does not let TCG of an old QEMU corrupt a guest', () => {
    expect(() => chooseAccelerator('auto', old, log, () => 'no device')).toThrow(
      expect.objectContaining({
        code: 'QEMU_VERSION',
        message: expect.stringContaining('install QEMU 10') as string,
      }),
    );
    expect(() => chooseAccelerator('kvm', ten, log, () => 'no device')).toThrow(
      expect.objectContaining({ code: 'KVM_UNAVAILABLE' }),
    );
  });
});

describe('what is not there', () => {
  it('is a QEMU', async () => {
    await expect(versionOf({ path: '/none/qemu' })).rejects.toMatchObject({
      code: 'QEMU_MISSING',
      message: 'cannot run /none/qemu: ENOENT; install it, or say in XLMP_QEMU where it is',
    });
  });

  it('is a kernel', () => {
    expect(() => checkFiles(readGuest({ ...least, kernel: '/none/kernel' }, '/'))).toThrow(
      /the kernel of the guest cannot be opened: .*\/none\/kernel/,
    );
  });

  it('is room for sockets', () => {
    expect(() => pathsOf(`/${'r'.repeat(60)}`, machine)).toThrow(/take one of 51 octets at most/);
  });

  it.each([
    [
      'qemu-system-x86_64: -netdev tap,id=nic: could not configure /dev/net/tun (tap0): Device or resource busy',
      'NIC_UNAVAILABLE',
      'another QEMU holds the tap',
    ],
    ['could not configure /dev/net/tun (tap0): Operation not permitted', 'NIC_UNAVAILABLE', 'CAP_NET_ADMIN'],
    [
      "qemu: cannot set up guest memory 'pc.ram': Cannot allocate memory",
      'MEMORY_UNAVAILABLE',
      'free memory',
    ],
    ['qemu: Failed to get "write" lock', 'DISK_UNAVAILABLE', 'who has it open'],
    ["qemu: could not load kernel 'x': Not an ELF", 'GUEST_FILE', 'can be read'],
    ['qemu: -x: invalid option', 'QEMU_EXITED', 'arguments of the guest'],
    ['', 'QEMU_EXITED', 'exit code 1'],
  ])('is what QEMU misses: %s', (words, code, todo) => {
    expect(exitError(`qemu: warning: never mind\n${words}\n`, 'exit code 1')).toMatchObject({
      code,
      message: expect.stringContaining(todo) as string,
    });
  });

  it('is found where the environment says, then beside us, then on the path', () => {
    expect(findQemu({ XLMP_QEMU: '/q', XLMP_QEMU_DATA: '/d' }, () => true)).toEqual({
      path: '/q',
      data: '/d',
    });
    expect(findQemu({}, () => true).path).toBe('.xlmp/debian/usr/bin/qemu-system-x86_64');
    expect(findQemu({}, () => false)).toEqual({ path: 'qemu-system-x86_64' });
  });
});
