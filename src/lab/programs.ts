/**
 * Programs of Debian that talk to the guest while it moves, and whether every octet was right. They know nothing of XIA, nor
 * does what answers them in the guest.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { tryCommand } from './command.ts';
import { octetsDigest } from './guests/octets.ts';
import type { ProgramResult } from './result.ts';
import type { LabScenario } from './scenario.ts';
import type { LabProcess, Supervisor } from './supervisor.ts';
import { guestNetwork } from './topology.ts';

/** A program that runs. */
export interface RunningProgram {
  /** Ends it, or waits until it is through, and judges it. */
  finish(): Promise<ProgramResult>;
}

type ProgramName = LabScenario['programs'][number];

/** What a program is started with. */
export interface ProgramParts {
  readonly supervisor: Supervisor;
  readonly namespace: string;
  readonly folder: string;
  /** How long the moves take, about. Seconds. */
  readonly seconds: number;
}

const { guestAddress } = guestNetwork;
/** Fast enough to be busy all the time, slow enough to last as long as the moves. Octets in a second. */
const downloadRate = 300_000;
const patience = 240_000;

/** Starts a program; undefined when it is not installed. */
export async function startProgram(
  name: ProgramName,
  parts: ProgramParts,
): Promise<RunningProgram | undefined> {
  const words = { download: 'curl', iperf3: 'iperf3', nc: 'nc' } as const;
  if ((await tryCommand(['sh', '-c', `command -v ${words[name]}`])).code !== 0) return undefined;
  return { download, iperf3, nc }[name](parts);
}

function download({ supervisor, namespace, folder, seconds }: ProgramParts): RunningProgram {
  const octets = downloadRate * Math.ceil(seconds);
  const file = join(folder, 'downloaded');
  const url = `http://${guestAddress}/cgi-bin/octets?bytes=${octets}`;
  const curl = supervisor.start({
    name: 'curl',
    namespace,
    words: [
      'curl',
      '-sS',
      '--limit-rate',
      `${downloadRate}`,
      '-o',
      file,
      '-w',
      '%{http_code} %{size_download} %{num_connects}',
      url,
    ],
  });
  return {
    async finish() {
      const code = await ended(curl);
      const [status = '', got = '0', connections = '0'] = curl.said().trim().split(' ');
      const isRight = code === 0 && (await digestOf(file)) === octetsDigest(octets);
      return {
        program: 'curl',
        ok: isRight && connections === '1',
        octets: Number(got) || 0,
        says: isRight
          ? `status ${status}, ${got} octets over ${connections} connection, SHA-256 as expected`
          : `exit code ${code}: ${curl.said().slice(0, 200) || '–'}`,
      };
    },
  };
}

function iperf3({ supervisor, namespace, seconds }: ProgramParts): RunningProgram {
  const words = ['iperf3', '-J', '-c', guestAddress, '-t', `${Math.ceil(seconds)}`, '-b', '2M'];
  const client = supervisor.start({ name: 'iperf3', namespace, words });
  return {
    async finish() {
      const code = await ended(client);
      let octets = 0;
      let wrong = `exit code ${code}`;
      try {
        const json = JSON.parse(client.said()) as {
          error?: string;
          end?: { sum_received?: { bytes: number } };
        };
        octets = json.end?.sum_received?.bytes ?? 0;
        wrong = json.error ?? wrong;
      } catch {
        wrong = client.said().slice(0, 200) || wrong;
      }
      const ok = code === 0 && octets > 0;
      return { program: 'iperf3', ok, octets, says: ok ? `${octets} octets over one connection` : wrong };
    },
  };
}

const lineDelay = 100;
const echoPort = 7000;

/** A line every tenth of a second, each of which has to come back. */
function nc({ supervisor, namespace }: ProgramParts): RunningProgram {
  const client = supervisor.start({ name: 'nc', namespace, words: ['nc', guestAddress, `${echoPort}`] });
  const sent: string[] = [];
  const heard: string[] = [];
  client.onLine((line) => heard.push(line));
  const timer = setInterval(() => {
    const line = `line ${sent.length + 1}`;
    sent.push(line);
    client.write(`${line}\n`);
  }, lineDelay);
  return {
    async finish() {
      clearInterval(timer);
      await client.seen(new RegExp(`${sent.at(-1) ?? ''}\\n`), 10_000).catch(() => {});
      const wasOpen = !client.isOver;
      await client.stop();
      const same = sent.length === heard.length && sent.every((line, i) => line === heard[i]);
      return {
        program: 'nc',
        ok: wasOpen && same && sent.length > 0,
        octets: heard.reduce((sum, line) => sum + line.length + 1, 0),
        says: `${heard.length} of ${sent.length} lines came back${same ? ', in order' : ', not the same'}; the connection ${wasOpen ? 'stayed' : 'was lost'}`,
      };
    },
  };
}

async function ended(process: LabProcess): Promise<number | null> {
  const timer = setTimeout(() => void process.kill(), patience);
  const { code } = await process.ended;
  clearTimeout(timer);
  return code;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const octets of createReadStream(file)) hash.update(octets as Buffer);
  } catch {
    return 'no file';
  }
  return hash.digest('hex');
}
