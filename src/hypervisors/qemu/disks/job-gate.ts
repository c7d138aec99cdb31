/**
 * Lets the job of a mirror rest while too much of what it brought waits, so that memory stays bounded.
 */
import type { QemuMonitor } from './monitor-port.ts';

/** A job that may have to rest. */
export interface JobGate {
  /** To be told whenever it has changed how many octets wait. */
  waiting(octets: number): void;
  /** Lets the job run from now on, however much waits; resolves when it does. */
  open(): Promise<void>;
}

/** Octets that wait when a job goes to rest, and when it goes on. What is under way then, 16 MiB at most, comes still. */
const high = 16_777_216;
const low = 8_388_608;

/** Watches over a job that runs. */
export function jobGate(monitor: QemuMonitor, id: string): JobGate {
  let wantsRest = false;
  let rests = false;
  let opened = false;
  let turning = Promise.resolve();

  const turn = async (): Promise<void> => {
    if (rests === wantsRest) return;
    rests = wantsRest;
    // A job that has ended needs no rest; why it did, its events tell.
    await monitor.execute(rests ? 'block-job-pause' : 'block-job-resume', { device: id }).catch(() => {});
  };
  const want = (rest: boolean): void => {
    if (rest === wantsRest) return;
    wantsRest = rest;
    turning = turning.then(turn);
  };
  return {
    waiting(octets) {
      if (opened) return;
      if (octets >= high) want(true);
      else if (octets <= low) want(false);
    },
    async open() {
      opened = true;
      want(false);
      await turning;
    },
  };
}
