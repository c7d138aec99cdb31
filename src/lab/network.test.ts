import { existsSync } from 'node:fs';
import process from 'node:process';
import { afterEach, describe, expect, test } from 'vitest';
import { mustRun, tryCommand } from './command.ts';
import { allNamespaces, buildNetwork, removeLeftovers, removeRun } from './network.ts';
import { isRunning } from './process-identity.ts';
import { knownRuns, makeRunFolder, type RunFolder } from './run-folder.ts';
import { makeSupervisor } from './supervisor.ts';
import type { NetworkPlan } from './topology.ts';

const planOf = ({ id }: RunFolder): NetworkPlan => ({
  id,
  mtu: 1500,
  domains: [
    { name: 'AD1', router: 'r1', hosts: ['h1'], clients: [], others: [] },
    { name: 'AD2', router: 'r2', hosts: [], clients: ['p'], others: [] },
  ],
});
const namespacesOfRun = async ({ id }: RunFolder): Promise<readonly string[]> =>
  (await allNamespaces()).filter((name) => name.startsWith(`${id}-`));

const mayBuild =
  process.getuid?.() === 0 &&
  existsSync('/dev/net/tun') &&
  (await tryCommand(['ip', 'netns', 'list'])).code === 0;

describe('the folder of a run and its processes', () => {
  let run: RunFolder;
  afterEach(() => removeRun(run));

  test('a process is heard, ended, and gone', async () => {
    run = makeRunFolder();
    const supervisor = makeSupervisor(run);
    const shell = supervisor.start({
      name: 'shell',
      words: ['sh', '-c', 'echo ready; read word; echo "got $word"; exec sleep 100'],
    });
    await shell.seen(/ready/);
    const lines: string[] = [];
    shell.onLine((line) => lines.push(line));
    shell.write('this\n');
    await shell.seen(/got this/);
    expect(lines).toEqual(['got this']);
    await supervisor.stopAll();
    expect(shell.isOver).toBe(true);
    expect(isRunning(shell.identity!)).toBe(false);
  });

  test('a process that ends instead of saying something is an error that shows what it said', async () => {
    run = makeRunFolder();
    const shell = makeSupervisor(run).start({ name: 'shell', words: ['sh', '-c', 'echo no luck; exit 3'] });
    await expect(shell.seen(/ready/)).rejects.toMatchObject({ code: 'PROCESS_ENDED', message: /no luck/ });
    expect(await shell.ended).toEqual({ code: 3, signal: null });
    const missing = makeSupervisor(run).start({ name: 'missing', words: ['/no/such/program'] });
    await expect(missing.seen(/ready/)).rejects.toMatchObject({ code: 'PROCESS_ENDED' });
  });
});

describe.skipIf(!mayBuild)('a network of namespaces (root, iproute2 and /dev/net/tun)', () => {
  let run: RunFolder;
  afterEach(() => removeRun(run));

  test('is built, carries packets between domains, and leaves nothing behind', async () => {
    run = makeRunFolder();
    await buildNetwork(planOf(run));
    expect(await namespacesOfRun(run)).toHaveLength(5);
    await mustRun(['ip', 'netns', 'exec', `${run.id}-h1`, 'ping', '-c', '1', '-W', '5', '10.66.2.11']).catch(
      async (error: unknown) => {
        // Where there is no ping, the route is what can be asked for.
        if ((await tryCommand(['ping', '-V'])).code === 0) throw error;
        await mustRun(['ip', '-n', `${run.id}-h1`, 'route', 'get', '10.66.2.11']);
      },
    );
    const sleeper = makeSupervisor(run).start({
      name: 'sleeper',
      namespace: `${run.id}-h1`,
      words: ['sleep', '100'],
    });
    const removed = await removeRun(run);
    expect(removed.namespaces).toHaveLength(5);
    expect(removed.processes).toBe(1);
    await sleeper.ended;
    expect(await namespacesOfRun(run)).toEqual([]);
    expect(existsSync(run.path)).toBe(false);
  });

  test('of a run whose process is gone is found and removed; that of a live one stays', async () => {
    run = makeRunFolder();
    await buildNetwork(planOf(run));
    await removeLeftovers();
    expect(knownRuns().find(({ id }) => id === run.id)).toMatchObject({ alive: true });
    expect(await namespacesOfRun(run)).toHaveLength(5);
    await removeRun(run, true);
    await buildNetwork(planOf(run));
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${run.path}/run.json`, JSON.stringify({ owner: { pid: 1, began: 'never' } }));
    await removeLeftovers();
    expect(await namespacesOfRun(run)).toEqual([]);
    expect(existsSync(run.path)).toBe(false);
  });
});
