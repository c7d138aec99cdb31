/**
 * The calls of the C library for which Node.js has none. They are bound with the optional package `koffi`, and only
 * when somebody opens a device.
 */
import { endianness } from 'node:os';
import { getSystemErrorName } from 'node:util';
import type koffiPackage from 'koffi';
import { DeviceError } from './device-error.ts';

/** Calls of Linux. A negative result is an error; {@link Libc.errorName} tells which, if asked at once. */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  socketpair(domain: number, type: number, protocol: number, descriptors: Uint8Array): number;
  bind(descriptor: number, address: Uint8Array, octets: number): number;
  setsockopt(descriptor: number, level: number, name: number, value: Uint8Array, octets: number): number;
  ioctl(descriptor: number, request: number, argument: Uint8Array): number;
  dup2(from: number, to: number): number;
  close(descriptor: number): number;
  read(descriptor: number, into: Uint8Array, octets: number): number;
  write(descriptor: number, octets: Uint8Array, count: number): number;
  sendmmsg(descriptor: number, headers: Uint8Array, count: number, flags: number): number;
  recvmmsg(descriptor: number, headers: Uint8Array, count: number, flags: number, timeout: null): number;
  /** The index of an interface; 0 when there is none of that name. */
  if_nametoindex(name: string): number;
  /** Where octets lie in memory; true as long as their buffer is kept. */
  addressOf(octets: Uint8Array): bigint;
  /** The name of the last error, such as `EPERM`. */
  errorName(): string;
}

const architectures: readonly string[] = ['x64', 'arm64', 'riscv64'];
let bound: Promise<Libc> | undefined;

/**
 * Binds the calls, once a process.
 *
 * @throws DeviceError (by rejection): `LINUX_ONLY`, or `KOFFI_MISSING` when the package cannot be loaded.
 */
export function libc(): Promise<Libc> {
  bound ??= bindCalls(() => import('koffi')).catch((error: unknown) => {
    bound = undefined;
    throw error;
  });
  return bound;
}

/** The part of `koffi` that is used. */
type Koffi = Pick<typeof koffiPackage, 'load' | 'errno'>;

/**
 * Binds the calls with a package and a platform that are given; {@link libc} gives those of this process.
 *
 * @throws DeviceError (by rejection)
 */
export async function bindCalls(
  load: () => Promise<{ readonly default: Koffi }>,
  on: { readonly platform: string; readonly arch: string } = process,
): Promise<Libc> {
  if (on.platform !== 'linux' || !architectures.includes(on.arch) || endianness() !== 'LE')
    throw new DeviceError(
      'LINUX_ONLY',
      `network devices are there on Linux only (${architectures.join(', ')}), not on ${on.platform} ${on.arch}; use UDP`,
    );
  let koffi: Koffi;
  try {
    koffi = (await load()).default;
  } catch (error) {
    throw new DeviceError(
      'KOFFI_MISSING',
      'network devices need the optional package koffi; install it with npm install koffi',
      error,
    );
  }
  // What the program itself is linked with is there under every C library.
  const library = koffi.load(null);
  const memmove = library.func('uintptr_t memmove(void*, const void*, size_t)');
  return {
    socket: library.func('int socket(int, int, int)'),
    socketpair: library.func('int socketpair(int, int, int, void*)'),
    bind: library.func('int bind(int, const void*, uint32_t)'),
    setsockopt: library.func('int setsockopt(int, int, int, const void*, uint32_t)'),
    ioctl: library.func('int ioctl(int, ulong, void*)'),
    dup2: library.func('int dup2(int, int)'),
    close: library.func('int close(int)'),
    read: library.func('int64_t read(int, void*, size_t)'),
    write: library.func('int64_t write(int, const void*, size_t)'),
    sendmmsg: library.func('int sendmmsg(int, void*, uint, int)'),
    recvmmsg: library.func('int recvmmsg(int, void*, uint, int, void*)'),
    if_nametoindex: library.func('uint if_nametoindex(str)'),
    addressOf: (octets) => BigInt(memmove(octets, octets, 0) as number | bigint),
    errorName: () => (koffi.errno() === 0 ? 'no error' : getSystemErrorName(-koffi.errno())),
  };
}
