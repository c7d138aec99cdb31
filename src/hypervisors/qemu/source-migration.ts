/**
 * A machine on its way out of QEMU: its memory as slices of the migration stream, its disks beside them, and the
 * freeze. Between rounds QEMU waits for its socket to be read, and it does not stop the machine before it is told that
 * the destination is ready, which it is at the moment of the freeze. Post-copy is never switched on: no ticket allows it
 * yet, since the machine would run at a place that does not have all of its memory.
 */
import type { Chunk } from '../../ports/hypervisor.ts';
import type { Log } from '../../ports/log.ts';
import { type CopiedDisk, diskPlaces } from './disks/copied-disk.ts';
import { type DiskMirrors, startMirrors } from './disks/qemu-mirror.ts';
import { endMigration, failureOf, watchMigration } from './migration-watch.ts';
import { monitorOf } from './monitor.ts';
import { listenForStream } from './outgoing-stream.ts';
import { setOutgoing } from './outgoing-setup.ts';
import { type OutgoingPace, outgoingPace } from './outgoing-pace.ts';
import type { QmpClient } from './qmp.ts';
import { QemuError } from './qemu-error.ts';
import type { RunPaths } from './run-folder.ts';
import { endRecordOctets, stateDigest, writeEndRecord } from './state-image.ts';

/** What a migration out of QEMU needs. */
export interface SourceMigrationNeeds {
  readonly qmp: QmpClient;
  readonly paths: RunPaths;
  /** The disks that are carried, in their order. */
  readonly disks: readonly CopiedDisk[];
  /** Octets of a round at most, but for the last one. */
  readonly sliceOctets: number;
  /** Lets QEMU slow down the processors of a machine that writes faster than it is carried. */
  readonly autoConverge: boolean;
  readonly log: Log;
}

/** A round. */
export interface CopiedRound {
  readonly chunks: readonly Chunk[];
  readonly dirtyRate: number;
  readonly left: number;
  readonly pass: number;
}

/** A machine on its way out. One call at a time, but `cancel` may come during another. */
export interface SourceMigration {
  /** The next slice. @throws QemuError, DiskError */
  copy(chunkSize: number): Promise<CopiedRound>;
  /**
   * Stops the machine and takes the rest; afterwards QEMU has completed its migration and no word of ours, or silence,
   * lets the machine run again but `cont`.
   *
   * @param stopped called when the machine stands still, before QEMU gives its last state.
   * @throws QemuError, DiskError; QEMU lets the machine run again by itself, or will when the migration is cancelled.
   */
  freeze(chunkSize: number, stopped: () => void): Promise<{ chunks: readonly Chunk[]; stateDigest: string }>;
  /** Ends it however far it has come. @throws QemuError */
  cancel(): Promise<void>;
}

/** What QEMU reads on its socket: that the destination is ready for the switch, and that it has everything. */
const switchoverAck = Uint8Array.of(0, 7, 0, 0);
const shut = Uint8Array.of(0, 1, 0, 4, 0, 0, 0, 0);

/** Milliseconds between looks at what has come. */
const lookEvery = 10;
/** Milliseconds after which a round ends with what there is. */
const roundWithin = 250;
/** Octets after which the first round ends: it is carried while more of the stream is read. */
const firstOctets = 1_048_576;

/** Starts to migrate. @throws QemuError, DiskError */
export async function startSourceMigration(needs: SourceMigrationNeeds): Promise<SourceMigration> {
  const { qmp, paths, disks, sliceOctets, autoConverge, log } = needs;
  let wake = (): void => {};
  let isCancelled = false;
  let pace: OutgoingPace | undefined;
  const happened = (): void => {
    pace?.heard();
    wake();
  };
  const holds = await setOutgoing(qmp, autoConverge);
  if (!holds)
    log(
      'warn',
      'this QEMU knows no switchover-ack (8.1 does): it may stop the machine shortly before the freeze',
    );
  const start = diskPlaces(disks).octets + endRecordOctets;
  const stream = await listenForStream({ socket: paths.outgoing, start, arrived: happened });
  const watch = watchMigration(qmp, happened);
  let mirrors: DiskMirrors | undefined;
  const letGo = async (): Promise<void> => {
    watch.stop();
    stream.close();
    await mirrors?.cancel();
  };
  try {
    mirrors = await startMirrors({ monitor: monitorOf(qmp), disks, folder: paths.folder });
    await qmp.execute('migrate', { uri: `unix:${paths.outgoing}` });
  } catch (error) {
    await letGo();
    throw error;
  }
  const digest = stateDigest();
  const steps = outgoingPace({ qmp, stream, watch, mirrors, sliceOctets, holds });
  pace = steps;
  const parts = mirrors;

  const check = (): void => {
    if (isCancelled) throw new QemuError('MIGRATION_CANCELLED', 'the migration was given up');
    if (parts.failure !== undefined) throw parts.failure;
    watch.check();
  };
  /** Sleeps until something has happened, or for a while. */
  const pause = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const happening = new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, lookEvery);
    });
    await happening;
    clearTimeout(timer);
  };
  const take = (most: number, chunkSize: number): Chunk[] => {
    const ofDisks = parts.take(most, chunkSize);
    const room = most - ofDisks.reduce((sum, { octets }) => sum + octets.length, 0);
    return room <= 0 ? ofDisks : [...ofDisks, ...stream.take(room)];
  };
  const counted = (chunks: readonly Chunk[]): readonly Chunk[] => {
    for (const chunk of chunks) digest.add(chunk);
    return chunks;
  };
  /** What QEMU says of its failure is worth more than that it failed. */
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof QemuError) || error.code !== 'MIGRATION_FAILED') throw error;
      throw new QemuError(error.code, `${error.message}: ${await failureOf(qmp)}`, error);
    }
  };

  return {
    copy: (chunkSize) =>
      explained(async () => {
        stream.setChunkSize(chunkSize);
        const began = performance.now();
        const enough = stream.length === 0 ? Math.min(firstOctets, sliceOctets) : sliceOctets;
        steps.begin();
        for (;;) {
          check();
          const here = stream.unread + parts.waiting;
          if (here >= enough || (await steps.isPassOver())) break;
          if (here > 0 && performance.now() - began >= roundWithin) break;
          await pause();
        }
        const chunks = counted(take(sliceOctets, chunkSize));
        return { chunks, ...(await steps.end(chunks)) };
      }),
    freeze: (chunkSize, stopped) =>
      explained(async () => {
        stream.setChunkSize(chunkSize);
        if (holds) await steps.letStop();
        stream.allow(Infinity);
        const chunks: Chunk[] = [];
        let areDisksReady = disks.length === 0;
        parts.ready.then(
          () => {
            areDisksReady = true;
            happened();
          },
          () => happened(),
        );
        await Promise.resolve();
        while (!areDisksReady) {
          check();
          chunks.push(...parts.take(Infinity, chunkSize));
          await pause();
        }
        await steps.letStop();
        check();
        stream.answer(switchoverAck);
        await watch.reach('pre-switchover');
        stopped();
        check();
        await parts.finish();
        chunks.push(...parts.take(Infinity, chunkSize));
        await parts.cancel();
        check();
        // Said in advance, so that nothing of ours is between QEMU and its end.
        stream.answer(shut);
        await qmp.execute('migrate-continue', { state: 'pre-switchover' });
        await watch.reach('completed');
        while (!stream.hasEnded) await pause();
        check();
        const record = writeEndRecord(stream.length);
        chunks.push({ place: start - endRecordOctets, octets: record }, ...stream.take(Infinity));
        counted(chunks);
        watch.stop();
        stream.close();
        return { chunks, stateDigest: digest.value() };
      }),
    async cancel() {
      isCancelled = true;
      happened();
      // The disks first: a mirror that is under way would keep QEMU from letting the machine go on.
      await parts.cancel();
      await endMigration(qmp);
      await letGo();
    },
  };
}
