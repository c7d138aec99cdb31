/** `xlmp agent --companion`: a machine with an agent beside it moves between two networks. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CapturedRun, capturedRun, capturedTerminal } from './captured-run.ts';
import { agentTimers, orderPatience } from './unhurried.laws.ts';

let folder: string;
const hids: Record<string, string> = {};
const file = (name: string): string => join(folder, name);
const running: { stop(): void; ended: Promise<CapturedRun> }[] = [];
const names = ['r1', 'r2', 'h1', 'h2', 'p', 'vm'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-companion-'));
  for (const name of names) {
    await capturedRun(['key', 'new', file(`${name}.pem`)]);
    hids[name] = JSON.parse((await capturedRun(['key', 'show', '--json', file(`${name}.pem`)])).out).HID;
  }
});
afterEach(async () => {
  for (const { stop } of running) stop();
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});
afterAll(() => rmSync(folder, { recursive: true }));

const beacons = ['--timer', 'BEACON_INTERVAL=50'];

/** Starts an agent of a name and waits until it listens. */
async function agent(name: string, ...more: string[]) {
  const terminal = capturedTerminal();
  const words = ['agent', '--key', file(`${name}.pem`), '--udp', '127.0.0.1:0'];
  const ended = capturedRun([...words, '--contact', file(`${name}.json`), ...more], terminal);
  const stop = (): void => terminal.stop();
  running.push({ stop, ended });
  const started = await Promise.race([terminal.seen(/listening on udp (\S+)/), ended]);
  if ('err' in started) throw new Error(started.err);
  return terminal;
}

const peers = (...of: readonly string[]): string[] => of.flatMap((name) => ['--peer', file(`${name}.json`)]);
const hosts = ['--role', 'source-host', '--role', 'destination-host'];

describe('a machine with an agent beside it', () => {
  test('keeps its session when it moves to another network', async () => {
    const others = (name: string): string[] => names.filter((each) => each !== name && each !== 'vm');
    const router = (name: string, ...more: string[]) =>
      agent(name, '--role', 'access-router', ...peers(...others(name)), ...beacons, ...more);
    await router('r1', '--attach', `${hids['vm']}=${hids['h1']}`);
    await router('r2');
    const p = await agent('p', '--role', 'correspondent', ...peers('r1', 'r2'));
    const vm = { machine: hids['vm'], key: 'vm.pem', open: ['p.json'] };
    writeFileSync(file('vm.json'), JSON.stringify(vm));
    const second = await agent(
      'h2',
      ...hosts,
      '--router',
      file('r2.json'),
      '--accompanied',
      ...peers('r1', 'h1'),
      ...agentTimers,
    );
    await agent(
      'h1',
      ...hosts,
      '--router',
      file('r1.json'),
      '--machine',
      hids['vm']!,
      '--companion',
      file('vm.json'),
      ...peers('r2', 'h2'),
      ...agentTimers,
    );
    await p.seen(/session [0-9a-f]{32} with HID:[0-9a-f]{40}: datagram/);
    const ends = ['--from', file('h1.json'), '--to', file('h2.json')];
    const ticket = file('ticket.json');
    await capturedRun(['ticket', 'new', '--owner', file('vm.pem'), ...ends, '--out', ticket]);
    const order = ['--source', file('h1.json'), '--to', file('h2.json'), '--ticket', ticket];
    const migrate = await capturedRun(['migrate', ...order, '--key', file('vm.pem'), ...orderPatience]);
    expect(migrate.code, migrate.out).toBe(0);
    await second.seen(/the agent beside machine HID:[0-9a-f]{40} is running, epoch 2/);
    await p.seen(/HID:[0-9a-f]{40} moved/);
    await p.seen(/HID:[0-9a-f]{40} proved/);
  });

  const good = (): object => ({ machine: hids['vm'], key: 'vm.pem' });
  test.each([
    ['machine', () => ({ key: 'vm.pem' }), 'machine: is no HID'],
    ['key', () => ({ ...good(), key: 7 }), 'key: is no name of a file'],
    ['another key', () => ({ ...good(), key: 'p.pem' }), 'key: is that of HID:'],
    ['open', () => ({ ...good(), open: 'p.json' }), 'open: is no list of contact files'],
    ['one of open', () => ({ ...good(), open: [''] }), 'open[0]: is no name of a file'],
    ['a contact file', () => ({ ...good(), rendezvous: 'vm.json' }), 'is no contact file'],
    ['an unknown member', () => ({ ...good(), port: 1 }), 'port: is not known'],
    ['the whole', () => [], 'is no object'],
    ['a machine that is not here', good, 'without --machine'],
  ])('is refused when its file is wrong: %s', async (_, json, says) => {
    const contact = { address: `RE AD:${'0'.repeat(39)}1 HID:${'1'.repeat(40)} SID:${'2'.repeat(40)}` };
    writeFileSync(file('router.json'), JSON.stringify({ ...contact, udp: '127.0.0.1:9' }));
    writeFileSync(file('vm.json'), JSON.stringify(json()));
    const words = ['agent', '--role', 'source-host', '--key', file('h1.pem'), '--udp', '127.0.0.1:0'];
    const run = await capturedRun([
      ...words,
      '--router',
      file('router.json'),
      '--companion',
      file('vm.json'),
    ]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(says);
  });

  test('needs a router', async () => {
    const words = ['agent', '--role', 'source-host', '--key', file('h1.pem'), '--udp', '127.0.0.1:0'];
    const run = await capturedRun([...words, '--accompanied']);
    expect(run).toMatchObject({ code: 2, err: expect.stringContaining('go with --router') });
  });
});
