/** Tells processes apart although their numbers are used again: by the number and the moment they began. */
import { readFileSync } from 'node:fs';

/** A process of this machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in ticks of the kernel since the machine came up. */
  readonly began: string;
}

/** Who a process is; undefined when there is none of the number, or only what is left of one that ended. */
export function identityOfProcess(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in parentheses, which may hold anything; the rest is words.
    const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return rest[0] === 'Z' || rest[0] === 'X' ? undefined : { pid, began: rest[19]! };
  } catch {
    return undefined;
  }
}

/** Tells whether a process still runs. */
export function isRunning({ pid, began }: ProcessIdentity): boolean {
  return identityOfProcess(pid)?.began === began;
}

/** Sends a signal to a process, and to no other that has got its number since. Tells whether it was there. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch {
    return false;
  }
}
