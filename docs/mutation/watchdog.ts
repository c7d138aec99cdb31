/**
 * Ends a process whose work does not go on: a mutant may loop for ever, and then nothing in its thread can notice. What
 * counts is time of the processor, so that a busy machine does not look like a loop.
 */
import { Worker } from 'node:worker_threads';

/** Milliseconds of the processor without a sign of life, after which the process is ended. */
const mostMs = 15_000;

const thread = `
const { workerData } = require('node:worker_threads');
let [seen, since] = [-1, 0];
setInterval(() => {
  const now = Atomics.load(workerData.signs, 0);
  const used = process.cpuUsage().user / 1000;
  if (now !== seen) [seen, since] = [now, used];
  else if (used - since > workerData.mostMs) process.kill(process.pid, 'SIGKILL');
}, 1000);
`;

/** Begins to watch this process. Call what it returns for every sign of life; it costs next to nothing. */
export function watchdog(): () => void {
  const signs = new Int32Array(new SharedArrayBuffer(4));
  new Worker(thread, { eval: true, workerData: { signs, mostMs } }).unref();
  return () => void Atomics.add(signs, 0, 1);
}
