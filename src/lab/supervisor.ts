/**
 * Starts the processes of a run in their namespaces, reads what they say, and ends them. Each has a session of its own, so
 * that Ctrl-C at a terminal reaches the lab alone, which then ends them in order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { LabError } from './lab-error.ts';
import { identityOfProcess, type ProcessIdentity } from './process-identity.ts';
import { noteProcess, type RunFolder } from './run-folder.ts';

/** A process to start. */
export interface ProcessPlan {
  /** Its name in the run; also of its log file. Starting another of the same name replaces the first in the books. */
  readonly name: string;
  /** The namespace that it lives in; none for that of the lab. */
  readonly namespace?: string;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A process that was started. */
export interface LabProcess {
  readonly name: string;
  readonly identity: ProcessIdentity | undefined;
  /** All that it has said on standard output and standard error so far, at most the last megabyte. */
  said(): string;
  /** Resolves with the first match in what it says. @throws LabError by rejection when it ends before, or in time */
  seen(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Calls with each line of standard output from now on. */
  onLine(receiver: (line: string) => void): void;
  /** Writes to its standard input. */
  write(text: string): void;
  /** Ends it: SIGTERM, and SIGKILL when it does not go in time. Resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
  /** Sends it a signal, unless it is over. */
  signal(signal: NodeJS.Signals): void;
  /** Kills it at once. Resolves when it is gone. */
  kill(): Promise<void>;
  /** How it ended; resolves then. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly isOver: boolean;
}

/** Starts and ends processes of a run. */
export interface Supervisor {
  start(plan: ProcessPlan): LabProcess;
  /** Ends all that were started, the last one first. */
  stopAll(): Promise<void>;
}

const mostSaid = 1_048_576;
const usualPatience = 20_000;
const usualGrace = 3_000;

/** Makes a supervisor over the folder of a run. */
export function makeSupervisor(run: RunFolder): Supervisor {
  const started: LabProcess[] = [];
  return {
    start(plan) {
      const made = startProcess(run, plan);
      started.push(made);
      return made;
    },
    async stopAll() {
      const rest = started.splice(0).reverse();
      await Promise.all(rest.map((each) => each.stop()));
    },
  };
}

function startProcess(run: RunFolder, { name, namespace, words, env, cwd }: ProcessPlan): LabProcess {
  const [program = '', ...rest] =
    namespace === undefined ? words : ['ip', 'netns', 'exec', namespace, ...words];
  const child: ChildProcess = spawn(program, rest, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const identity = child.pid === undefined ? undefined : identityOfProcess(child.pid);
  if (identity !== undefined) noteProcess(run, name, identity);
  const log = createWriteStream(join(run.path, `${name}.log`), { flags: 'a' });
  const lookers = new Set<() => void>();
  const lineReceivers: ((line: string) => void)[] = [];
  let said = '';
  let unfinished = '';
  let over = false;
  const hear = (octets: Buffer, isOut: boolean): void => {
    const text = octets.toString('utf8');
    log.write(octets);
    said = (said + text).slice(-mostSaid);
    if (isOut) {
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop()!;
      for (const line of lines) for (const receive of lineReceivers) receive(line);
    }
    for (const look of lookers) look();
  };
  child.stdout!.on('data', (octets: Buffer) => hear(octets, true));
  child.stderr!.on('data', (octets: Buffer) => hear(octets, false));
  // A program that has ended reads nothing; that it ended is told by `ended`.
  child.stdin!.on('error', () => {});
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      over = true;
      log.end();
      resolve({ code, signal });
      for (const look of lookers) look();
    };
    child.on('error', (error) => {
      said += String(error);
      end(null, null);
    });
    child.on('close', end);
  });
  const within = async (ms: number): Promise<boolean> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), ms);
    });
    const inTime = await Promise.race([ended.then(() => true), late]);
    clearTimeout(timer);
    return inTime;
  };
  const kill = async (): Promise<void> => {
    if (over) return;
    child.kill('SIGKILL');
    // What a child of it holds open can keep the pipes from closing; nobody waits for that.
    await within(2_000);
  };
  return {
    name,
    identity,
    said: () => said,
    seen: (pattern, timeoutMs = usualPatience) =>
      new Promise((resolve, reject) => {
        const finish = (end: () => void): void => {
          clearTimeout(timer);
          lookers.delete(look);
          end();
        };
        const fail = (code: 'PROCESS_ENDED' | 'TOO_LATE', why: string): void =>
          finish(() =>
            reject(
              new LabError(code, `${name} ${why} ${pattern.source}; it said: ${said.slice(-600).trim()}`),
            ),
          );
        const look = (): void => {
          const found = pattern.exec(said);
          if (found !== null) finish(() => resolve(found));
          else if (over) fail('PROCESS_ENDED', 'ended without saying');
        };
        const timer = setTimeout(() => fail('TOO_LATE', `did not say in ${timeoutMs / 1000} s`), timeoutMs);
        lookers.add(look);
        look();
      }),
    onLine: (receiver) => void lineReceivers.push(receiver),
    write: (text) => void child.stdin!.write(text),
    async stop(graceMs = usualGrace) {
      if (over) return;
      child.kill('SIGTERM');
      if (!(await within(graceMs))) await kill();
    },
    signal(signal) {
      if (!over) child.kill(signal);
    },
    kill,
    ended,
    get isOver() {
      return over;
    },
  };
}
