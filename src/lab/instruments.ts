/** Reads what the kernel counts: octets of links, and what processes take. */
import { readdirSync, readFileSync } from 'node:fs';
import { mustRun } from './command.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** What left a device since it came up. */
export interface LinkCounters {
  readonly octets: number;
  readonly packets: number;
}

/** Reads the counters of a device in a namespace. @throws LabError by rejection */
export async function sentOn(namespace: string, device: string): Promise<LinkCounters> {
  const out = await mustRun(['ip', '-n', namespace, '-j', '-s', 'link', 'show', 'dev', device]);
  const [link] = JSON.parse(out) as { stats64: { tx: { bytes: number; packets: number } } }[];
  return { octets: link!.stats64.tx.bytes, packets: link!.stats64.tx.packets };
}

/** What a process takes. */
export interface ProcessUse {
  /** MiB. */
  readonly memoryMiB: number;
  readonly memoryMostMiB: number;
  /** Milliseconds of processors. */
  readonly processorMs: number;
  /** How many files it has open. */
  readonly files: number;
}

/** The kernel counts time of processors in hundredths of a second. */
const tickMs = 10;

/** Reads what a process takes; undefined when it is gone. */
export function useOf({ pid }: ProcessIdentity): ProcessUse | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const times = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const tenth = (kibibytes: number): number => Math.round((10 * kibibytes) / 1024) / 10;
    return {
      memoryMiB: tenth(field('VmRSS')),
      memoryMostMiB: tenth(field('VmHWM')),
      processorMs: tickMs * (Number(times[11]) + Number(times[12])),
      files: readdirSync(`/proc/${pid}/fd`).length,
    };
  } catch {
    return undefined;
  }
}

/** Milliseconds since 1970 with fractions, by the clock that QEMU gives its events. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Milliseconds to a microsecond: what is below cannot be measured here. */
export function rounded(ms: number): number {
  return Math.round(1000 * ms) / 1000;
}
