/**
 * One disk that QEMU mirrors to us, and the job that does it.
 */
import { join } from 'node:path';
import type { CopiedDisk } from './copied-disk.ts';
import { asDiskError, DiskError } from './disk-error.ts';
import { jobGate } from './job-gate.ts';
import { type MirrorTarget, mirrorTarget } from './mirror-target.ts';
import { ask, recordsOf } from './monitor-asking.ts';
import type { MonitorData, QemuMonitor } from './monitor-port.ts';

/** A disk while it is mirrored. */
export interface DiskMirror {
  /** The id of the job. */
  readonly id: string;
  readonly target: MirrorTarget;
  /** Why the job ended before its time, if it did. */
  readonly failure: DiskError | undefined;
  /** Resolves when everything that was on the disk at the start has arrived; rejects when the job ends before. */
  readonly ready: Promise<void>;
  /** Ends the job of a machine that stands still; when it resolves, all that is missing waits in the target. */
  finish(): Promise<void>;
  /** Ends the job as it is, throws away what waits, and cleans up. Never rejects. */
  abandon(): Promise<void>;
}

/** The names of block nodes and jobs of ours begin with it. */
const prefix = 'xlmp-mirror-';

/**
 * Starts to mirror a disk.
 *
 * @param index counts the disks of a machine.
 * @param folder for the socket.
 * @throws DiskError (by rejection); nothing is left behind.
 */
export async function startMirror(
  monitor: QemuMonitor,
  disk: CopiedDisk,
  index: number,
  folder: string,
): Promise<DiskMirror> {
  const id = `${prefix}${index}`;
  const socket = join(folder, `mirror-${index}.sock`);
  const gate = jobGate(monitor, id);
  const { name, size } = disk;
  const target = await mirrorTarget({ socket, name, size, onWaiting: (octets) => gate.waiting(octets) });
  const job = watchJob(monitor, id, name, () => target.wake());
  const mirror: DiskMirror = {
    id,
    target,
    ready: job.ready,
    get failure() {
      return job.failure();
    },
    async finish() {
      const failure = job.failure();
      if (failure !== undefined) throw failure;
      if (!job.isReady()) {
        throw new DiskError('MIRROR_NOT_READY', `The disk ${name} has not been copied once yet.`);
      }
      job.expectEnd();
      await gate.open();
      // Of a job that is ready this is the end, not its abandonment.
      await ask(monitor, 'block-job-cancel', { device: id });
      await job.completed;
    },
    async abandon() {
      job.expectEnd();
      target.discard();
      await gate.open();
      await cancelJob(monitor, id, job.ended);
      await monitor.execute('blockdev-del', { 'node-name': id }).catch(() => {});
      await target.close();
    },
  };
  try {
    const server = { type: 'unix', path: socket };
    await ask(monitor, 'blockdev-add', { driver: 'nbd', 'node-name': id, server, export: name });
    const how = { sync: 'full', 'copy-mode': 'background' };
    await ask(monitor, 'blockdev-mirror', { 'job-id': id, device: disk.node, target: id, ...how });
  } catch (error) {
    await mirror.abandon();
    throw error;
  }
  return mirror;
}

/**
 * Ends mirrors that somebody before us has left behind in QEMU, such as ourselves before a restart.
 *
 * @throws DiskError (by rejection) when QEMU does not answer.
 */
export async function clearMirrors(monitor: QemuMonitor): Promise<void> {
  for (const { device } of recordsOf(await ask(monitor, 'query-block-jobs'))) {
    if (typeof device !== 'string' || !device.startsWith(prefix)) continue;
    await cancelJob(monitor, device, jobEnd(monitor, device));
  }
  for (const node of recordsOf(await ask(monitor, 'query-named-block-nodes', { flat: true }))) {
    const name = node['node-name'];
    if (typeof name !== 'string' || !name.startsWith(prefix)) continue;
    await ask(monitor, 'blockdev-del', { 'node-name': name });
  }
}

/** What is known of a job from its events. */
interface Job {
  /** The event with which it ends; rejects when the monitor is gone. */
  readonly ended: Promise<MonitorData>;
  readonly ready: Promise<void>;
  /** Rejects when the job ends in any other way than by its work being done. */
  readonly completed: Promise<void>;
  isReady(): boolean;
  failure(): DiskError | undefined;
  /** From now on its end is no failure. */
  expectEnd(): void;
}

/** @param failed called when the job ends and nobody expects it. */
function watchJob(monitor: QemuMonitor, id: string, name: string, failed: () => void): Job {
  let isReady = false;
  let expected = false;
  let failure: DiskError | undefined;
  const early = (data: MonitorData): DiskError => {
    const why = typeof data['error'] === 'string' ? data['error'] : 'somebody cancelled it';
    return new DiskError('MIRROR_FAILED', `The mirror of the disk ${name} ended early: ${why}.`);
  };
  const gone = (error: unknown): never => {
    throw asDiskError(error, 'MONITOR_FAILED', `QEMU went away while the disk ${name} was mirrored`);
  };
  const ended = jobEnd(monitor, id).catch(gone);
  const became = monitor.event('BLOCK_JOB_READY', ({ device }) => device === id).catch(gone);
  const ready = Promise.race([became, ended.then((data) => Promise.reject(early(data)))]).then(() => {
    isReady = true;
  });
  const completed = ended.then((data) => {
    if (data['event'] !== 'BLOCK_JOB_COMPLETED' || data['error'] !== undefined) throw early(data);
  });
  const judge = (error: DiskError): void => {
    if (expected) return;
    failure = error;
    failed();
  };
  ended.then((data) => judge(early(data)), judge);
  for (const promise of [became, ready, completed]) promise.catch(() => {});
  return {
    ended,
    ready,
    completed,
    isReady: () => isReady,
    failure: () => failure,
    expectEnd() {
      expected = true;
    },
  };
}

/** The data of the event with which a job ends, and `event`, its name. */
function jobEnd(monitor: QemuMonitor, id: string): Promise<MonitorData> {
  const ends = ['BLOCK_JOB_COMPLETED', 'BLOCK_JOB_CANCELLED'].map(async (event) => {
    const data = await monitor.event(event, ({ device }) => device === id);
    return { ...data, event };
  });
  return Promise.race(ends);
}

/** Ends a job as it is; does nothing when there is none. */
async function cancelJob(monitor: QemuMonitor, id: string, ended: Promise<MonitorData>): Promise<void> {
  ended.catch(() => {});
  try {
    await monitor.execute('block-job-cancel', { device: id, force: true });
    await ended;
  } catch {
    // The job has ended already, or with QEMU.
  }
}
