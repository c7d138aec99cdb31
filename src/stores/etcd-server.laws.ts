/** A real etcd server for tests: found on the machine, or where `.ci/packages` puts it; started in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const places = ['.xlmp/debian/usr/bin/etcd', '/usr/bin/etcd', '/usr/local/bin/etcd'];

/** The etcd of this machine; undefined when it has none. */
export const etcdProgram: string | undefined = places.find((path) => existsSync(path));

/** An etcd server. */
export interface EtcdServer {
  readonly endpoint: string;
  /** Starts it, again after `kill`, with what it held; resolves when it answers. */
  start(): Promise<void>;
  /** Kills it, without a chance to tidy up. */
  kill(): Promise<void>;
  /** Kills it and removes what it held. */
  dispose(): Promise<void>;
}

/** Makes a server on free ports of the loopback; not started yet. */
export async function etcdServer(program: string): Promise<EtcdServer> {
  const folder = mkdtempSync(join(tmpdir(), 'xlmp-etcd-'));
  const [client, peer] = [await freePort(), await freePort()];
  const endpoint = `http://127.0.0.1:${client}`;
  const peerUrl = `http://127.0.0.1:${peer}`;
  let child: ChildProcess | undefined;

  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  };
  return {
    endpoint,
    async start() {
      child = spawn(
        program,
        [
          '--name',
          'one',
          '--data-dir',
          folder,
          '--log-level',
          'error',
          '--listen-client-urls',
          endpoint,
          '--advertise-client-urls',
          endpoint,
          '--listen-peer-urls',
          peerUrl,
          '--initial-advertise-peer-urls',
          peerUrl,
          '--initial-cluster',
          `one=${peerUrl}`,
        ],
        // Some architectures ask for this word before they start.
        { stdio: 'ignore', env: { ...process.env, ETCD_UNSUPPORTED_ARCH: process.arch } },
      );
      const started = child;
      while (!(await isHealthy(endpoint))) {
        if (started.exitCode !== null)
          throw new Error(`etcd ended with ${started.exitCode} before it answered`);
      }
    },
    kill,
    async dispose() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isHealthy(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/health`, { signal: AbortSignal.timeout(1_000) });
    return ((await response.json()) as { health?: string }).health === 'true';
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
