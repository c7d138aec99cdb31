import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturedRun, capturedTerminal } from '../captured-run.ts';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'xlmp-peer-command-'));
  for (const name of ['machine', 'correspondent']) await capturedRun(['key', 'new', file(`${name}.pem`)]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const words = (role: string, ...more: string[]): string[] =>
  ['agent', '--role', role, '--key', file(`${role}.pem`), '--udp', '127.0.0.1:0'].concat(more);

describe('xlmp agent', () => {
  test('runs a correspondent that answers a machine over a stream', async () => {
    const there = capturedTerminal();
    const ended = capturedRun(
      words('correspondent', '--contact', file('there.json'), '--echo', '--verbose'),
      there,
    );
    await there.seen(/listening on udp (\S+)/);
    const here = capturedTerminal('how are you?');
    const run = await capturedRun(words('machine', '--open', file('there.json')), here);
    expect(run).toMatchObject({ code: 0, out: 'how are you?' });
    await there.seen(/12 octets/);
    there.stop();
    expect(await ended).toMatchObject({ code: 0 });
  });

  test.each([
    ['two kinds of roles', ['--role', 'machine', '--role', 'witness'], 'do not go together'],
    ['no key', ['--role', 'machine'], 'no key'],
    ['a way that there is not', ['--role', 'machine', '--reach', 'magic', '--key', 'k'], '--reach magic'],
    ['a bad number', ['--role', 'machine', '--cookie', 'soon', '--key', 'k'], '--cookie'],
  ])('refuses %s', async (_, more, text) => {
    const run = await capturedRun(['agent', '--udp', '127.0.0.1:0', ...more]);
    expect(run.code).toBe(2);
    expect(run.err).toContain(text);
  });
});
