/**
 * Lets QEMU mirror the disks of a running machine to us, as parts of its state image.
 * The disks of the source are only read, whatever happens.
 */
import type { Chunk } from '../../../ports/hypervisor.ts';
import { type CopiedDisk, diskPlaces } from './copied-disk.ts';
import type { DiskError } from './disk-error.ts';
import { clearMirrors, type DiskMirror, startMirror } from './disk-mirror.ts';
import { ask, recordsOf } from './monitor-asking.ts';
import type { QemuMonitor } from './monitor-port.ts';
import { longestWrite } from './zeroes.ts';

/** What is to be mirrored. */
export interface MirrorOptions {
  readonly monitor: QemuMonitor;
  /** The disks that are carried, in the order of the machine's description. */
  readonly disks: readonly CopiedDisk[];
  /** A folder for sockets; its path is short, since that of a socket may have 107 octets only. */
  readonly folder: string;
}

/** The disks of a machine while they are mirrored. */
export interface DiskMirrors {
  /** Octets that wait here to be taken. */
  readonly waiting: number;
  /** Why a mirror ended before its time, if one did. */
  readonly failure: DiskError | undefined;
  /**
   * Resolves when everything that was on the disks at the start has arrived. Somebody has to go on taking meanwhile:
   * when 16 MiB of a disk wait, its mirror rests. Rejects with a DiskError when a mirror ends before.
   */
  readonly ready: Promise<void>;
  /**
   * Takes chunks, by their place in the state image; what comes later counts where they overlap.
   *
   * @param maxOctets all together at most.
   * @param chunkSize octets of one chunk at most, by default 1 MiB.
   */
  take(maxOctets: number, chunkSize?: number): Chunk[];
  /** Resolves when something waits, or when no more will come. */
  arrival(): Promise<void>;
  /** Octets that are still to come, as known now: what waits here and what QEMU has still to copy. */
  left(): Promise<number>;
  /**
   * Ends the mirrors of a machine that stands still. When it resolves, all that is missing waits to be taken,
   * however much it is.
   *
   * @throws DiskError (by rejection) when a mirror has failed or was not ready: the copy is not whole then.
   */
  finish(): Promise<void>;
  /**
   * Ends the mirrors at any time, also after their finish, throws away what waits, and cleans up.
   * Never rejects; may be asked again.
   */
  cancel(): Promise<void>;
}

/**
 * Starts to mirror; all disks or none.
 *
 * @throws DiskError (by rejection); nothing is left behind.
 */
export async function startMirrors(options: MirrorOptions): Promise<DiskMirrors> {
  const { monitor, disks, folder } = options;
  const places = diskPlaces(disks);
  const mirrors: DiskMirror[] = [];
  const abandonAll = async (): Promise<void> => {
    await Promise.all(mirrors.map((mirror) => mirror.abandon()));
  };
  await clearMirrors(monitor);
  try {
    for (const [index, disk] of disks.entries()) {
      mirrors.push(await startMirror(monitor, disk, index, folder));
    }
  } catch (error) {
    await abandonAll();
    throw error;
  }
  const ready = Promise.all(mirrors.map((mirror) => mirror.ready)).then(() => {});
  ready.catch(() => {});
  const waiting = (): number => mirrors.reduce((sum, { target }) => sum + target.waiting, 0);
  const failure = (): DiskError | undefined => mirrors.find((mirror) => mirror.failure)?.failure;
  let cancelled: Promise<void> | undefined;
  return {
    ready,
    get waiting() {
      return waiting();
    },
    get failure() {
      return failure();
    },
    take(maxOctets, chunkSize = longestWrite) {
      const chunks: Chunk[] = [];
      let room = maxOctets;
      for (const [disk, { target }] of mirrors.entries()) {
        for (const { offset, octets } of target.take(room, chunkSize)) {
          chunks.push({ place: places.place(disk, offset), octets });
          room -= octets.length;
        }
      }
      return chunks;
    },
    async arrival() {
      if (mirrors.length === 0 || failure() !== undefined) return;
      await Promise.race(mirrors.map(({ target }) => target.arrival()));
    },
    async left() {
      const jobs = recordsOf(await ask(monitor, 'query-block-jobs'));
      const ours = jobs.filter(({ device }) => mirrors.some(({ id }) => id === device));
      const copying = ours.reduce((sum, { len, offset }) => sum + Number(len) - Number(offset), 0);
      return copying + waiting();
    },
    async finish() {
      await Promise.all(mirrors.map((mirror) => mirror.finish()));
    },
    cancel() {
      cancelled ??= abandonAll();
      return cancelled;
    },
  };
}
