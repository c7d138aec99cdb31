/** Whether a guest went on as if nothing had happened: its counter, its memory and its disk. */
import { readSerial } from './guests/serial.ts';
import type { LabCheckRow } from './result.ts';

/**
 * Reads the serial logs of all hosts together.
 *
 * @param logs of each host on which the guest ran.
 * @param moves how many times it moved; at each, the line that was being written is cut in two.
 * @param name of the guest.
 */
export function serialChecks(logs: readonly string[], moves: number, name: string): readonly LabCheckRow[] {
  const reports = logs.map(readSerial);
  const ticks = reports.flatMap((report) => report.ticks);
  const numbers = ticks.map(({ tick }) => tick).sort((a, b) => a - b);
  const repeated = numbers.filter((tick, i) => numbers[i - 1] === tick);
  const last = numbers.at(-1) ?? 0;
  const missing = last - new Set(numbers).size;
  const corrupt = Math.max(0, ...ticks.map((tick) => tick.corrupt));
  const faults = reports.flatMap((report) => report.faults);
  return [
    {
      what: `the counter of the ${name} goes on over all moves, and counts nothing twice`,
      met: last > 0 && repeated.length === 0 && missing <= moves,
      says: `counted to ${last}; ${repeated.length} twice, ${missing} cut in two by a move`,
    },
    {
      what: `the ${name} finds every page of its memory as it wrote it`,
      met: corrupt === 0 && faults.length === 0,
      says: `${corrupt} wrong pages${faults.length === 0 ? '' : `; ${faults.slice(0, 3).join('; ')}`}`,
    },
  ];
}

/** How far the counter of a guest has come. */
export function lastTick(logs: readonly string[]): number {
  return Math.max(0, ...logs.flatMap((log) => readSerial(log).ticks.map(({ tick }) => tick)));
}
