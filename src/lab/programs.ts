/**
 * Programs of Debian that talk to the guest while it moves, and whether every octet was right. They know nothing of XIA, nor
 * does what answers them in the guest.
 */
import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { octetsDigest } from './guests/octets.ts';
import type { ProgramResult } from './result.ts';
import type { LabScenario } from './scenario.ts';
import { sshWords } from './ssh.ts';
import type { LabProcess, Supervisor } from './supervisor.ts';

/** A program that runs. */
export interface RunningProgram {
  /** Ends it, or waits until it is through, and judges it. */
  finish(): Promise<ProgramResult>;
}

type ProgramName = LabScenario['programs'][number];

/** The programs that can run in a guest. */
export const programsWithin = ['nc', 'iperf3'] as const satisfies readonly ProgramName[];

/** What a program is started with. */
export interface ProgramParts {
  readonly supervisor: Supervisor;
  readonly namespace: string;
  readonly folder: string;
  /** The address of the guest that it talks to. */
  readonly to: string;
  /** What comes before its words when it runs in another guest, which has only {@link programsWithin}. */
  readonly within?: readonly string[];
}

/** Fast enough to be busy all the time, slow enough that one download takes as long as one run of iperf3. Octets in a second. */
const downloadRate = 300_000;
/** How long a program takes that ends by itself; it is then started again, until the moves are over. Seconds. */
const turnSeconds = 30;
const patience = 240_000;

/** Starts a program. */
export function startProgram(name: ProgramName, parts: ProgramParts): RunningProgram {
  return { download, iperf3, nc, ssh }[name](parts);
}

/** What one turn of a program came to. */
interface Turn {
  readonly ok: boolean;
  readonly octets: number;
  readonly says: string;
}

/** A program that ends by itself, over and over: each turn has a connection of its own, which has to hold until its end. */
function inTurns(program: string, what: string, turn: (n: number) => Promise<Turn>): RunningProgram {
  let isLast = false;
  const turns: Turn[] = [];
  const all = (async () => {
    do turns.push(await turn(turns.length + 1));
    while (!isLast && turns.at(-1)!.ok);
  })();
  return {
    async finish() {
      const isOpen = turns.every(({ ok }) => ok);
      isLast = true;
      await all;
      const wrong = turns.find(({ ok }) => !ok);
      return {
        program,
        ok: isOpen && wrong === undefined,
        octets: turns.reduce((sum, { octets }) => sum + octets, 0),
        says: wrong?.says ?? `${turns.length} ${what}`,
      };
    },
  };
}

function download({ supervisor, namespace, folder, to }: ProgramParts): RunningProgram {
  const octets = downloadRate * turnSeconds;
  const expected = octetsDigest(octets);
  const options = ['-sS', '--limit-rate', `${downloadRate}`];
  const report = ['-w', '%{http_code} %{size_download} %{num_connects}'];
  const url = `http://${to}/cgi-bin/octets?bytes=${octets}`;
  return inTurns(
    'curl',
    `downloads of ${octets} octets, each over one connection with SHA-256 as expected`,
    async (n) => {
      const file = join(folder, `downloaded-${n}`);
      const words = ['curl', ...options, '-o', file, ...report, url];
      const curl = supervisor.start({ name: 'curl', namespace, words });
      const code = await ended(curl);
      const [status = '', got = '0', connections = '0'] = curl.said().trim().split(' ');
      const isRight = code === 0 && connections === '1' && (await digestOf(file)) === expected;
      rmSync(file, { force: true });
      const says = `download ${n}: exit code ${code}, status ${status}, ${got} octets over ${connections} connections`;
      return { ok: isRight, octets: Number(got) || 0, says };
    },
  );
}

function iperf3({ supervisor, namespace, to, within = [] }: ProgramParts): RunningProgram {
  const words = [...within, 'iperf3', '-J', '-c', to, '-t', `${turnSeconds}`, '-b', '1M'];
  return inTurns('iperf3', `runs of ${turnSeconds} s, each over one connection`, async (n) => {
    for (let tries = 1; ; tries += 1) {
      const client = supervisor.start({ name: 'iperf3', namespace, words });
      const code = await ended(client);
      const { octets, error } = readIperf(client.said());
      // After each run its server closes its port for a moment: that is not a connection that was not kept.
      if (error.includes('Connection refused') && octets === 0 && tries < mostRefusals) continue;
      return { ok: code === 0 && octets > 0, octets, says: `run ${n}: exit code ${code}, ${error}` };
    }
  });
}

/** As often as a program may be refused that has just been served; each time takes as long as it takes to start. */
const mostRefusals = 20;

function readIperf(said: string): { readonly octets: number; readonly error: string } {
  try {
    const json = JSON.parse(said) as { error?: string; end?: { sum_received?: { bytes: number } } };
    return { octets: json.end?.sum_received?.bytes ?? 0, error: json.error ?? 'no error' };
  } catch {
    return { octets: 0, error: said.slice(0, 200) };
  }
}

const lineDelay = 100;
const echoPort = 7000;

function nc(parts: ProgramParts): RunningProgram {
  const { within, to } = parts;
  // In the guest, nc is that of busybox.
  const program = within === undefined ? ['nc'] : [...within, 'nc.openbsd'];
  return lines('nc', [...program, to, `${echoPort}`], parts);
}

/** A session whose shell gives back what is typed. */
function ssh(parts: ProgramParts): RunningProgram {
  return lines('ssh', [...sshWords(parts.to), 'cat'], parts);
}

/** A line every tenth of a second, each of which has to come back. */
function lines(
  name: string,
  words: readonly string[],
  { supervisor, namespace }: ProgramParts,
): RunningProgram {
  const client = supervisor.start({ name, namespace, words });
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
        program: name,
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
