/** Reads what a guest of the lab reports on its serial port. */

/** One report of a guest, five times a second. */
export interface Tick {
  /** Counts up from 1 and never repeats. */
  readonly tick: number;
  /** The guest's clock in milliseconds. */
  readonly up: number;
  /** How many requests its service has answered. */
  readonly echo: number;
  /** How often all of its dirtied pages have been written. */
  readonly passes: number;
  /** Faults found in its memory. */
  readonly corrupt: number;
}

/** All that a guest has reported. */
export interface SerialReport {
  /** How long the guest took until its ports were open, in milliseconds of its own; undefined until then. */
  readonly ready?: number;
  readonly ticks: readonly Tick[];
  /** The last block of which the disk has said that it is written; zero before the first. */
  readonly lastDisk: number;
  /** What must not be: reports of errors, and exceptions. */
  readonly faults: readonly string[];
}

const tickLine = /^TICK (\d+) up=(\d+) ms echo=(\d+) passes=(\d+) corrupt=(\d+)$/;
const readyLine = /^READY up=(\d+) ms$/;
const diskLine = /^DISK last=(\d+)$/;
const faultLine = /^(ERROR|EXCEPTION|DISK error)/;

/** Reads a serial log; passes over lines of others, and over a last line that has not ended. */
export function readSerial(text: string): SerialReport {
  const lines = text.split(/\r?\n/).slice(0, -1);
  const ticks: Tick[] = [];
  const faults: string[] = [];
  let ready: number | undefined;
  let lastDisk = 0;
  for (const line of lines) {
    const tick = tickLine.exec(line);
    if (tick !== null) {
      const [number = 0, up = 0, echo = 0, passes = 0, corrupt = 0] = tick.slice(1).map(Number);
      ticks.push({ tick: number, up, echo, passes, corrupt });
    }
    ready ??= numberOf(readyLine.exec(line));
    lastDisk = numberOf(diskLine.exec(line)) ?? lastDisk;
    if (faultLine.test(line)) faults.push(line);
  }
  return { ...(ready === undefined ? {} : { ready }), ticks, lastDisk, faults };
}

function numberOf(match: RegExpExecArray | null): number | undefined {
  return match === null ? undefined : Number(match[1]);
}
