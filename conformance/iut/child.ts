/** An implementation in a child process that speaks lines over its standard input and output. */
import { type ChildProcess, spawn } from 'node:child_process';
import { Dialogue } from './dialogue.ts';
import type { Ask } from './lines.ts';
import { type Answer, type Iut, IutError, startingMs, virtualTime } from './port.ts';

/** How long a child may take to go after `bye` before it is ended, in milliseconds. */
const goodbyeMs = 1_000;

/** Octets of standard error that are kept for reports. */
const keptErrors = 2_000;

/** How to run a child. */
export interface ChildOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** How long a verb may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** Makes the adapter; nothing is started yet. @throws RangeError when there is no command */
export function childIut(options: ChildOptions): Iut {
  const [program, ...parameters] = options.command;
  if (program === undefined) throw new RangeError('no command');
  let running: Running | undefined;
  return {
    adapter: 'stdio',
    async start() {
      if (running !== undefined) await running.stop();
      running = await run(program, parameters, options.timeoutMs);
    },
    ask(ask) {
      if (running === undefined) throw new TypeError('not started');
      return running.ask(ask);
    },
    ...virtualTime,
    async stop() {
      await running?.stop();
      running = undefined;
    },
  };
}

interface Running {
  ask(ask: Ask): Promise<Answer>;
  stop(): Promise<void>;
}

function run(program: string, parameters: readonly string[], timeoutMs: number): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    let errors = '';
    const dialogue = new Dialogue({
      write: (text) => void child.stdin.write(text),
      broken: () => void child.kill('SIGKILL'),
      timeoutMs,
    });
    const gone = new Promise<void>((over) => {
      child.once('close', (code, signal) => {
        dialogue.ended(describeEnd(code, signal, errors));
        over();
      });
    });
    child.stdin.on('error', () => undefined); // The close event tells why.
    child.stdout.on('data', (octets: Buffer) => dialogue.receive(octets));
    child.stderr.on('data', (octets: Buffer) => {
      errors = (errors + octets.toString('utf8')).slice(-keptErrors);
    });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new IutError('IUT_COMMAND', `cannot start "${program}": ${explain(cause)}`));
    });
    child.once('spawn', () =>
      resolve({
        ask: (ask) => dialogue.ask(ask, ask.do === 'hello' ? startingMs : 0),
        stop: () => stop(child, dialogue, gone),
      }),
    );
  });
}

async function stop(child: ChildProcess, dialogue: Dialogue, gone: Promise<void>): Promise<void> {
  const alarm = setTimeout(() => child.kill('SIGKILL'), goodbyeMs);
  await dialogue.ask({ do: 'bye' }).catch(() => undefined);
  child.stdin?.end();
  await gone;
  clearTimeout(alarm);
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null, errors: string): string {
  const how = signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
  const last = errors.trim().split('\n').slice(-5).join(' | ');
  return last === '' ? how : `${how} (its standard error ends: ${last})`;
}

function explain(cause: NodeJS.ErrnoException): string {
  if (cause.code === 'ENOENT') return 'there is no such program; give a path, or a name that is in PATH';
  if (cause.code === 'EACCES') return 'it may not be executed; check its permissions';
  return cause.message;
}
