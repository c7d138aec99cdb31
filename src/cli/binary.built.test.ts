/** The commands as a user starts them: real processes, real pipes, real signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { capturedRun } from './captured-run.ts';

const [node, ...program] = inject('xlmp') as [string, ...string[]];
let folder: string;
const file = (name: string): string => join(folder, name);
const alive = new Set<ChildProcess>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-binary-'));
  for (const name of ['source', 'destination', 'machine'])
    await capturedRun(['key', 'new', file(`${name}.pem`)]);
});
afterAll(() => {
  for (const child of alive) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts `xlmp` with these words. */
function start(...words: string[]) {
  const child = spawn(node, [...program, ...words], { stdio: 'pipe' });
  alive.add(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (octets) => (out += octets));
  child.stderr.on('data', (octets) => (err += octets));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    child.on('close', (code) => {
      alive.delete(child);
      resolve({ code, out, err });
    });
  });
  const lines = createInterface({ input: child.stdout });
  const seen = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      lines.on('line', (line) => {
        const found = pattern.exec(line);
        if (found !== null) resolve(found);
      });
      void ended.then(({ err: said }) => reject(new Error(`it ended before ${pattern} came: ${said}`)));
    });
  return { child, ended, seen };
}

describe('the xlmp program', () => {
  test('reads a pipe and ends with the code of the command', async () => {
    const { child, ended } = start('decode', '--json', '--file', '-');
    child.stdin.end('584c');
    const { code, out, err } = await ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('no XLMP message');
  });

  test('ends a wrong command line with code 2', async () => {
    const { code, err } = await start('decode', '--fast').ended;
    expect(code).toBe(2);
    expect(err).toContain("unknown option '--fast'");
  });

  test('is quiet when the reader of its output goes away', async () => {
    const { child, ended } = start('decode', '--lines', '--file', '-');
    child.stdout.destroy();
    child.stdin.end('01\n'.repeat(2_000));
    const { code, err } = await ended;
    expect(code).not.toBe(null);
    expect(err).not.toContain('EPIPE');
  });

  test('migrates a machine to a destination that was killed and came back on another port', async () => {
    const host = (name: string, role: string, ...more: string[]) => {
      const words = ['agent', '--role', role, '--key', file(`${name}.pem`), '--udp', '127.0.0.1:0'];
      return start(
        ...words,
        '--journal',
        file(`${name}.journal`),
        '--contact',
        file(`${name}.json`),
        ...more,
      );
    };
    const machine = JSON.parse((await capturedRun(['key', 'show', '--json', file('machine.pem')])).out).HID;
    const destination = host('destination', 'destination-host');
    const source = host('source', 'source-host', '--peer', file('destination.json'), '--machine', machine);
    await Promise.all([destination.seen(/listening on/), source.seen(/listening on/)]);
    destination.child.kill('SIGKILL');
    expect(await destination.ended).toMatchObject({ code: null });

    const again = host('destination', 'destination-host');
    const runs = again.seen(/running under epoch 2/);
    await again.seen(/listening on/);
    const hosts = ['--from', file('source.json'), '--to', file('destination.json')];
    const ticket = file('ticket.json');
    await capturedRun(['ticket', 'new', '--owner', file('machine.pem'), ...hosts, '--out', ticket]);
    const words = ['--source', file('source.json'), '--to', file('destination.json'), '--ticket', ticket];
    const migrate = start('migrate', ...words, '--key', file('machine.pem'));
    expect(await migrate.ended).toMatchObject({ code: 0 });
    await runs;

    for (const agent of [source, again]) agent.child.kill('SIGTERM');
    expect((await source.ended).code).toBe(0);
    expect(await again.ended).toMatchObject({ code: 0, err: '' });
    const journal = await capturedRun(['decode', '--json', '--file', file('source.journal')]);
    const { records } = JSON.parse(journal.out) as { records: { step: string }[] };
    expect(records.map(({ step }) => step)).toEqual(['ordered', 'frozen', 'committed', 'source-done']);
    expect(readFileSync(file('destination.journal')).length).toBeGreaterThan(0);
  });
});
