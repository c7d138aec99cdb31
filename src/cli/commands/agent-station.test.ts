import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CapturedRun, capturedRun, capturedTerminal } from '../captured-run.ts';
import { agentTimers, orderPatience } from '../unhurried.laws.ts';

let folder: string;
let machine: string;
const file = (name: string): string => join(folder, name);
const running: { stop(): void; ended: Promise<CapturedRun> }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-station-command-'));
  for (const name of ['source', 'destination', 'a', 'b', 'rendezvous', 'machine'])
    await capturedRun(['key', 'new', file(`${name}.pem`)]);
  machine = await hidOf('machine');
});
afterEach(async () => {
  for (const { stop } of running) stop();
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function hidOf(name: string): Promise<string> {
  const shown = await capturedRun(['key', 'show', '--json', file(`${name}.pem`)]);
  return (JSON.parse(shown.out) as { HID: string }).HID;
}

/** Starts an agent of a name and waits until it listens. */
async function agent(name: string, role: string, ...more: string[]) {
  const terminal = capturedTerminal();
  const words = ['agent', '--role', role, '--key', file(`${name}.pem`), '--udp', '127.0.0.1:0'];
  const files = ['--journal', file(`${name}.journal`), '--contact', file(`${name}.json`)];
  const ended = capturedRun([...words, ...files, ...more], terminal);
  const stop = (): void => terminal.stop();
  running.push({ stop, ended });
  const started = await Promise.race([terminal.seen(/listening on udp (\S+)/), ended]);
  if ('err' in started) throw new Error(started.err);
  return { terminal, ended, stop };
}

describe('xlmp agent as an access router', () => {
  test('holds for a machine that leaves, sends on, and knows of it after a restart', async () => {
    const attach = ['--attach', `${machine}=${await hidOf('source')}`];
    const a = await agent('a', 'access-router', '--peer', file('b.json'), ...attach);
    expect(JSON.parse(readFileSync(file('a.json'), 'utf8'))).toMatchObject({ router: true });
    const b = await agent('b', 'access-router', '--peer', file('a.json'));
    await agent('destination', 'destination-host', '--router', file('b.json'));
    const more = ['--router', file('a.json'), '--peer', file('destination.json'), '--machine', machine];
    await agent('source', 'source-host', ...agentTimers, ...more);
    const hosts = ['--from', file('source.json'), '--to', file('destination.json')];
    await capturedRun([
      'ticket',
      'new',
      '--owner',
      file('machine.pem'),
      ...hosts,
      '--out',
      file('ticket.json'),
    ]);
    const order = ['--source', file('source.json'), '--to', file('destination.json')];
    const migrate = await capturedRun([
      'migrate',
      ...order,
      '--ticket',
      file('ticket.json'),
      '--key',
      file('machine.pem'),
      ...orderPatience,
    ]);
    expect(migrate.code, migrate.out).toBe(0);
    const linesOf = ({ terminal }: typeof a): string[] =>
      terminal
        .written()
        .out.split('\n')
        .flatMap((line) => /^machine \S+ (\S+ under epoch \d)/.exec(line)?.[1] ?? []);
    await b.terminal.seen(/ attached under epoch 2/);
    expect(linesOf(a)).toEqual([
      'attached under epoch 1',
      'holding under epoch 1',
      'forwarding under epoch 2',
    ]);
    expect(linesOf(b)).toEqual(['prepared under epoch 0', 'attached under epoch 2']);
    a.stop();
    expect(await a.ended).toMatchObject({ code: 0 });
    const again = await agent('a', 'access-router', ...attach);
    await again.terminal.seen(/ forwarding under epoch 2/);
  });

  test('a rendezvous listens too, in the network that it is told', async () => {
    const { terminal } = await agent('rendezvous', 'rendezvous', '--ad', `AD:${'5'.repeat(40)}`);
    expect(terminal.written().out).toContain(`RE AD:${'5'.repeat(40)} HID:`);
  });

  test.each([
    ['a network for a router', ['--role', 'access-router', '--key', 'k', '--ad', 'x'], 'that of its key'],
    ['trust for a rendezvous', ['--role', 'rendezvous', '--key', 'k', '--trust', 'x'], 'go with --role'],
    [
      'registers for a router',
      ['--role', 'access-router', '--key', 'k', '--registers', 'http://127.0.0.1:1'],
      'witness or rendezvous',
    ],
    [
      'registers and a journal for a rendezvous',
      ['--role', 'rendezvous', '--key', 'k', '--registers', 'http://127.0.0.1:1', '--journal', 'j'],
      '--registers or --journal',
    ],
    [
      'an etcd that is none',
      ['--role', 'rendezvous', '--key', 'k', '--registers', 'x'],
      'no address of etcd',
    ],
    ['two roles', ['--role', 'access-router', '--role', 'witness', '--key', 'k'], 'do not go together'],
    [
      'a fault that routers do not have',
      ['--role', 'access-router', '--key', 'k', '--impair', 'rain=1'],
      'unknown setting rain',
    ],
    ['a bad machine', ['--role', 'access-router', '--key', 'k', '--attach', 'x'], '--attach'],
  ])('refuses %s', async (_, words, says) => {
    const run = await capturedRun(['agent', '--udp', '0', ...words]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(says);
  });
});
