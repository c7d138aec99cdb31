/** Which implementation is to be judged, and through what, as the command line says it. */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { childIut } from '../iut/child.ts';
import type { Iut } from '../iut/port.ts';
import { spawnedUdpIut } from '../iut/spawned-udp.ts';
import { udpIut } from '../iut/udp.ts';
import { KitError, type SocketAddress } from './usage.ts';

/** The options that say which implementation is meant. */
export interface SubjectOptions {
  readonly udp?: SocketAddress;
  readonly control?: SocketAddress;
  readonly reference?: true;
  readonly bothCarriers?: true;
  readonly timeout: number;
}

/** An implementation to be judged. */
export interface Candidate {
  readonly iut: Iut;
  /** The words of the command line that mean it. */
  readonly words: string;
}

/** Finds out what is to be judged. @throws KitError when the options do not say, or say two things */
export async function candidatesFor(
  command: readonly string[],
  options: SubjectOptions,
): Promise<readonly Candidate[]> {
  const ways = [
    command.length > 0,
    options.udp !== undefined,
    options.reference === true,
    options.bothCarriers === true,
  ];
  const chosen = ways.filter(Boolean).length;
  if (chosen === 0)
    throw new KitError('nothing to judge; give a command after --, or --udp and --control, or --reference');
  if (chosen > 1)
    throw new KitError('one thing at a time: a command after --, --udp, --reference or --both-carriers');
  const { timeout: timeoutMs, udp, control } = options;
  if (options.reference === true) {
    const { inProcessIut } = await import('../iut/in-process.ts');
    return [{ iut: inProcessIut(), words: '--reference' }];
  }
  if (options.bothCarriers === true) return referenceProcesses(timeoutMs);
  if (udp === undefined) {
    if (control !== undefined) throw new KitError('--control goes with --udp');
    return [{ iut: childIut({ command, timeoutMs }), words: `-- ${command.map(quoted).join(' ')}` }];
  }
  if (control === undefined)
    throw new KitError('--udp needs --control: the TCP port on which its adapter listens');
  const words = `--udp ${written(udp)} --control ${written(control)}`;
  return [{ iut: udpIut({ udp, control, timeoutMs }), words }];
}

/** The reference in other processes: as a child, through UDP, and through UDP in real time when that is asked for. */
export function referenceProcesses(timeoutMs: number, realTime = false): readonly Candidate[] {
  const program = [
    process.execPath,
    ...process.execArgv,
    fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './main.ts' : './main.js', import.meta.url)),
  ];
  const stdio = [...program, 'agent', '--stdio'];
  const udp = [...program, 'agent', '--udp', '0', '--control', '0'];
  return [
    { iut: childIut({ command: stdio, timeoutMs }), words: '-- xlmp agent --stdio' },
    { iut: spawnedUdpIut({ command: udp, timeoutMs }), words: '--both-carriers' },
    ...(realTime
      ? [
          {
            iut: spawnedUdpIut({ command: [...udp, '--real-time'], timeoutMs }),
            words: '--udp … --control …',
          },
        ]
      : []),
  ];
}

function written({ host, port }: SocketAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
