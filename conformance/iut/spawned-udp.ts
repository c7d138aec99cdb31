/** An implementation that the kit starts itself and then judges through UDP; it says where it listens. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Iut, IutError, startingMs } from './port.ts';
import { type UdpOptions, udpIut } from './udp.ts';

/** How to run it. */
export interface SpawnedUdpOptions {
  /** The program and its arguments; its standard output has a line with `udp HOST:PORT` and `control HOST:PORT`. */
  readonly command: readonly string[];
  /** How long a step may take, in milliseconds; starting, too. */
  readonly timeoutMs: number;
}

/** Makes the adapter; nothing is started yet. */
export function spawnedUdpIut(options: SpawnedUdpOptions): Iut {
  let child: ChildProcess | undefined;
  let inner: Iut | undefined;
  let waitedBefore = 0;
  const stop = async (): Promise<void> => {
    const [oldChild, oldInner] = [child, inner];
    [child, inner] = [undefined, undefined];
    waitedBefore += oldInner?.waitedMs() ?? 0;
    await oldInner?.stop();
    if (oldChild !== undefined) await end(oldChild);
  };
  return {
    adapter: 'udp',
    get realTime() {
      return inner?.realTime ?? false;
    },
    async start() {
      await stop();
      child = spawn(options.command[0]!, options.command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
      const where = await whereItListens(child, options.timeoutMs + startingMs);
      inner = udpIut({ ...where, timeoutMs: options.timeoutMs });
      await inner.start();
    },
    ask(ask) {
      if (inner === undefined) throw new TypeError('not started');
      return inner.ask(ask);
    },
    late() {
      if (inner === undefined) throw new TypeError('not started');
      return inner.late();
    },
    stepMs: () => inner?.stepMs() ?? 0,
    waitedMs: () => waitedBefore + (inner?.waitedMs() ?? 0),
    stop,
  };
}

function whereItListens(
  child: ChildProcess,
  timeoutMs: number,
): Promise<Pick<UdpOptions, 'udp' | 'control'>> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(alarm);
      child.kill('SIGKILL');
      reject(new IutError('IUT_COMMAND', `the implementation did not say where it listens: ${why}`));
    };
    const alarm = setTimeout(() => fail(`nothing within ${timeoutMs} ms`), timeoutMs);
    let errors = '';
    child.stderr?.on('data', (octets: Buffer) => {
      errors = (errors + octets.toString('utf8')).slice(-2_000);
    });
    child.once('error', (cause) => fail(cause.message));
    child.once('close', (code) => fail(`it exited with code ${code}: ${errors.trim()}`));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const [udp, control] = [placeIn(line, 'udp'), placeIn(line, 'control')];
      if (udp === undefined || control === undefined) return;
      clearTimeout(alarm);
      resolve({ udp, control });
    });
  });
}

function placeIn(line: string, name: string): { readonly host: string; readonly port: number } | undefined {
  const found = new RegExp(`\\b${name}\\W+([\\d.]+|\\[[0-9a-f:]+\\]):(\\d+)`).exec(line);
  return found === null ? undefined : { host: found[1]!.replace(/[[\]]/g, ''), port: Number(found[2]) };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGTERM');
  });
}
