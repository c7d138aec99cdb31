/**
 * Lets us write the disks of a machine that waits for its state, through QEMU's own NBD server: so raw images and
 * qcow2 are the same to us.
 */
import { join } from 'node:path';
import { type CopiedDisk, diskPlaces } from './copied-disk.ts';
import { asDiskError, DiskError } from './disk-error.ts';
import { type DiskWriter, diskWriter } from './disk-writer.ts';
import { ask } from './monitor-asking.ts';
import type { QemuMonitor } from './monitor-port.ts';
import { checkedSocketPath } from './socket-path.ts';

/** What is to be written. */
export interface ExportOptions {
  readonly monitor: QemuMonitor;
  /** The disks that are carried, in the order of the machine's description; their images read as zeroes. */
  readonly disks: readonly CopiedDisk[];
  /** A folder for a socket; its path is short, since that of a socket may have 107 octets only. */
  readonly folder: string;
}

/** The disks of a machine while they are written. */
export interface DiskExports {
  /**
   * Writes a chunk of the state image, which may reach over several disks and is not changed by anybody any more.
   * Resolves when more may follow, which says nothing of this chunk.
   *
   * @throws DiskError (by rejection) when this or any earlier chunk could not be written.
   */
  write(place: number, octets: Uint8Array): Promise<void>;
  /** Resolves when everything so far is on the disks. */
  flush(): Promise<void>;
  /**
   * Brings everything on the disks and lets go of them, so that the machine may start. May be asked again.
   *
   * @throws DiskError (by rejection) when something is not on the disks, or QEMU keeps them exported.
   */
  finish(): Promise<void>;
  /** Lets go of the disks as they are. Never rejects; may be asked again. */
  abort(): Promise<void>;
}

/**
 * Starts QEMU's NBD server, which nobody else may use, and opens all disks; all or none.
 *
 * @throws DiskError (by rejection); nothing is left behind.
 */
export async function startExports(options: ExportOptions): Promise<DiskExports> {
  const { monitor, disks, folder } = options;
  const places = diskPlaces(disks);
  const path = checkedSocketPath(join(folder, 'export.sock'));
  const writers: DiskWriter[] = [];
  let finished: Promise<void> | undefined;
  let released: Promise<void> | undefined;

  const abort = (): Promise<void> => {
    released ??= (async () => {
      await Promise.all(writers.map((writer) => writer.close()));
      await monitor.execute('nbd-server-stop').catch(() => {});
    })();
    return released;
  };
  const flush = async (): Promise<void> => {
    await Promise.all(writers.map((writer) => writer.flush()));
  };
  const finish = async (): Promise<void> => {
    await flush();
    await Promise.all(writers.map((writer) => writer.close()));
    if (disks.length > 0 && released === undefined) await ask(monitor, 'nbd-server-stop');
    released ??= Promise.resolve();
  };
  if (disks.length > 0) {
    // One that was left behind by ourselves before a restart; the answer says only whether there was one.
    await monitor.execute('nbd-server-stop').catch(() => {});
    try {
      await ask(monitor, 'nbd-server-start', { addr: { type: 'unix', data: { path } } });
      for (const [index, disk] of disks.entries()) {
        await ask(monitor, 'block-export-add', {
          type: 'nbd',
          id: `xlmp-export-${index}`,
          'node-name': disk.node,
          name: disk.name,
          writable: true,
        });
        writers.push(await openDisk(path, disk));
      }
    } catch (error) {
      await abort();
      throw asDiskError(error, 'MONITOR_FAILED', 'QEMU does not export a disk');
    }
  }
  return {
    async write(place, octets) {
      for (const part of places.split(place, octets))
        await writers[part.disk]?.write(part.offset, part.octets);
    },
    flush,
    finish() {
      finished ??= finish();
      return finished;
    },
    abort,
  };
}

async function openDisk(socket: string, disk: CopiedDisk): Promise<DiskWriter> {
  const writer = await diskWriter({ socket, name: disk.name });
  if (writer.size === disk.size) return writer;
  await writer.close();
  throw new DiskError(
    'EXPORT_REFUSED',
    `The image of the disk ${disk.name} has ${writer.size} octets, ${disk.size} are needed: make it new.`,
  );
}
