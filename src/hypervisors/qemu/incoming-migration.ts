/**
 * A machine on its way into QEMU: chunks of disks are written to them, the stream is fed to QEMU as fast as it takes
 * it, and when the end record says that all is there, QEMU has to say so too.
 */
import { createConnection, type Socket } from 'node:net';
import type { Chunk } from '../../ports/hypervisor.ts';
import { type CopiedDisk, diskPlaces } from './disks/copied-disk.ts';
import { type DiskExports, startExports } from './disks/qemu-export.ts';
import { failureOf, watchMigration } from './migration-watch.ts';
import { monitorOf } from './monitor.ts';
import type { QmpClient } from './qmp.ts';
import { QemuError, textOf } from './qemu-error.ts';
import type { RunPaths } from './run-folder.ts';
import { endRecordOctets, readEndRecord, stateDigest } from './state-image.ts';

/** A machine on its way in. One call at a time, but `cancel` may come during another. */
export interface IncomingMigration {
  /** Whether QEMU has loaded the machine. */
  readonly isLoaded: boolean;
  /**
   * Loads the chunks of a round and gives the digest of all so far. Returns when few octets wait for QEMU; after the
   * last round, when QEMU has loaded the machine.
   *
   * @throws QemuError `MIGRATION_FAILED`, also when a chunk does not follow the one before it; DiskError
   */
  load(chunks: readonly Chunk[]): Promise<string>;
  cancel(): Promise<void>;
}

/** Octets that may wait for QEMU before a round is called loaded. */
const mayWait = 16 * 1_048_576;

/** Prepares a QEMU that was started for a state from outside. @throws QemuError, DiskError */
export async function startIncomingMigration(
  qmp: QmpClient,
  paths: RunPaths,
  disks: readonly CopiedDisk[],
): Promise<IncomingMigration> {
  const capabilities = ['events', 'return-path', 'late-block-activate'].map((capability) => ({
    capability,
    state: true,
  }));
  await qmp.execute('migrate-set-capabilities', { capabilities });
  let wake = (): void => {};
  const watch = watchMigration(qmp, () => wake());
  let exports: DiskExports | undefined;
  if (disks.length > 0)
    exports = await startExports({ monitor: monitorOf(qmp), disks, folder: paths.folder });
  await qmp.execute('migrate-incoming', { uri: `unix:${paths.incoming}` });
  const socket = await connect(paths.incoming);
  // What QEMU says there is for a source that is not us; it has to be read all the same.
  socket.resume();
  let isBroken = false;
  for (const event of ['error', 'close'] as const) {
    socket.on(event, () => {
      isBroken = true;
      wake();
    });
  }
  socket.on('drain', () => wake());

  const { octets: diskOctets } = diskPlaces(disks);
  const start = diskOctets + endRecordOctets;
  const digest = stateDigest();
  let fed = 0;
  let promised: number | undefined;
  let isCancelled = false;

  const fail = async (what: string): Promise<never> => {
    throw new QemuError('MIGRATION_FAILED', `${what}: ${await failureOf(qmp)}`);
  };
  const check = async (): Promise<void> => {
    if (isCancelled) throw new QemuError('MIGRATION_CANCELLED', 'the migration was given up');
    watch.check();
    if (isBroken && watch.status !== 'completed') await fail('QEMU does not take the state of the machine');
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) {
      await check();
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const take = async ({ place, octets }: Chunk): Promise<void> => {
    if (place < diskOctets && exports !== undefined) return exports.write(place, octets);
    if (place === diskOctets) {
      promised = readEndRecord(octets);
      if (promised === undefined) await fail('the end record is damaged');
      // The disks have to be whole and let go before QEMU takes the devices.
      return exports?.finish();
    }
    if (place !== start + fed) await fail(`octets for place ${place} where ${start + fed} is next`);
    fed += octets.length;
    socket.write(octets);
  };
  return {
    get isLoaded() {
      return watch.status === 'completed';
    },
    async load(chunks) {
      for (const chunk of chunks) {
        await check();
        digest.add(chunk);
        await take(chunk);
      }
      await until(() => socket.writableLength <= mayWait);
      if (promised !== undefined) {
        if (promised !== fed) await fail(`the stream has ${fed} octets and should have ${promised}`);
        await until(() => watch.status === 'completed');
        socket.destroy();
      }
      await check();
      return digest.value();
    },
    async cancel() {
      isCancelled = true;
      watch.stop();
      socket.destroy();
      wake();
      await exports?.abort();
    },
  };
}

function connect(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Half open, since QEMU ends its direction first.
    const socket = createConnection({ path, allowHalfOpen: true });
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) =>
      reject(new QemuError('MIGRATION_FAILED', `QEMU does not listen on ${path}: ${textOf(error)}`, error)),
    );
  });
}
