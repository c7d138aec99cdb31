/**
 * A machine of QEMU with nothing on it, in whose memory a small image lies: written from outside, and looked up there
 * and in the migration stream.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Chunk, HypervisorOperation, HypervisorResult } from '../../ports/hypervisor.ts';
import type { Log } from '../../ports/log.ts';
import { type QemuCopyView, type QemuHypervisor, qemuHypervisor } from '../qemu.ts';
import { type GuestMemory, memoryArguments, openGuestMemory } from './guest-memory.ts';
import { memoryOf, readGuest } from './guest.ts';
import { QemuError } from './qemu-error.ts';
import type { QemuProgram } from './program.ts';
import { pathsOf } from './run-folder.ts';

/** What a machine with an image is made of. */
export interface ImageMachineNeeds {
  readonly machine: string;
  /** Of this machine alone. */
  readonly runFolder: string;
  readonly program: QemuProgram;
  readonly log: Log;
}

/** A machine with an image. */
export interface ImageMachine {
  /** Octets that QEMU carries. */
  readonly memory: number;
  /** Whether a state was loaded into the copy that was reserved last. */
  readonly hasArrived: boolean;
  boot(epoch: number): Promise<void>;
  /** Has the driver do an operation; a copy that is reserved has no image yet. */
  perform(operation: HypervisorOperation): Promise<HypervisorResult>;
  /** Writes chunks into the image. @throws QemuError also when they do not fit. */
  write(chunks: readonly Chunk[]): Promise<void>;
  /** Whether the memory of the machine holds the image that was written. @throws QemuError */
  holds(): Promise<boolean>;
  /** Whether the image, as it is now, is in octets of a migration stream. @throws QemuError */
  isIn(stream: Uint8Array): Promise<boolean>;
  look(): Promise<QemuCopyView | undefined>;
  /** Puts another driver in the place of this one, as a restart of the agent does. */
  restart(): Promise<void>;
  /** Ends it, and removes its folder. */
  end(): Promise<void>;
}

/** What runs the processors of these machines: the one that every host has, since they do nothing. */
export const imageAccelerator = 'tcg';
const memoryMib = 8;
/** Where the image lies: above what the firmware of a machine without a kernel touches. */
const windowAt = 4 * 1_048_576;
const windowOctets = 2 * 1_048_576;
const pageOctets = 4096;

/** Makes one; no QEMU runs yet. @throws QemuError `RUN_FOLDER` */
export function imageMachine({ machine, runFolder, program, log }: ImageMachineNeeds): ImageMachine {
  const socket = join(pathsOf(runFolder, machine).folder, 'memory.sock');
  const extra = memoryArguments(socket);
  const guest = readGuest(
    { machine, memory: memoryMib, accelerator: imageAccelerator, machineType: 'microvm', extra },
    runFolder,
  );
  const makeDriver = (): QemuHypervisor => qemuHypervisor({ runFolder, guests: [guest], program, log });
  let driver = makeDriver();
  let image = new Uint8Array(0);
  let hasArrived = false;

  /** Each QEMU has a socket of its own under the same name. */
  const withMemory = async <T>(use: (memory: GuestMemory) => Promise<T>): Promise<T> => {
    const memory = await openGuestMemory(socket);
    try {
      return await use(memory);
    } finally {
      memory.close();
    }
  };
  return {
    memory: memoryOf(guest),
    get hasArrived() {
      return hasArrived;
    },
    boot: (epoch) => driver.boot(machine, epoch),
    async perform(operation) {
      const before = (await driver.copyOf(machine))?.pid;
      const result = await new Promise<HypervisorResult>((resolve) => driver.perform(operation, resolve));
      const after = (await driver.copyOf(machine))?.pid;
      if (operation.operation === 'reserve' && after !== before) {
        image = new Uint8Array(0);
        hasArrived = false;
      }
      if (result.is === 'loaded') hasArrived = true;
      return result;
    },
    write: (chunks) =>
      withMemory(async (memory) => {
        for (const { place, octets } of chunks) {
          const end = place + octets.length;
          if (end > windowOctets)
            throw new QemuError('GUEST_INVALID', `an image of ${end} octets does not fit ${windowOctets}`);
          if (end > image.length) image = longer(image, end);
          image.set(octets, place);
          await memory.write(windowAt + place, octets);
        }
      }),
    holds: () =>
      withMemory(async (memory) => Buffer.from(image).equals(await memory.read(windowAt, image.length))),
    isIn: (stream) =>
      withMemory(async (memory) => {
        const carried = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
        for (let at = 0; at < image.length; at += pageOctets) {
          const page = await memory.read(windowAt + at, pageOctets);
          // Of a page of zeroes QEMU says only that it is one.
          if (page.some((octet) => octet !== 0) && !carried.includes(Buffer.from(page))) return false;
        }
        return true;
      }),
    look: () => driver.copyOf(machine),
    async restart() {
      await driver.close();
      driver = makeDriver();
      await driver.attach();
    },
    async end() {
      await driver.kill(machine);
      await driver.close();
      rmSync(runFolder, { recursive: true, force: true });
    },
  };
}

function longer(octets: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  all.set(octets);
  return all;
}
