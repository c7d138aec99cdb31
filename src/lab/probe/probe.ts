/** The client that feels a move: a program in C that sends a request each millisecond and notes what became of it. */
import { spawn } from 'node:child_process';
import { compile } from '../guests/compile.ts';
import { LabError } from '../lab-error.ts';

/**
 * Builds the probe into a folder, unless it is there.
 *
 * @param flags of the compiler, beside those that it always has.
 * @throws LabError by rejection: MACHINE_LACKS without a compiler
 */
export function buildProbe(folder: string, flags: readonly string[] = []): Promise<string> {
  return compile(folder, {
    name: 'probe',
    sources: ['probe/probe.c'],
    includes: ['guests/workload'],
    flags: ['-std=gnu11', '-O2', ...flags],
  });
}

/** What a probe found. Times are milliseconds; points in time are of the machine's monotonic clock. */
export interface ProbeFigures {
  readonly sent: number;
  readonly answered: number;
  /** Never answered, not after the end either while it waited. */
  readonly lost: number;
  /** Answered after more than 100 ms. */
  readonly late: number;
  /** Answers beyond the first. */
  readonly duplicated: number;
  /** Requests that the kernel would not send; they are among the lost. */
  readonly refused: number;
  /** How often the guest's count of answers stood still or went back: it never may. */
  readonly counterBack: number;
  /** The longest time without an answer, and when it began. */
  readonly gapMs: number;
  readonly gapFromMs: number;
  /** When the first request was sent. */
  readonly firstSentMs: number;
  /** The longest time between two requests: how far the probe itself was held up. */
  readonly longestPauseMs: number;
  readonly roundTripMs: {
    readonly least: number;
    readonly median: number;
    readonly p99: number;
    readonly most: number;
  };
}

/** How and where to ask. */
export interface ProbeOptions {
  /** The program, of {@link buildProbe}; or what it is called where it runs. */
  readonly program: string;
  /** What comes before its words when it runs elsewhere, such as in a guest. */
  readonly within?: readonly string[];
  /** The network namespace to run in; without it, this one. */
  readonly namespace?: string;
  readonly address: string;
  readonly port?: number;
  /** Microseconds from one request to the next; by default 1000. */
  readonly intervalUs?: number;
  /** After how long it ends by itself; by default 600 s. */
  readonly seconds?: number;
  /** How long it waits after the end for requests that are under way, a second at least; by default no longer. */
  readonly patienceMs?: number;
  /** Where a line of CSV for each request goes. */
  readonly rows: string;
}

/** A probe that runs. */
export interface Probe {
  readonly pid: number;
  /** Ends it, and waits for late answers. @throws LabError by rejection: PROCESS_ENDED when it failed */
  stop(): Promise<ProbeFigures>;
  /** Its figures once it ends by itself. @throws LabError by rejection: PROCESS_ENDED when it failed */
  readonly done: Promise<ProbeFigures>;
}

/** Starts a probe. It ends with this process too, since its standard input does. */
export function startProbe(options: ProbeOptions): Probe {
  const {
    program,
    within = [],
    namespace,
    address,
    port = 7777,
    intervalUs = 1000,
    seconds = 600,
    patienceMs = 0,
    rows,
  } = options;
  const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace];
  const numbers = [port, intervalUs, seconds].map(String);
  const [first, ...words] = [...inside, ...within, program, address, ...numbers, rows, `${patienceMs}`];
  const child = spawn(first, words);
  let out = '';
  let err = '';
  child.stdout.on('data', (octets: Buffer) => (out += octets.toString('utf8')));
  child.stderr.on('data', (octets: Buffer) => (err += octets.toString('utf8')));
  child.stdin.on('error', () => undefined);
  const done = new Promise<ProbeFigures>((resolve, reject) => {
    const failed = (reason: string): void =>
      reject(new LabError('PROCESS_ENDED', `the probe failed: ${reason}`));
    child.once('error', (error) => failed(error.message));
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as ProbeFigures);
      else failed(err.trim() || `exit code ${code}`);
    });
  });
  done.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    done,
    stop() {
      child.stdin.end();
      return done;
    },
  };
}
