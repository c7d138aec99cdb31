/** Runs programs that end by themselves, each with a limit of time. */
import { execFile } from 'node:child_process';
import { LabError } from './lab-error.ts';

/** How a program ended. */
export interface CommandResult {
  /** Its exit code; −1 when it could not be started or was killed. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Limits of a run. */
export interface CommandOptions {
  /** Milliseconds, after which it is killed; by default a minute. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const usualTimeout = 60_000;
const mostOutput = 64 * 1024 * 1024;

/** Runs a program; what it answers is the caller's to judge. Never rejects. */
export function tryCommand(words: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = '', ...rest] = words;
  return new Promise((resolve) => {
    execFile(
      program,
      rest,
      {
        timeout: options.timeoutMs ?? usualTimeout,
        killSignal: 'SIGKILL',
        maxBuffer: mostOutput,
        encoding: 'utf8',
        ...(options.env === undefined ? {} : { env: { ...process.env, ...options.env } }),
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      },
      (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, out, err: err === '' && code === -1 ? String(error?.message) : err });
      },
    );
  });
}

/** Runs a program that has to succeed, and gives its standard output. @throws LabError by rejection */
export async function mustRun(words: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, out, err } = await tryCommand(words, options);
  if (code === 0) return out;
  throw new LabError('COMMAND_FAILED', `${words.join(' ')}: exit code ${code}: ${(err || out).trim()}`);
}
