import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CapturedRun, capturedRun, capturedTerminal } from '../captured-run.ts';
import { agentTimers, orderPatience } from '../unhurried.laws.ts';

let folder: string;
let machine: string;
const file = (name: string): string => join(folder, name);
const running: { stop(): void; ended: Promise<CapturedRun> }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-agent-command-'));
  for (const name of ['source', 'destination', 'witness', 'machine', 'stranger'])
    await capturedRun(['key', 'new', file(`${name}.pem`)]);
  machine = JSON.parse((await capturedRun(['key', 'show', '--json', file('machine.pem')])).out).HID;
});
afterEach(async () => {
  for (const { stop } of running) stop();
  await Promise.all(running.splice(0).map(({ ended }) => ended));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts an agent of a name and waits until it listens. */
async function agent(name: string, role: string, ...more: string[]) {
  const terminal = capturedTerminal();
  const words = ['agent', '--role', role, '--key', file(`${name}.pem`), '--udp', '127.0.0.1:0'];
  const files = ['--journal', file(`${name}.journal`), '--contact', file(`${name}.json`)];
  const ended = capturedRun([...words, ...files, ...agentTimers, ...more], terminal);
  const stop = (): void => terminal.stop();
  running.push({ stop, ended });
  const started = await Promise.race([terminal.seen(/listening on udp (\S+)/), ended]);
  if ('err' in started) throw new Error(started.err);
  return { terminal, ended, stop, udp: started[1]! };
}

const orderWords = (): string[] => {
  const words = ['--source', file('source.json'), '--to', file('destination.json')];
  return [
    ...words,
    '--witness',
    file('witness.json'),
    '--ticket',
    file('ticket.json'),
    '--key',
    file('machine.pem'),
    ...orderPatience,
  ];
};

describe('xlmp agent', () => {
  test('three agents migrate a machine, and tell about it', async () => {
    await agent('witness', 'witness');
    const destination = await agent('destination', 'destination-host', '--peer', file('witness.json'));
    const peers = ['--peer', file('witness.json'), '--peer', file('destination.json')];
    const source = await agent('source', 'source-host', ...peers, '--machine', `${machine},rate=20`);
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

    const dryRun = await capturedRun(['dry-run', '--json', ...orderWords()]);
    expect(dryRun).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(dryRun.out)).toMatchObject({ machine, creates: 2, votes: { network: 'yes' } });

    const migration = '5a'.repeat(16);
    const migrate = await capturedRun(['migrate', ...orderWords(), '--migration', migration]);
    expect(migrate.code, migrate.out).toBe(0);
    expect(migrate.out).toContain('done: The machine runs at the destination');
    expect(migrate.err).toContain('ended …');
    await destination.terminal.seen(/running under epoch 2/);
    await source.terminal.seen(/machine HID:[0-9a-f]+ gone/);

    const about = ['--key', file('machine.pem'), '--machine', machine];
    const status = await capturedRun([
      'status',
      '--json',
      '--at',
      file('destination.json'),
      ...about,
      '--migration',
      migration,
    ]);
    expect(status.code).toBe(0);
    expect(JSON.parse(status.out)).toMatchObject({ outcome: 'done', runsHere: 'yes', epoch: 2 });
    const register = await capturedRun(['status', '--witness', '--at', file('witness.json'), ...about]);
    expect(register).toMatchObject({ code: 0, err: '' });
    expect(register.out).toContain('epoch 2, owner HID:');
    const late = await capturedRun([
      'cancel',
      '--source',
      file('source.json'),
      ...about,
      '--migration',
      migration,
    ]);
    expect(late).toMatchObject({ code: 1, err: '' });
    expect(late.out).toContain('too-late');
    const unknown = ['--migration', '00'.repeat(16)];
    expect(
      (await capturedRun(['cancel', '--source', file('source.json'), ...about, ...unknown])).out,
    ).toContain('unknown');
    const stranger = ['--key', file('stranger.pem'), '--machine', machine, '--migration', migration];
    const refused = await capturedRun(['cancel', '--source', file('source.json'), ...stranger]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('refused: not-authorised');

    source.stop();
    expect(await source.ended).toMatchObject({ code: 0 });
    const again = await agent('source', 'source-host', '--machine', machine);
    expect(again.terminal.written().err).toContain('is not booted: the journal knows of epoch 2');
  });

  test('a destination that refuses says why, and the migration ends with exit code 1', async () => {
    for (const name of ['source', 'destination', 'witness']) rmSync(file(`${name}.journal`), { force: true });
    await agent('destination', 'destination-host', '--refuse', 'policy');
    await agent('source', 'source-host', '--peer', file('destination.json'), '--machine', machine);
    const hosts = ['--from', file('source.json'), '--to', file('destination.json')];
    rmSync(file('ticket.json'), { force: true });
    await capturedRun([
      'ticket',
      'new',
      '--owner',
      file('machine.pem'),
      ...hosts,
      '--out',
      file('ticket.json'),
    ]);
    const words = orderWords().filter((word) => word !== '--witness' && word !== file('witness.json'));
    const run = await capturedRun(['migrate', ...words]);
    expect(run.code).toBe(1);
    expect(run.out).toContain('aborted');
    expect(run.out).toContain('policy');
    expect(run.out).toContain('the machine runs at the source');
  });

  test('a port that is in use and a journal that is none end it with exit code 4', async () => {
    const { udp } = await agent('witness', 'witness');
    const words = ['agent', '--role', 'witness', '--key', file('witness.pem')];
    const busy = await capturedRun([...words, '--udp', udp]);
    expect(busy.code).toBe(4);
    expect(busy.err).toContain(`UDP ${udp} is in use`);
    writeFileSync(file('bad.journal'), 'x'.repeat(5_000));
    const damaged = await capturedRun([...words, '--udp', '127.0.0.1:0', '--journal', file('bad.journal')]);
    expect(damaged.code).toBe(4);
    expect(damaged.err).toContain('the journal is damaged');
    expect(readFileSync(file('bad.journal'), 'utf8')).toHaveLength(5_000);
  });

  test.each([
    ['no place', [], 'nowhere to listen'],
    ['no role', ['--udp', '0'], 'no role'],
    ['no key', ['--udp', '0', '--role', 'witness'], 'no key'],
    ['an unknown role', ['--udp', '0', '--role', 'ghost'], 'unknown role ghost'],
    ['a bad port', ['--udp', 'here', '--role', 'witness'], '--udp here: expected [HOST:]PORT'],
    [
      'an unknown timer',
      ['--udp', '0', '--role', 'witness', '--key', 'k', '--timer', 'NAP=5'],
      'no timer is called NAP',
    ],
    ['real time over lines', ['--stdio', '--real-time'], 'goes with --udp and --control'],
    ['real time for an agent', ['--udp', '0', '--real-time'], '--real-time goes with --control'],
    ['two adapters', ['--stdio', '--udp', '0'], 'exclude each other'],
    [
      'an adapter with a role',
      ['--stdio', '--role', 'witness'],
      'takes its role, key and journal from the kit',
    ],
    ['guests of an adapter', ['--stdio', '--guest', 'g'], 'takes its machines from the kit'],
    ['a bad machine', ['--udp', '0', '--role', 'source-host', '--key', 'k', '--machine', 'x'], '--machine x'],
    [
      'an unknown reason',
      ['--udp', '0', '--role', 'witness', '--key', 'k', '--refuse', 'mood'],
      'no such reason',
    ],
  ])('refuses %s', async (_, words, says) => {
    const run = await capturedRun(['agent', ...words]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(says);
  });

  test('speaks xlmp-adapter/1 on standard input and output until bye', async () => {
    const terminal = capturedTerminal('{"do":"hello","id":1,"protocol":1}\n{"do":"bye","id":2}\n');
    const run = await capturedRun(['agent', '--stdio'], terminal);
    expect(run).toMatchObject({ code: 0, err: '' });
    const lines = run.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { is: 'hello', protocol: 1 },
      { is: 'done', id: 1 },
      { is: 'done', id: 2 },
    ]);
  });

  test('says so when there is no QEMU for the machines of the kit', async () => {
    vi.stubEnv('XLMP_QEMU', '/nowhere/qemu');
    const run = await capturedRun(['agent', '--stdio', '--qemu', folder]);
    vi.unstubAllEnvs();
    expect(run).toMatchObject({
      code: 4,
      err: expect.stringContaining('cannot run /nowhere/qemu') as string,
    });
  });

  test.each([[], ['--real-time']])('says where an adapter listens %s', async (...more) => {
    const terminal = capturedTerminal();
    const ended = capturedRun(['agent', '--udp', '0', '--control', '0', ...more], terminal);
    await terminal.seen(/^udp 127\.0\.0\.1:\d+ control 127\.0\.0\.1:\d+$/m);
    terminal.stop();
    expect(await ended).toMatchObject({ code: 0, err: '' });
  });
});
